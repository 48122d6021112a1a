"""What the staff side works with: it alone can open what citizens sealed."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.audit.record import Entry, append
from pemilu.infra.crypto import BlindIndex
from pemilu.infra.envelope import PrivateOpener, PublicSealer
from pemilu.infra.files import SealedFiles
from pemilu.petugas.officer import Officer
from pemilu.tahapan.holidays import HariLibur


@dataclass(frozen=True, slots=True)
class Office:
    """Keys, files and calendar of the staff process. `index` makes the keyed addresses of reports."""

    opener: PrivateOpener
    sealer: PublicSealer
    index: BlindIndex
    files: SealedFiles
    libur: HariLibur
    audit_key: bytes = field(repr=False)

    def note(
        self,
        session: Session,
        by: Officer,
        tindakan: Tindakan,
        objek: str,
        *,
        wilayah: str,
        now: datetime,
        alasan: str | None = None,
        **rincian: object,
    ) -> None:
        """Record an act of that officer in the caller's transaction. `wilayah` is where it was about."""
        entry = Entry(
            waktu=now,
            pelaku=by.akun,
            peran=by.peran.value,
            wilayah=wilayah,
            tindakan=tindakan,
            objek=objek,
            permintaan=by.permintaan,
            alasan=alasan,
            rincian=rincian,
        )
        append(session, self.audit_key, entry)
