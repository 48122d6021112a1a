"""A report with everything in it that nobody may see unopened, beside its voter on the roll."""

import json
import re
from typing import Any

from sqlalchemy import select, update
from werkzeug.test import TestResponse

from pemilu.infra.keyring import Purpose
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.models import Bukti, Laporan
from pemilu.laporan.submit import Receipt
from pemilu.pemilih.models import Pemilih
from tests.factories import NAMA, TERDAFTAR
from tests.integration.admin.room import Browser, Room
from tests.integration.laporan.office import nik_of, person

NKK = "1399990101010001"
PELAPOR_NIK = nik_of(40_001).value
SECRETS = {
    "nik": TERDAFTAR,
    "nkk": NKK,
    "nama": "BUDI SENTOSA",
    "tempat_lahir": "Bukittinggi",
    "tanggal_lahir": "17-08-1990",
    "jenis_kelamin": "L",
    "status_kawin": "sudah",
    "alamat": "Jalan Kenanga 17",
    "rt": "003",
    "rw": "5",
    "status_ktp": "sudah",
    "keterangan": "Ayah saya bernama Rangkayo, nomornya 1399 9917 0890 0001.",
    "pelapor_nik": PELAPOR_NIK,
    "pelapor_nama": "SITI PELAPOR",
    "telepon": "0812-3456-7890",
    "email": "siti@contoh.id",
}
ON_ROLL = {
    "nik": TERDAFTAR,
    "nkk": NKK,
    "tempat_lahir": "Padang Panjang",
    "tanggal_lahir": "1990-08-17",
    "alamat": "Jalan Melati 9",
    "status_kawin": "sudah",
    "disabilitas": "tidak",
    "ktp": "sudah",
}
# What of these may stand on no page that was not opened.
HIDDEN = (
    TERDAFTAR, NKK, PELAPOR_NIK, "BUDI", "SENTOSA", "SANTOSO", "Bukittinggi", "Padang Panjang", "1990",
    "Kenanga", "Melati", "Rangkayo", "SITI", "0812", "3456", "siti@", "contoh.id",
)  # fmt: skip
SIXTEEN = re.compile(r"(?<!\w)\d(?:[\s.\-]?\d){15}(?!\w)")
RANDOM = re.compile(r"[0-9a-f]{32,}")
REASON = {"alasan": "mencocokkan", "keterangan": "berkas KK kurang jelas"}


def file_secrets(room: Room, **differing: Any) -> Receipt:
    """A relative's report about the voter of `tests.factories`, whose row of the roll is sealed too."""
    _seal_roll(room)
    values: dict[str, Any] = {
        "jenis": JenisLaporan.PERBAIKAN_DATA,
        "pelapor": Pelapor.KELUARGA,
        "pelapor_nik": person(PELAPOR_NIK),
        "isi": SECRETS,
    }
    return room.office.file(**values | differing)


def _seal_roll(room: Room) -> None:
    keys = room.office.roll.keyring
    box = keys.box(Purpose.IDENTITAS)
    with room.database.transaction() as session:
        here = Pemilih.nik_idx == keys.nik_index().of(TERDAFTAR)
        uid = session.scalars(select(Pemilih.row_uid).where(here)).one()
        sealed = box.seal(json.dumps(ON_ROLL).encode(), uid)
        values = {"identitas": sealed, "nkk_idx": keys.nkk_index().of(NKK), "rt": 3, "rw": 4, "nama": NAMA}
        session.execute(update(Pemilih).where(here).values(values))


def pages_of(room: Room, receipt: Receipt) -> list[str]:
    """The names by which the pages of its evidence stand in forms."""
    with room.database.reading() as session:
        query = select(Bukti.uid).join(Laporan, Laporan.id == Bukti.laporan_id)
        return list(session.scalars(query.where(Laporan.nomor == receipt.nomor).order_by(Bukti.id)))


def told(answer: TestResponse) -> str:
    """The page without what is random in it, where any digits may stand."""
    return RANDOM.sub("", answer.text)


def open_identity(browser: Browser, receipt: Receipt, **differing: object) -> TestResponse:
    return browser.post(f"/laporan/{receipt.nomor}/buka", REASON | differing)


def open_evidence(browser: Browser, receipt: Receipt, uid: str, **differing: object) -> TestResponse:
    return browser.post(f"/laporan/{receipt.nomor}/bukti", REASON | {"lembar": uid} | differing)
