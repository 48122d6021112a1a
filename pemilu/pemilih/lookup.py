"""One lookup: a NIK, perhaps a name, one SQL statement, and the little that the public may be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, bindparam, select

from pemilu.infra.crypto import BlindIndex, TokenHash, split_tokens
from pemilu.infra.reader import KeptReader
from pemilu.pemilih.kinds import Tanda
from pemilu.pemilih.models import Daftar, Terbit
from pemilu.pemilih.nama import match, tokens
from pemilu.pemilih.nik import Nik
from pemilu.tahapan.kinds import JenisDaftar
from pemilu.tahapan.models import Pemilihan
from pemilu.wilayah.models import Tps
from pemilu.wilayah.polling_place import PollingPlace, polling_place, polling_place_columns
from pemilu.wilayah.tree import Places


class Temuan(StrEnum):
    """What the answer is. Each has its own text and its own next step."""

    TERDAFTAR = "terdaftar"
    TERDAFTAR_KHUSUS = "terdaftar-tps-khusus"
    TERDAFTAR_GANDA = "terdaftar-ganda"
    BELUM_TERDAFTAR = "belum-terdaftar"
    NAMA_TIDAK_COCOK = "nama-tidak-cocok"
    BELUM_TERBIT = "belum-terbit"


@dataclass(frozen=True, slots=True)
class Placement:
    """One line of the published list, ready to show. Holds no NIK and no name."""

    nama_samar: str
    pindah_tps: bool
    tps: PollingPlace


@dataclass(frozen=True, slots=True)
class Answer:
    """`placements` is empty unless the NIK was found (and the name, if given, agrees)."""

    temuan: Temuan
    placements: tuple[Placement, ...] = ()
    nama_diperiksa: bool = False


@dataclass(frozen=True, slots=True)
class DaftarTerbit:
    """The list that answers now."""

    id: int
    jenis: JenisDaftar
    versi: int
    per_tanggal: date
    jumlah: int
    kunci_uji: str


# The active list of the active election. Another one may be in preparation beside it, with lists of its own.
IN_FORCE = and_(Daftar.aktif, Daftar.pemilihan_id == Pemilihan.id, Pemilihan.aktif)

_FIND = (
    select(Terbit.nama_samar, Terbit.nama_token, Terbit.tanda, *polling_place_columns())
    .join(Daftar, Daftar.id == Terbit.daftar_id)
    .join(Tps, Tps.id == Terbit.tps_id)
    .where(Terbit.nik_idx == bindparam("nik_idx"), IN_FORCE)
    .order_by(Terbit.urut)
)
_CURRENT = select(
    Daftar.id, Daftar.jenis, Daftar.versi, Daftar.per_tanggal, Daftar.jumlah, Daftar.kunci_uji
).where(IN_FORCE)


def current_daftar(reader: KeptReader) -> DaftarTerbit | None:
    """The published list in force, or None while nothing is published. One statement."""
    rows = reader.all(_CURRENT, {})
    if not rows:
        return None
    row = rows[0]
    return DaftarTerbit(row.id, row.jenis, row.versi, row.per_tanggal, row.jumlah, row.kunci_uji)


class Lookup:
    """Answers lookups from what is published; knows only keys that can find, none that can open."""

    def __init__(self, reader: KeptReader, places: Places, index: BlindIndex, names: TokenHash) -> None:
        self._rows_of = reader.prepare(_FIND)
        self._places = places
        self._index = index
        self._names = names

    def find(self, nik: Nik, nama: str | None) -> Answer:
        """Look `nik` up; where a name is given it must agree.

        A found, an absent and a wrongly named NIK cost the same work: one statement, the same hashes.
        """
        address = self._index.of(nik.value)
        rows = self._rows_of({"nik_idx": address})
        typed = split_tokens(self._names.of(address, tokens(nama or "")))
        if not rows:
            return Answer(Temuan.BELUM_TERDAFTAR, nama_diperiksa=nama is not None)
        if nama is not None and not any(match(split_tokens(row.nama_token), typed) for row in rows):
            return Answer(Temuan.NAMA_TIDAK_COCOK, nama_diperiksa=True)
        placements = tuple(self._placement(row) for row in rows)
        return Answer(_found(placements), placements, nama_diperiksa=nama is not None)

    def _placement(self, row: Any) -> Placement:
        place = self._places.of(row.kelurahan)
        return Placement(
            nama_samar=row.nama_samar,
            pindah_tps=bool(row.tanda & Tanda.PINDAH_TPS),
            tps=polling_place(row, place),
        )


def _found(placements: Sequence[Placement]) -> Temuan:
    if len(placements) > 1:
        return Temuan.TERDAFTAR_GANDA
    return Temuan.TERDAFTAR_KHUSUS if placements[0].tps.khusus else Temuan.TERDAFTAR
