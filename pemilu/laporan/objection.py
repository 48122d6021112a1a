"""A citizen objects to a rejection: the report is open again, and the clock tells whoever holds it."""

from datetime import datetime

from sqlalchemy.orm import Session

from pemilu.infra.errors import DomainError
from pemilu.laporan.status import Act, after
from pemilu.laporan.tracking import locked, note, object_until


class ObjectionTooLate(DomainError):
    """The window to object to a rejection has passed."""


def object_to_rejection(session: Session, nomor: str, alasan: bytes, *, now: datetime) -> None:
    """Object to a rejection inside its window; `alasan` is the reason, sealed like the report.

    The report stays with the committee that held it when it was rejected, as a rule KPU Kab/Kota. Who sits
    there the portal does not know: `pemilu.laporan.watch` tells them. Each rejection has a window of its own;
    the first reason stays with the report, a later one stands at its line of the history.

    Raises:
        ForbiddenTransition: the report was not rejected.
        ObjectionTooLate: the window has passed.
    """
    laporan = locked(session, nomor)
    reopened = after(laporan.status, Act.OBJECT)
    if object_until(laporan, now) is None:
        raise ObjectionTooLate
    laporan.status, laporan.ditutup = reopened, None
    line = note(session, laporan, Act.OBJECT, now=now)
    if laporan.keberatan is None:
        laporan.keberatan = alasan
    else:
        line.catatan = alasan
