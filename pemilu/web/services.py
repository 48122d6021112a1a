"""What a request may use: one typed container on the app instead of globals."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import BoundedSemaphore
from typing import cast

from flask import current_app

from pemilu.infra.clock import Clock
from pemilu.infra.config import Settings
from pemilu.infra.crypto import BlindIndex
from pemilu.infra.db import UNREACHABLE
from pemilu.infra.reader import KeptReader
from pemilu.laporan.intake import Intake
from pemilu.pemilih.lookup import DaftarTerbit, Lookup, current_daftar
from pemilu.pemilih.nik import Nik
from pemilu.tahapan.calendar import ActivePemilihan, active_pemilihan
from pemilu.tahapan.kinds import JenisDaftar
from pemilu.tahapan.stage import Jadwal, Keadaan, masa_at
from pemilu.web.titipan import Titipan
from pemilu.wilayah.choose import RegionChooser
from pemilu.wilayah.tree import Places
from pemilu.wilayah.zona import Zona

EXTENSION = "cek-pemilih"
# How long a page may go on telling of a stage or a list that has just changed. The lookup itself never lags.
SITUATION_SECONDS = 5.0
LEFT_ALONE_SECONDS = 10.0
# Of the four threads of a process, half stay free for lookups whatever is sent.
UPLOADS_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Situation:
    """What is on right now: the election and the list in force, either of which may be absent.

    A list made with another key is absent too: in it, nobody would be found.
    """

    pemilihan: ActivePemilihan | None
    daftar: DaftarTerbit | None
    kunci_cocok: bool = True

    @property
    def jadwal(self) -> Jadwal | None:
        return self.pemilihan.jadwal if self.pemilihan else None

    @property
    def zona(self) -> Zona:
        """The election's zone; between elections WIB."""
        return self.jadwal.zona if self.jadwal else Zona.WIB

    def keadaan(self, now: datetime, zona: Zona | None = None) -> Keadaan:
        """What somebody who is not on the list can do now, in the election's zone unless another is given."""
        zona = zona or self.zona
        final = self.daftar is not None and self.daftar.jenis is JenisDaftar.DPT
        return masa_at(self.jadwal, now, zona=zona, dpt_terbit=final)

    @property
    def banyak_zona(self) -> bool:
        """Whether the whole country votes: then an hour holds in each zone by its own clock."""
        return self.pemilihan is not None and not self.pemilihan.wilayah


class Situations:
    """Reads the situation at most every few seconds for each process."""

    def __init__(self, reader: KeptReader, kunci_uji: str) -> None:
        """`kunci_uji` is `Keyring.nik_check` of the key that this process looks up with."""
        self._reader = reader
        self._kunci_uji = kunci_uji
        self._read_at = float("-inf")
        self._last: Situation | None = None

    def now(self) -> Situation:
        """The current situation, at most `SITUATION_SECONDS` old; older only while nobody can be asked.

        Pages that tell how to register must not fall with the database; a lookup asks it anyway.
        """
        if self._last is None:
            return self.fresh()
        if time.monotonic() - self._read_at > SITUATION_SECONDS:
            self._read_at = time.monotonic()
            with suppress(*UNREACHABLE):
                return self.fresh()
        return self._last

    def known(self) -> Situation | None:
        """The last situation that was read; asks nobody, so that error pages can use it."""
        return self._last

    def fresh(self) -> Situation:
        """The situation as the database tells it now."""
        daftar = current_daftar(self._reader)
        fits = daftar is None or daftar.kunci_uji == self._kunci_uji
        read = Situation(active_pemilihan(self._reader), daftar if fits else None, kunci_cocok=fits)
        # Nothing new: the same object again, by which what was made from it is known to be still good.
        self._last = self._last if read == self._last else read
        self._read_at = time.monotonic()
        return self._last or read


class Reported:
    """Whether somebody reported a voter, for as long as the database answers.

    A lookup can do without. So after a failure nobody is kept waiting for another one for a while.
    """

    def __init__(self, ask: Callable[[Nik], bool]) -> None:
        self._ask = ask
        self._not_before = float("-inf")

    def about(self, nik: Nik) -> bool:
        """False also when it cannot be known now."""
        if time.monotonic() < self._not_before:
            return False
        try:
            return self._ask(nik)
        except UNREACHABLE:
            self._not_before = time.monotonic() + LEFT_ALONE_SECONDS
            return False


@dataclass(frozen=True, slots=True)
class Services:
    """The portal's tools. No key in here opens anything that the roll or a report has sealed."""

    settings: Settings
    clock: Clock
    reader: KeptReader
    places: Places
    lookup: Lookup
    situations: Situations
    chooser: RegionChooser
    intake: Intake
    reported: Reported
    titipan: Titipan
    source_index: BlindIndex = field(repr=False)
    upload_turns: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(UPLOADS_AT_ONCE))


def services() -> Services:
    """The container of the app that handles this request."""
    return cast(Services, current_app.extensions[EXTENSION])
