"""Who holds a report, when it is not the committee that the address leads to."""

from datetime import date

from sqlalchemy.orm import Session

from pemilu.laporan.models import Laporan
from pemilu.petugas.active import holder_for
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.wilayah.kode import KodeWilayah


def lift_from_pps(session: Session, laporan: Laporan, *, on: date) -> None:
    """Hand a report that PPS holds to the level above it that is active on that local day."""
    if laporan.pemegang_tingkat is not TingkatPanitia.PPS:
        return
    holder = holder_for(session, KodeWilayah(laporan.kelurahan), on=on, lowest=TingkatPanitia.PPK)
    laporan.pemegang_tingkat, laporan.pemegang_wilayah = holder.tingkat, str(holder.wilayah)
