"""How much of its time a report has used up, as a light that everybody on the staff reads alike."""

from datetime import datetime
from enum import StrEnum

from pemilu.laporan.models import Laporan
from pemilu.laporan.status import OPEN

SOON, LATE = 0.5, 0.8
"""Shares of the time for the answer: a soft warning, and a hard one (design of reports)."""


class Lampu(StrEnum):
    HIJAU = "hijau"
    KUNING = "kuning"
    MERAH = "merah"
    LEWAT = "lewat"
    SELESAI = "selesai"
    """Answered, or needing no answer any more."""


def lampu_of(laporan: Laporan, now: datetime) -> Lampu:
    """The light of a report at that moment."""
    if laporan.status not in OPEN:
        return Lampu.SELESAI
    if now > laporan.tenggat:
        return Lampu.LEWAT
    used = (now - laporan.diajukan) / (laporan.tenggat - laporan.diajukan)
    if used < SOON:
        return Lampu.HIJAU
    return Lampu.KUNING if used < LATE else Lampu.MERAH
