"""Proposed changes of the roll. Nothing here touches a row of `pemilih`: applying a change is another act."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from pemilu.infra.crypto import BlindIndex, Box
from pemilu.pemilih.kinds import KelasPerubahan, Keterangan, StatusPerubahan, SumberPerubahan
from pemilu.pemilih.models import Pemilih, Perubahan
from pemilu.pemilih.nama import normalise
from pemilu.pemilih.nik import Nik
from pemilu.wilayah.models import Tps
from pemilu.wilayah.scope import WilayahScope

UID_BYTES = 16
MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class RollKeys:
    """What a proposal needs of the roll's keys: to find a row by its NIK, to seal the new values."""

    index: BlindIndex
    identities: Box


@dataclass(frozen=True, slots=True)
class Baris:
    """A row of the roll, to choose among: its identity and where it votes. No name, no NIK."""

    uid: bytes
    kelurahan: str
    tps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Usulan:
    """A change as it was decided. `pemilih_uid` is the row (None: a new voter, or not identified yet);
    `isi` the new values by field name; the officers are numbers of accounts.
    """

    pemilihan_id: int
    kelas: KelasPerubahan
    keterangan: Keterangan | None
    sumber: SumberPerubahan
    kelurahan: str
    pemilih_uid: bytes | None
    tps_id: int | None
    isi: Mapping[str, str] = field(repr=False)
    laporan_id: int | None
    diusulkan_oleh: int | None
    diusulkan: datetime
    disetujui_oleh: int
    disetujui: datetime


def rows_of(
    session: Session, nik: Nik, *, pemilihan_id: int, index: BlindIndex, within: WilayahScope
) -> Sequence[Baris]:
    """The rows of that election's roll with this NIK that lie within those regions."""
    same = (Pemilih.nik_idx == index.of(nik.value)) & within.where(Pemilih.kelurahan)
    return _rows(session, pemilihan_id, same)


def rows_named(session: Session, nama: str, *, pemilihan_id: int, kelurahan: str) -> Sequence[Baris]:
    """The rows of people of that name in that kelurahan, at most `MOST_NAMED`: none of them need be meant."""
    same = (Pemilih.nama_cari == normalise(nama)) & (Pemilih.kelurahan == kelurahan)
    return _rows(session, pemilihan_id, same)


def _rows(session: Session, pemilihan_id: int, which: ColumnElement[bool]) -> Sequence[Baris]:
    query = (
        select(Pemilih.row_uid, Pemilih.kelurahan, Tps.nomor)
        .join(Tps, Tps.id == Pemilih.tps_id)
        .where(which, Pemilih.pemilihan_id == pemilihan_id)
        .order_by(Pemilih.kelurahan, Tps.nomor, Pemilih.id)
        .limit(MOST_NAMED)
    )
    return [Baris(*row) for row in session.execute(query)]


def approve_change(session: Session, usulan: Usulan, *, identities: Box) -> Perubahan:
    """Write the approved change, its values sealed for its own row. A report has one change at most.

    Raises:
        sqlalchemy.exc.IntegrityError: that report has its change already.
    """
    uid = secrets.token_bytes(UID_BYTES)
    row = Perubahan(
        uid=uid,
        pemilihan_id=usulan.pemilihan_id,
        kelas=usulan.kelas,
        keterangan=usulan.keterangan,
        sumber=usulan.sumber,
        status=StatusPerubahan.DISETUJUI,
        laporan_id=usulan.laporan_id,
        pemilih_uid=usulan.pemilih_uid,
        kelurahan=usulan.kelurahan,
        tps_id=usulan.tps_id,
        isi=identities.seal(json.dumps(dict(usulan.isi), ensure_ascii=False).encode(), uid),
        diusulkan_oleh=usulan.diusulkan_oleh,
        diusulkan=usulan.diusulkan,
        disetujui_oleh=usulan.disetujui_oleh,
        disetujui=usulan.disetujui,
    )
    session.add(row)
    session.flush()
    return row
