"""What the staff side works with: it alone can open what citizens sealed."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.audit.record import Entry, append
from pemilu.infra.crypto import BlindIndex
from pemilu.infra.envelope import PrivateOpener, PublicSealer
from pemilu.infra.files import SealedFiles
from pemilu.infra.keyring import Keyring, Purpose
from pemilu.petugas.officer import Officer
from pemilu.tahapan.holidays import HariLibur, load_holidays


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


def open_office(keys: Keyring, files: Path) -> Office:
    """The tools of a process that holds the staff's keys. Raises KeyMissing."""
    return Office(
        opener=keys.report_opener(),
        sealer=keys.report_sealer(),
        index=keys.index(Purpose.INDEKS_LAPORAN),
        files=SealedFiles(files),
        libur=load_holidays(),
        audit_key=keys.active(Purpose.AUDIT),
    )
