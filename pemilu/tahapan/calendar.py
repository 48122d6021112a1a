"""The election that is on, read from its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from pemilu.infra.reader import KeptReader
from pemilu.tahapan.models import Pemilihan, Tahapan
from pemilu.tahapan.stage import Jadwal, Tahap

_ACTIVE = (
    select(
        Pemilihan.id,
        Pemilihan.nama,
        Pemilihan.wilayah,
        Pemilihan.jenis,
        Pemilihan.tanggal_pemungutan,
        Pemilihan.zona,
        Pemilihan.contoh,
        Tahapan.kode,
        Tahapan.mulai,
        Tahapan.selesai,
    )
    .outerjoin(Tahapan, Tahapan.pemilihan_id == Pemilihan.id)
    .where(Pemilihan.aktif)
    .order_by(Pemilihan.id, Tahapan.mulai)
)


@dataclass(frozen=True, slots=True)
class ActivePemilihan:
    """The election that is on. `wilayah` votes ("" for all); `contoh` marks demo data, as pages must say."""

    id: int
    jadwal: Jadwal
    wilayah: str
    contoh: bool


def active_pemilihan(reader: KeptReader) -> ActivePemilihan | None:
    """The election marked active with its calendar, or None between elections. One statement."""
    return _read(reader.all(_ACTIVE, {}))


def active_in(session: Session) -> ActivePemilihan | None:
    """As `active_pemilihan`, for whoever works in a transaction."""
    return _read(session.execute(_ACTIVE).all())


def _read(rows: Sequence[Row[*tuple[Any, ...]]]) -> ActivePemilihan | None:
    if not rows:
        return None
    head = rows[0]
    jadwal = Jadwal(
        nama=head.nama,
        jenis=head.jenis,
        tanggal_pemungutan=head.tanggal_pemungutan,
        zona=head.zona,
        tahapan=tuple(Tahap(row.kode, row.mulai, row.selesai) for row in rows if row.kode is not None),
    )
    return ActivePemilihan(head.id, jadwal, head.wilayah, head.contoh)
