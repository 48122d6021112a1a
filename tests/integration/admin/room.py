"""The staff's side of an office: people with roles, their browsers, and the reports they work on."""

import hmac
import secrets
from hashlib import sha256
from typing import cast

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

import admin
from admin.door import CSRF_FIELD
from admin.staff import EXTENSION, Staff
from pemilu.audit.models import Audit
from pemilu.infra.config import from_env
from pemilu.petugas.kinds import JenisSesi, Peran
from pemilu.petugas.models import Petugas
from pemilu.petugas.officer import Officer
from pemilu.petugas.session import begin
from pemilu.wilayah.kode import KodeWilayah
from tests.factories import KELURAHAN
from tests.integration.laporan.office import Office

WILAYAH_OF = {
    Peran.PPS: KELURAHAN,
    Peran.PPK: KELURAHAN[:6],
    Peran.KPU_KABKO: KELURAHAN[:4],
    Peran.KPU_PROV: KELURAHAN[:2],
    Peran.PENGAWAS: KELURAHAN[:4],
}
COOKIE = "sesi"


class Browser:
    """A signed-in browser: forms that it sends carry the hidden field of its pages."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client = client
        self.token = token
        client.set_cookie(COOKIE, token)

    def get(self, path: str, **options: object) -> TestResponse:
        return self.client.get(path, **options)

    def post(self, path: str, data: dict[str, object] | None = None, **options: object) -> TestResponse:
        hidden = hmac.new(self.token.encode(), b"formulir/v1", sha256).hexdigest()
        return self.client.post(path, data={CSRF_FIELD: hidden} | (data or {}), **options)


class Room:
    """`hire` people, let them `sign_in`, or act past the pages as an `officer`."""

    def __init__(self, office: Office, **environment: str) -> None:
        self.office = office
        self.database = office.database
        self.clock = office.clock
        settings = from_env(
            {"DATABASE_URL": office.roll.url, "FILES_DIR": str(office.folder)} | environment, keyring="admin"
        )
        self.app: Flask = admin.create_app(settings, office.clock, office.roll.keyring)
        event.listen(self.database.engine, "engine_disposed", lambda _engine: self.staff.close())

    @property
    def staff(self) -> Staff:
        return cast(Staff, self.app.extensions[EXTENSION])

    def hire(self, peran: Peran, wilayah: str | None = None, **differing: object) -> Officer:
        """Somebody of that role, by default in the wilayah of `tests.factories`, if roles have one."""
        wilayah = wilayah or WILAYAH_OF.get(peran)
        values: dict[str, object] = {
            "uid": secrets.token_bytes(16),
            "akun": f"{peran.value}-{secrets.token_hex(3)}",
            "nama": f"Petugas {peran.value}",
            "peran": peran,
            "wilayah": wilayah,
            "dibuat": self.clock.now(),
            "dibuat_oleh": "uji",
        }
        with self.database.transaction() as session:
            row = Petugas(**values | differing)
            session.add(row)
            session.flush()
            kode = KodeWilayah(wilayah) if wilayah else None
            return Officer(row.id, row.akun, row.nama, peran, kode, permintaan=secrets.token_hex(8))

    def sign_in(self, officer: Officer, *, jenis: JenisSesi = JenisSesi.PETUGAS) -> Browser:
        with self.database.transaction() as session:
            token = begin(session, officer.id, peramban="uji", now=self.clock.now(), jenis=jenis)
        return Browser(self.app.test_client(), token)

    def audit(self) -> list[Audit]:
        with self.database.reading() as session:
            return list(session.scalars(select(Audit).order_by(Audit.rantai, Audit.urut)))
