"""What an approved report means for the roll."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pemilu.infra.crypto import BoxDoesNotOpen
from pemilu.infra.errors import DomainError
from pemilu.laporan.inform import content_of
from pemilu.laporan.kinds import ALASAN_TMS, AlasanTms, JenisLaporan
from pemilu.laporan.models import Laporan
from pemilu.laporan.office import Office
from pemilu.pemilih.changes import Baris, RollKeys, Usulan, approve_change, rows_named, rows_of
from pemilu.pemilih.kinds import KelasPerubahan, Keterangan, SumberPerubahan
from pemilu.pemilih.models import Daftar, Terbit
from pemilu.pemilih.nik import Nik, parse_nik
from pemilu.wilayah.kode import KodeWilayah, Tingkat
from pemilu.wilayah.models import Tps
from pemilu.wilayah.scope import WilayahScope

J = JenisLaporan
KELAS = {
    J.BELUM_TERDAFTAR: KelasPerubahan.BARU,
    J.PERBAIKAN_DATA: KelasPerubahan.UBAH,
    J.TIDAK_BERDOMISILI: KelasPerubahan.TMS,
    J.TIDAK_MEMENUHI_SYARAT: KelasPerubahan.TMS,
    J.GANDA: KelasPerubahan.TMS,
    J.SALAH_TPS: KelasPerubahan.PINDAH_TPS,
}
_MARKS = {J.TIDAK_BERDOMISILI: Keterangan.PINDAH_DOMISILI, J.GANDA: Keterangan.GANDA}
# Of what the citizen wrote, what is about the voter; who reported stays with the report.
VALUES = (
    "nik", "nkk", "nama", "tempat_lahir", "tanggal_lahir", "jenis_kelamin", "status_kawin",
    "alamat", "rt", "rw", "status_ktp", "keterangan",
)  # fmt: skip


class ChoiceMissing(DomainError):
    """It is not said which row is to go, or which TPS is the right one. `args[0]` is "baris" or "tps"."""


class NotReadable(DomainError):
    """The seal of the report does not open: nobody can say what of the roll it would change."""


class SingleEntry(DomainError):
    """The NIK stands once only: whoever is struck as a duplicate would not be on the list at all."""


class ListedAlready(DomainError):
    """The NIK of a new voter is on the roll; whose it is must be said in a note."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the officer chose for the change: a row of the roll, a TPS; None where nothing is to choose."""

    baris: bytes | None = None
    tps_id: int | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """The rows of the roll that a report may be about. `sure`: the reporter named a NIK, not only a name."""

    baris: Sequence[Baris]
    sure: bool

    @property
    def must_choose(self) -> bool:
        return len(self.baris) > 1 or (not self.sure and bool(self.baris))


NOBODY = Meant((), sure=True)


def rows_meant(session: Session, laporan: Laporan, *, office: Office, roll: RollKeys) -> Meant:
    """Whom the report is about, as far as the session may see the roll."""
    return NOBODY if _is_new(laporan) else _meant(session, laporan, content_of(laporan, office), roll)


def _is_new(laporan: Laporan) -> bool:
    return KELAS[laporan.jenis] is KelasPerubahan.BARU


def _meant(session: Session, laporan: Laporan, isi: Mapping[str, str], roll: RollKeys) -> Meant:
    if nik := _nik(isi):
        return Meant(_rows_with(session, laporan, nik, roll), sure=True)
    nama, election, here = isi.get("nama", ""), laporan.pemilihan_id, laporan.kelurahan
    return Meant(rows_named(session, nama, pemilihan_id=election, kelurahan=here) if nama else (), sure=False)


def _deciding(laporan: Laporan) -> WilayahScope:
    """The kabupaten whose KPU decides: rows of another one are for that one's KPU to change."""
    return WilayahScope.of(KodeWilayah(laporan.kelurahan[: Tingkat.KABUPATEN.digits]))


def write_change(
    session: Session,
    laporan: Laporan,
    choice: Choice,
    *,
    by: int,
    office: Office,
    roll: RollKeys,
    now: datetime,
    noted: bool = False,
) -> bytes:
    """The one change that the approval of this report proposes; gives its `uid`.

    `noted`: the officer has said why, for those who come after.

    Raises:
        ChoiceMissing: several rows may be meant, or the move has no new TPS in that kelurahan.
        NotReadable, SingleEntry, ListedAlready.
    """
    isi = _content(laporan, office)
    nik, new = _nik(isi), _is_new(laporan)
    meant = NOBODY if new else _meant(session, laporan, isi, roll)
    listed = _times_listed(session, laporan, nik, roll) if nik else 0
    if laporan.jenis is J.GANDA and max(listed, len(meant.baris)) == 1:
        raise SingleEntry(laporan.nomor)
    if new and not noted and nik and (listed or _rows_with(session, laporan, nik, roll)):
        raise ListedAlready(laporan.nomor)
    usulan = Usulan(
        pemilihan_id=laporan.pemilihan_id,
        kelas=KELAS[laporan.jenis],
        keterangan=mark_of(laporan.jenis, isi.get("alasan")),
        sumber=SumberPerubahan.LAPORAN,
        kelurahan=laporan.kelurahan,
        pemilih_uid=_row(meant, choice),
        tps_id=_tps(session, laporan, choice),
        isi={name: isi[name] for name in VALUES if name in isi},
        laporan_id=laporan.id,
        diusulkan_oleh=laporan.rekomendasi_oleh,
        diusulkan=laporan.direkomendasikan or now,
        disetujui_oleh=by,
        disetujui=now,
    )
    return approve_change(session, usulan, identities=roll.identities).uid


def _content(laporan: Laporan, office: Office) -> dict[str, str]:
    try:
        return content_of(laporan, office)
    except BoxDoesNotOpen as error:
        raise NotReadable(laporan.nomor) from error


def _nik(isi: Mapping[str, str]) -> Nik | None:
    """The reported NIK; None: there is none, or what was written is none."""
    nik = parse_nik(isi.get("nik", ""))
    return nik if isinstance(nik, Nik) else None


def _times_listed(session: Session, laporan: Laporan, nik: Nik, roll: RollKeys) -> int:
    """How often the list in force of the report's election has the NIK, wherever."""
    entries = select(func.count()).select_from(Terbit).join(Daftar, Daftar.id == Terbit.daftar_id)
    in_force = Daftar.aktif & (Daftar.pemilihan_id == laporan.pemilihan_id)
    return session.scalar(entries.where(in_force, Terbit.nik_idx == roll.index.of(nik.value))) or 0


def _rows_with(session: Session, laporan: Laporan, nik: Nik, roll: RollKeys) -> Sequence[Baris]:
    """Rows of the roll with that NIK, in the kabupaten that decides; also those not yet published."""
    within = _deciding(laporan)
    return rows_of(session, nik, pemilihan_id=laporan.pemilihan_id, index=roll.index, within=within)


def mark_of(jenis: JenisLaporan, alasan: str | None) -> Keterangan | None:
    """The code that stands beside a TMS: of a TMS report by its reason, None where the class says it all."""
    if jenis is J.TIDAK_MEMENUHI_SYARAT:
        return ALASAN_TMS[AlasanTms(alasan)] if alasan in set(AlasanTms) else Keterangan.TIDAK_DIKENAL
    return _MARKS.get(jenis)


def _row(meant: Meant, choice: Choice) -> bytes | None:
    """The row that is meant. Only one that is there can be chosen; in doubt none is touched."""
    if not meant.must_choose:
        return meant.baris[0].uid if meant.baris else None
    if choice.baris not in {row.uid for row in meant.baris}:
        raise ChoiceMissing("baris")
    return choice.baris


def _tps(session: Session, laporan: Laporan, choice: Choice) -> int | None:
    """The TPS to move to, of the report's own kelurahan: TPS never cross it (PKPU 7/2024)."""
    if laporan.jenis is not J.SALAH_TPS:
        return None
    here = (Tps.kelurahan == laporan.kelurahan) & (Tps.pemilihan_id == laporan.pemilihan_id)
    found = session.scalar(select(Tps.id).where(here, Tps.id == choice.tps_id))
    if found is None:
        raise ChoiceMissing("tps")
    return found
