"""What an import needs to know of an election, detached from any session."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from pemilu.pemilih.importers.region import Region
from pemilu.pemilih.models import Pemilih
from pemilu.tahapan.models import Pemilihan
from pemilu.wilayah.kode import Tingkat
from pemilu.wilayah.models import Wilayah


@dataclass(frozen=True, slots=True)
class Election:
    """`edition` names the tables of codes, `tps_maks` the most voters one TPS may have."""

    id: int
    on: date
    edition: str
    tps_maks: int

    @classmethod
    def of(cls, pemilihan: Pemilihan) -> "Election":
        return cls(pemilihan.id, pemilihan.tanggal_pemungutan, pemilihan.edisi_kode, pemilihan.tps_maks)

    def has_voters(self, session: Session) -> bool:
        """Whether its roll holds anybody yet."""
        return bool(session.scalar(select(exists().where(Pemilih.pemilihan_id == self.id))))


def read_region(session: Session, pemilihan: Pemilihan) -> Region:
    """All kelurahan of the election's region: one statement, at most 84,000 short rows."""
    kelurahan = select(Wilayah.kode, Wilayah.nama).where(
        func.length(Wilayah.kode) == Tingkat.KELURAHAN.digits,
        Wilayah.kode.startswith(pemilihan.wilayah, autoescape=True),
    )
    rows = session.execute(kelurahan).all()
    return Region.of(pemilihan.wilayah, [(row.kode, row.nama) for row in rows])
