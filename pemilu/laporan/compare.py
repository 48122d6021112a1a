"""What was reported beside what the roll says, column by column."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from pemilu.infra.crypto import BlindIndex, Box, BoxDoesNotOpen
from pemilu.laporan.claim import SEALED, TERTUTUP, Claim, Kolom, shown
from pemilu.laporan.models import Laporan
from pemilu.pemilih.changes import MOST_NAMED
from pemilu.pemilih.kinds import Keterangan
from pemilu.pemilih.lookup import Lookup, Placement
from pemilu.pemilih.models import Pemilih
from pemilu.pemilih.nama import match, normalise, tokens
from pemilu.petugas.officer import Officer
from pemilu.wilayah.models import Tps

_TEXTS = frozenset({Kolom.NAMA, Kolom.TEMPAT_LAHIR, Kolom.ALAMAT})
# How the sealed identity of a voter names what the form names otherwise.
_SEALED = {
    Kolom.NIK: "nik",
    Kolom.NKK: "nkk",
    Kolom.TEMPAT_LAHIR: "tempat_lahir",
    Kolom.TANGGAL_LAHIR: "tanggal_lahir",
    Kolom.STATUS_KAWIN: "status_kawin",
    Kolom.STATUS_KTP: "ktp",
    Kolom.ALAMAT: "alamat",
}


class Kesamaan(StrEnum):
    """How a column of the report stands to that of the roll."""

    SAMA = "sama"
    EJAAN = "ejaan"
    """One name in two spellings (`pemilu.pemilih.nama.match`)."""
    BERBEDA = "berbeda"
    HANYA_LAPORAN = "hanya-laporan"
    HANYA_DAFTAR = "hanya-daftar"


_DIFFERING = frozenset({Kesamaan.EJAAN, Kesamaan.BERBEDA})


class Pencarian(StrEnum):
    """By what the voter was looked for in the roll."""

    NIK = "nik"
    NAMA = "nama"
    """The reporter knows no NIK: everybody of that name in that kelurahan."""
    TIDAK_DAPAT = "tidak-dapat"


@dataclass(frozen=True, slots=True)
class Line:
    """One column. The values are masked unless opened; None where that side says nothing.

    `kesamaan` is None for a sealed column that is not opened: by guessing, it would tell the value.
    """

    kolom: Kolom
    laporan: str | None = field(repr=False)
    daftar: str | None = field(repr=False)
    kesamaan: Kesamaan | None

    @property
    def differs_unseen(self) -> bool:
        """Both sides look alike as they are shown: what differs is in the part that is not."""
        return self.kesamaan in _DIFFERING and self.laporan == self.daftar


@dataclass(frozen=True, slots=True)
class Baris:
    """A row of the roll, compared. `utuh`: its sealed part could be read."""

    id: int
    uid: bytes = field(repr=False)
    kelurahan: str
    tps: int
    keterangan: Keterangan
    utuh: bool
    lines: tuple[Line, ...]
    nkk_idx: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`lines` is the claim alone, for when `baris` is empty. `terbit` is where the published list, which
    knows no borders of wilayah, has that NIK.
    """

    dicari: Pencarian
    lines: tuple[Line, ...]
    baris: tuple[Baris, ...]
    terbit: tuple[Placement, ...]


@dataclass(frozen=True, slots=True)
class Roll:
    """What it takes to find voters in the roll and to read what is sealed about them."""

    nik_index: BlindIndex
    nkk_index: BlindIndex
    identities: Box
    lookup: Lookup


def compare(
    session: Session, by: Officer, laporan: Laporan, claim: Claim, *, roll: Roll, opened: bool
) -> Comparison:
    """The claim beside the rows of the roll within that officer's wilayah that it could be about."""
    nik, nama = claim.nik, claim.text(Kolom.NAMA)
    by_name = nik is None and nama is not None
    dicari = Pencarian.NIK if nik else Pencarian.NAMA if by_name else Pencarian.TIDAK_DAPAT
    rows = [] if dicari is Pencarian.TIDAK_DAPAT else _rows(session, by, laporan, _named(claim, roll))
    return Comparison(
        dicari=dicari,
        lines=tuple(_lines(claim, {}, opened=opened)),
        baris=tuple(_baris(claim, pemilih, tps, roll.identities, opened=opened) for pemilih, tps in rows),
        terbit=roll.lookup.find(nik, None).placements if nik else (),
    )


def took_in(by: Officer, laporan: Laporan) -> bool:
    """Whether this very officer entered the report at the desk."""
    return laporan.penerima_id is not None and laporan.penerima_id == by.id


def likeness(kolom: Kolom, laporan: str | None, daftar: str | None) -> Kesamaan:
    """How the two values of a column, both in clear, stand to each other."""
    if laporan is None:
        return Kesamaan.HANYA_DAFTAR
    if daftar is None:
        return Kesamaan.HANYA_LAPORAN
    if kolom in _TEXTS:
        laporan, daftar = normalise(laporan), normalise(daftar)
    if laporan == daftar:
        return Kesamaan.SAMA
    same_person = kolom is Kolom.NAMA and match(tokens(laporan), tokens(daftar))
    return Kesamaan.EJAAN if same_person else Kesamaan.BERBEDA


def _named(claim: Claim, roll: Roll) -> ColumnElement[bool]:
    if claim.nik:
        return Pemilih.nik_idx == roll.nik_index.of(claim.nik.value)
    same_name = Pemilih.nama_cari == normalise(claim.text(Kolom.NAMA) or "")
    return and_(Pemilih.kelurahan == claim.kelurahan, same_name)


def _rows(
    session: Session, by: Officer, laporan: Laporan, named: ColumnElement[bool]
) -> Sequence[tuple[Pemilih, int]]:
    query = (
        select(Pemilih, Tps.nomor)
        .join(Tps, Tps.id == Pemilih.tps_id)
        .where(named, Pemilih.pemilihan_id == laporan.pemilihan_id, by.scope.where(Pemilih.kelurahan))
        # As the decision offers them to choose from (`pemilu.pemilih.changes.rows_of`).
        .order_by(Pemilih.kelurahan, Tps.nomor, Pemilih.id)
        .limit(MOST_NAMED)
    )
    return [(pemilih, nomor) for pemilih, nomor in session.execute(query)]


def _baris(claim: Claim, pemilih: Pemilih, tps: int, identities: Box, *, opened: bool) -> Baris:
    identity = _identity(pemilih, identities)
    columns = _columns(pemilih, identity or {})
    return Baris(
        id=pemilih.id,
        uid=pemilih.row_uid,
        kelurahan=pemilih.kelurahan,
        tps=tps,
        keterangan=pemilih.keterangan,
        utuh=identity is not None,
        lines=tuple(_lines(claim, columns, opened=opened)),
        nkk_idx=pemilih.nkk_idx,
    )


def _identity(pemilih: Pemilih, identities: Box) -> Mapping[str, str | None] | None:
    try:
        opened: dict[str, str | None] = json.loads(identities.open(pemilih.identitas, pemilih.row_uid))
    except BoxDoesNotOpen:
        return None
    return opened


def _columns(pemilih: Pemilih, identity: Mapping[str, str | None]) -> dict[Kolom, str | None]:
    """A row of the roll by the names of the form."""
    sealed = {kolom: identity.get(name) for kolom, name in _SEALED.items()}
    return sealed | {
        Kolom.NAMA: pemilih.nama,
        Kolom.JENIS_KELAMIN: pemilih.jenis_kelamin.value,
        Kolom.RT: None if pemilih.rt is None else str(pemilih.rt),
        Kolom.RW: None if pemilih.rw is None else str(pemilih.rw),
        Kolom.KELURAHAN: pemilih.kelurahan,
    }


def _lines(claim: Claim, row: Mapping[Kolom, str | None], *, opened: bool) -> Iterator[Line]:
    """The columns of which either side says something that may be shown."""
    for kolom in Kolom:
        reported, listed = claim.value(kolom), row.get(kolom)
        on_roll = shown(kolom, listed, opened=opened)
        if reported is None and on_roll in {None, TERTUTUP}:
            continue
        said = shown(kolom, reported, opened=opened)
        if kolom in SEALED and not opened:
            yield Line(kolom, said, TERTUTUP, None)
        else:
            yield Line(kolom, said, on_roll, likeness(kolom, reported, listed))
