"""Several kelurahan with their TPS, voters on a published list, committees in their seats, one door."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from unittest.mock import patch

from argon2 import PasswordHasher

from pemilu.cli.synthetic import Place, voters
from pemilu.infra.db import Database
from pemilu.infra.keyring import PORTAL_PURPOSES, Purpose
from pemilu.infra.reader import open_reader
from pemilu.laporan import code
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.kontak import Kontak
from pemilu.laporan.submit import Desk, NewLaporan, Receipt, submit
from pemilu.pemilih.lookup import Lookup, Temuan
from pemilu.pemilih.nik import Nik, parse_nik
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.petugas.models import Panitia
from pemilu.tahapan.calendar import active_pemilihan
from pemilu.tahapan.holidays import load_holidays
from pemilu.tahapan.stage import Jadwal
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.models import Tps, Wilayah
from tests.factories import Roll

TPS_EACH = 10
LISTED_EACH, UNLISTED_EACH = 60, 10
"""People of each TPS: a tenth of as many as there may be, and some whom the list forgot."""
KELURAHAN_OF_A_KECAMATAN = 5
LISTED = {Temuan.TERDAFTAR, Temuan.TERDAFTAR_KHUSUS, Temuan.TERDAFTAR_GANDA}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a KTP-el. Whoever is not on the list lives somewhere all the same."""

    nik: Nik
    nama: str
    kelurahan: KodeWilayah


@dataclass(frozen=True, slots=True)
class Attempt:
    """One form as somebody fills it in, and when. `behind` is who really sent it, by whatever `plan`."""

    plan: str
    behind: Nik
    at: datetime
    jenis: JenisLaporan
    pelapor: Pelapor
    reporter: Nik
    nama: str
    target: Nik | None
    kelurahan: KodeWilayah
    kontak: Kontak = field(default_factory=Kontak)


@dataclass(frozen=True, slots=True)
class World:
    """Where the campaign takes place. `listed` and `unlisted` are people by kelurahan."""

    roll: Roll
    listed: dict[KodeWilayah, list[Person]]
    unlisted: dict[KodeWilayah, list[Person]]
    desk: Desk
    jadwal: Jadwal
    lookup: Lookup

    @property
    def database(self) -> Database:
        return self.roll.database

    @property
    def kelurahan(self) -> Sequence[KodeWilayah]:
        return sorted(self.listed)

    def file(self, attempt: Attempt) -> Receipt:
        """What the portal does with a valid form: it asks the list about reporter and target, and files."""
        with self.database.transaction() as session:
            new = self._report(attempt)
            return submit(session, new, (), desk=self.desk, jadwal=self.jadwal, now=attempt.at)

    def _report(self, attempt: Attempt) -> NewLaporan:
        found = self.lookup.find(attempt.target, None).placements if attempt.target else ()
        return NewLaporan(
            jenis=attempt.jenis,
            pelapor=attempt.pelapor,
            kelurahan=attempt.kelurahan,
            target=attempt.target,
            pelapor_nik=attempt.reporter,
            pelapor_cocok=self.lookup.find(attempt.reporter, attempt.nama).temuan in LISTED,
            tps_kelurahan=found[0].tps.place.kode if found else None,
            tps_nomor=found[0].tps.nomor if found else None,
            kontak=attempt.kontak,
            isi={"nik": attempt.reporter.value, "nama": attempt.nama},
            kunci=secrets.token_bytes(32),
            sidik=secrets.token_bytes(32),
        )


@contextmanager
def with_cheap_hashes() -> Iterator[None]:
    """The hash of the receipts' codes costs more than all the rest, and is not what is tried here."""
    with patch.object(code, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)):
        yield


def build_world(database: Database, kelurahan: int) -> World:
    """So many kelurahan of ten TPS each, on a migrated and empty database."""
    roll = Roll(database)
    codes = [_code(number) for number in range(kelurahan)]
    listed: dict[KodeWilayah, list[Person]] = {kode: [] for kode in codes}
    unlisted: dict[KodeWilayah, list[Person]] = {kode: [] for kode in codes}
    with database.transaction() as session:
        session.add_all(_regions(codes))
        session.flush()  # committees and TPS lie in them
        session.add_all(_committees(codes))
        tps = {place: _tps(roll, place) for place in _places(codes)}
        session.add_all(tps.values())
        session.flush()  # the voters need their numbers
        for person, place, is_listed in _people(codes):
            (listed if is_listed else unlisted)[person.kelurahan].append(person)
            if is_listed:
                where = {"kelurahan": place.kelurahan}
                session.add(roll._person(tps[place].id, person.nik.value, person.nama, where))
    roll.publish()
    return World(roll, listed, unlisted, _desk(roll), _jadwal(roll), roll.lookup())


def _code(number: int) -> KodeWilayah:
    kecamatan, kelurahan = divmod(number, KELURAHAN_OF_A_KECAMATAN)
    return KodeWilayah(f"1399{kecamatan + 1:02}{kelurahan + 2001}")


def _regions(codes: Sequence[KodeWilayah]) -> list[Wilayah]:
    """Those regions and the ones they lie in, the largest first; the province is there already."""
    all_levels = {KodeWilayah(kode[:digits]) for kode in codes for digits in (4, 6, 10)}
    return [
        Wilayah(kode=str(kode), induk=str(kode.induk), nama=f"Contoh {kode}")
        for kode in sorted(all_levels, key=len)
    ]


def _committees(codes: Sequence[KodeWilayah]) -> Iterator[Panitia]:
    yield Panitia(tingkat=TingkatPanitia.KPU_KABKO, wilayah=str(codes[0][:4]))
    for kecamatan in sorted({str(kode[:6]) for kode in codes}):
        yield Panitia(tingkat=TingkatPanitia.PPK, wilayah=kecamatan)
    for kode in codes:
        yield Panitia(tingkat=TingkatPanitia.PPS, wilayah=str(kode))


def _places(codes: Sequence[KodeWilayah]) -> list[Place]:
    return [Place(str(kode), nomor) for kode in codes for nomor in range(1, TPS_EACH + 1)]


def _tps(roll: Roll, place: Place) -> Tps:
    return Tps(pemilihan_id=roll.pemilihan_id, kelurahan=place.kelurahan, nomor=place.tps)


def _people(codes: Sequence[KodeWilayah]) -> Iterator[tuple[Person, Place, bool]]:
    """Everybody with the TPS where they belong, and whether the list knows them."""
    places, each = _places(codes), LISTED_EACH + UNLISTED_EACH
    for number, cells in enumerate(voters(each * len(places), seed=1, places=places)):
        kode = KodeWilayah(cells["kelurahan"])
        nik = parse_nik(cells["nik"])
        assert isinstance(nik, Nik)
        person, place = Person(nik, cells["nama"], kode), Place(str(kode), int(cells["tps"]))
        yield person, place, number % each < LISTED_EACH


def _desk(roll: Roll) -> Desk:
    """What a portal holds, and nothing more."""
    keys = roll.keyring.only(PORTAL_PURPOSES)
    return Desk(
        sealer=keys.report_sealer(),
        index=keys.index(Purpose.INDEKS_LAPORAN),
        code_key=keys.active(Purpose.RESI),
        libur=load_holidays(),
    )


def _jadwal(roll: Roll) -> Jadwal:
    reader = open_reader(roll.url, published_file=False)
    pemilihan = active_pemilihan(reader)
    reader.close()
    assert pemilihan is not None
    return pemilihan.jadwal
