"""Which committee answers for an address today: PPS, else PPK, else KPU Kab/Kota."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pemilu.petugas.kinds import TingkatPanitia
from pemilu.petugas.models import Panitia
from pemilu.wilayah.kode import KodeWilayah, Tingkat

LEVELS = (
    (TingkatPanitia.PPS, Tingkat.KELURAHAN),
    (TingkatPanitia.PPK, Tingkat.KECAMATAN),
    (TingkatPanitia.KPU_KABKO, Tingkat.KABUPATEN),
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a report, and how people reach them (None where nobody has entered it)."""

    tingkat: TingkatPanitia
    wilayah: KodeWilayah
    alamat: str | None = None
    telepon: str | None = None
    jam: str | None = None


def holder_for(
    session: Session, kelurahan: KodeWilayah, *, on: date, lowest: TingkatPanitia = TingkatPanitia.PPS
) -> Holder:
    """The lowest committee, from `lowest` up, that is active on that local day for that kelurahan.

    KPU Kab/Kota answers where the table knows nobody: it always exists (UU 7/2017 art. 9).
    """
    active = _active(session, kelurahan, on)
    levels = [tingkat for tingkat, _level in LEVELS]
    for tingkat in levels[levels.index(lowest) :]:
        if panitia := active.get(tingkat):
            kode = KodeWilayah(panitia.wilayah)
            return Holder(tingkat, kode, panitia.alamat, panitia.telepon, panitia.jam)
    return Holder(TingkatPanitia.KPU_KABKO, KodeWilayah(kelurahan[: Tingkat.KABUPATEN.digits]))


def _active(session: Session, kelurahan: KodeWilayah, on: date) -> dict[TingkatPanitia, Panitia]:
    """One statement for all three levels; where two stand, the one that began last."""
    codes = [str(kelurahan[: level.digits]) for _tingkat, level in LEVELS]
    statement = (
        select(Panitia)
        .where(
            Panitia.wilayah.in_(codes),
            or_(Panitia.mulai.is_(None), Panitia.mulai <= on),
            or_(Panitia.sampai.is_(None), Panitia.sampai >= on),
        )
        .order_by(Panitia.mulai.nulls_first(), Panitia.id)
    )
    return {panitia.tingkat: panitia for panitia in session.scalars(statement)}
