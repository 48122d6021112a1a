"""What the citizen is answered: public reason codes by kind and outcome, and prepared texts for them.

A reason that would tell a stranger what the list says of somebody else is not offered for a report that could
strike that voter (docs/threats.md, "false reports").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pemilu.audit.record import without_numbers
from pemilu.infra.errors import DomainError
from pemilu.laporan.documents import PELENGKAP, SYARAT, SYARAT_TMS
from pemilu.laporan.kinds import JenisBukti, JenisLaporan, Pelapor, Putusan
from pemilu.laporan.models import Laporan, Templat
from pemilu.wilayah.kode import KodeWilayah

LONGEST = 1_000


class AlasanPutusan(StrEnum):
    """Why a report is approved or rejected, as the citizen is told."""

    DOKUMEN_SESUAI = "dokumen-sesuai"
    KUNJUNGAN_SESUAI = "kunjungan-sesuai"
    SATU_ORANG = "satu-orang-tercatat-dua-kali"
    TPS_DIPINDAH = "tps-dipindah"
    DOKUMEN_KURANG = "dokumen-kurang"
    TIDAK_TERBUKTI = "tidak-terbukti"
    SUDAH_TERDAFTAR = "sudah-terdaftar"
    BELUM_MEMENUHI_SYARAT = "belum-memenuhi-syarat"
    ALAMAT_WILAYAH_LAIN = "alamat-wilayah-lain"
    DATA_SUDAH_BENAR = "data-sudah-benar"
    TPS_SUDAH_TEPAT = "tps-sudah-tepat"


class AlasanAlih(StrEnum):
    """Why a report goes to another committee, as the citizen is told."""

    ALAMAT_DI_SANA = "alamat-di-sana"
    PERLU_TINGKAT_LAIN = "perlu-tingkat-lain"
    MENJAGA_KENETRALAN = "menjaga-kenetralan"
    PEMBAGIAN_TUGAS = "pembagian-tugas"


A, J = AlasanPutusan, JenisLaporan
_PROVED = (A.DOKUMEN_SESUAI, A.KUNJUNGAN_SESUAI)
_NEUTRAL = (A.TIDAK_TERBUKTI, A.DOKUMEN_KURANG)
_REASONS: Mapping[Putusan, Mapping[JenisLaporan, tuple[AlasanPutusan, ...]]] = {
    Putusan.SETUJU: {
        J.BELUM_TERDAFTAR: _PROVED,
        J.PERBAIKAN_DATA: _PROVED,
        J.TIDAK_BERDOMISILI: _PROVED,
        J.TIDAK_MEMENUHI_SYARAT: _PROVED,
        J.GANDA: (A.SATU_ORANG, *_PROVED),
        J.SALAH_TPS: (A.TPS_DIPINDAH, *_PROVED),
    },
    Putusan.TOLAK: {
        J.BELUM_TERDAFTAR: (
            A.SUDAH_TERDAFTAR, A.DOKUMEN_KURANG, A.TIDAK_TERBUKTI, A.BELUM_MEMENUHI_SYARAT,
            A.ALAMAT_WILAYAH_LAIN,
        ),
        J.PERBAIKAN_DATA: (A.DATA_SUDAH_BENAR, A.DOKUMEN_KURANG, A.TIDAK_TERBUKTI, A.ALAMAT_WILAYAH_LAIN),
        J.TIDAK_BERDOMISILI: _NEUTRAL,
        J.TIDAK_MEMENUHI_SYARAT: _NEUTRAL,
        J.GANDA: _NEUTRAL,
        J.SALAH_TPS: (A.TPS_SUDAH_TEPAT, A.DOKUMEN_KURANG, A.TIDAK_TERBUKTI),
    },
}  # fmt: skip
OBJECTION = timedelta(days=3)
"""How long a rejection may be objected to: 3 x 24 hours."""
_OBJECTION = f" Bila Anda tidak setuju, ajukan keberatan di halaman Lacak dalam {OBJECTION.days} hari."
TEXTS: Mapping[AlasanPutusan, str] = {
    A.DOKUMEN_SESUAI: "Dokumen yang dikirim membuktikan laporan ini. Perubahannya masuk ke daftar "
    "berikutnya.",
    A.KUNJUNGAN_SESUAI: "Petugas sudah memeriksa ke lapangan dan laporan ini terbukti. Perubahannya masuk ke "
    "daftar berikutnya.",
    A.SATU_ORANG: "Satu orang tercatat lebih dari satu kali. Satu catatan dipertahankan, yang lain diusulkan "
    "dihapus dari daftar berikutnya.",
    A.TPS_DIPINDAH: "Penempatan TPS diperbaiki. TPS yang baru tampil pada daftar berikutnya.",
    A.DOKUMEN_KURANG: "Dokumen yang kami minta belum kami terima, sehingga laporan ini belum dapat disetujui."
    + _OBJECTION,
    A.TIDAK_TERBUKTI: "Dari dokumen dan pemeriksaan petugas, laporan ini belum terbukti." + _OBJECTION,
    A.SUDAH_TERDAFTAR: "Pemilih ini sudah ada di daftar, sehingga tidak perlu ditambahkan lagi. Periksa di "
    "halaman Cek." + _OBJECTION,
    A.BELUM_MEMENUHI_SYARAT: "Pada hari pemungutan pemilih belum memenuhi syarat: berumur 17 tahun atau "
    "sudah pernah kawin, dan bukan anggota TNI atau Polri." + _OBJECTION,
    A.ALAMAT_WILAYAH_LAIN: "Alamat pada KTP-el berada di wilayah lain. Laporkan kepada petugas di alamat itu."
    + _OBJECTION,
    A.DATA_SUDAH_BENAR: "Data di daftar sudah sama dengan dokumen Anda, sehingga tidak diubah." + _OBJECTION,
    A.TPS_SUDAH_TEPAT: "TPS ini sudah sesuai dengan alamat dan pembagian TPS di kelurahan Anda." + _OBJECTION,
}
ASKED = (
    "Dokumen yang ada belum cukup. Tambahkan dokumen yang kami sebut di atas lewat halaman Lacak, atau bawa "
    "ke kantor kami. Laporan Anda tetap kami proses setelah dokumen itu kami terima."
)


class NoSuchReason(DomainError):
    """That reason does not belong to that kind of report and that outcome."""


class AnswerUnfit(DomainError):
    """The public answer cannot be given like this. `args[0]` is an AnswerFault."""


class AnswerFault(StrEnum):
    KOSONG = "kosong"
    PANJANG = "panjang"
    NOMOR = "nomor"
    """Ten digits or more in a row: a NIK, an NKK, somebody's telephone."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """The reasons that may be chosen for one outcome, each with its prepared text, the usual one first."""

    teks: Mapping[str, str]


def reasons_for(jenis: JenisLaporan, putusan: Putusan, *, berisiko: bool) -> Sequence[AlasanPutusan]:
    """Why such a report may be decided so; strangers get neutral reasons only for a rejection."""
    return _NEUTRAL if berisiko and putusan is Putusan.TOLAK else _REASONS[putusan][jenis]


def documents_for(jenis: JenisLaporan) -> Sequence[JenisBukti]:
    """The documents that may be asked for: what is required first, each once."""
    required = [SYARAT[jenis]] if jenis in SYARAT else SYARAT_TMS.values()
    listed = [bukti for syarat in required for bukti in syarat.salah_satu]
    return list(dict.fromkeys([*listed, *PELENGKAP[jenis], JenisBukti.IDENTITAS_PELAPOR]))


def codes_for(jenis: JenisLaporan, putusan: Putusan | None, *, berisiko: bool) -> Sequence[str]:
    """The reason codes of an outcome, or of a request for a document (None)."""
    if putusan is None:
        return [bukti.value for bukti in documents_for(jenis)]
    return [alasan.value for alasan in reasons_for(jenis, putusan, berisiko=berisiko)]


def must_be_reason(jenis: JenisLaporan, putusan: Putusan | None, alasan: str, *, berisiko: bool) -> None:
    """Raises NoSuchReason."""
    if alasan not in codes_for(jenis, putusan, berisiko=berisiko):
        raise NoSuchReason(alasan)


def default_text(alasan: str) -> str:
    """Our own prepared text for a reason; that of a request for a document code."""
    return TEXTS[AlasanPutusan(alasan)] if alasan in set(AlasanPutusan) else ASKED


def prepared(
    session: Session, jenis: JenisLaporan, putusan: Putusan | None, *, kelurahan: str, berisiko: bool
) -> Reasons:
    """The reasons with their texts for that place: the nearest office's own, then those above, then ours."""
    codes = codes_for(jenis, putusan, berisiko=berisiko)
    here = [str(kode) for kode in KodeWilayah(kelurahan).ancestors()]
    query = select(Templat).where(
        or_(Templat.wilayah.is_(None), Templat.wilayah.in_(here)),
        or_(Templat.jenis.is_(None), Templat.jenis == jenis),
        Templat.putusan.is_(None) if putusan is None else Templat.putusan == putusan,
    )
    # What is said last holds: the nearest, for this very kind, the newest.
    rows = sorted(
        session.scalars(query), key=lambda row: (len(row.wilayah or ""), row.jenis is not None, row.id)
    )
    own = {row.alasan: row.teks for row in rows}
    return Reasons({code: own.get(code, default_text(code)) for code in codes})


def answers_to(
    session: Session, together: Sequence[Laporan], putusan: Putusan, *, alasan: str, jawaban: str
) -> Sequence[str]:
    """The answer to a report (the first) and to each that is joined to it, in their order.

    What an officer writes for one citizen reaches nobody else: others read the prepared text of their place.
    Where any could strike the voter, all are rejected with neutral reasons.

    Raises:
        NoSuchReason, AnswerUnfit: as `answer_to`.
    """
    berisiko = any(each.berisiko for each in together)
    return [
        answer_to(
            session,
            each,
            putusan,
            alasan=alasan,
            jawaban=jawaban if _same_citizen(each, together[0]) else "",
            berisiko=berisiko,
        )
        for each in together
    ]


def _same_citizen(one: Laporan, other: Laporan) -> bool:
    """Whether both say to come from the same person. Of strangers who gave no NIK nobody can tell."""
    if one is other:
        return True
    known = one.pelapor is Pelapor.PEMILIH or one.pelapor_idx is not None
    said = [(each.pelapor, each.pelapor_idx, each.kontak_idx) for each in (one, other)]
    return known and said[0] == said[1]


def answer_to(
    session: Session,
    laporan: Laporan,
    putusan: Putusan | None,
    *,
    alasan: str,
    jawaban: str,
    berisiko: bool = False,
) -> str:
    """What the citizen is to read: what the officer wrote, or where they wrote nothing the prepared text.

    `berisiko`: a report that gets the same answer could strike the voter.

    Raises:
        NoSuchReason: that reason is not one for this report and outcome.
        AnswerUnfit.
    """
    kelurahan, risky = laporan.kelurahan, berisiko or laporan.berisiko
    reasons = prepared(session, laporan.jenis, putusan, kelurahan=kelurahan, berisiko=risky)
    if alasan not in reasons.teks:
        raise NoSuchReason(alasan)
    return fit(jawaban if jawaban.strip() else reasons.teks[alasan])


def fit(jawaban: str) -> str:
    """The answer as it may be given: trimmed, not empty, no long number. Raises AnswerUnfit."""
    bare = jawaban.replace("\r\n", "\n").strip()
    if not bare:
        raise AnswerUnfit(AnswerFault.KOSONG)
    if len(bare) > LONGEST:
        raise AnswerUnfit(AnswerFault.PANJANG)
    if without_numbers(bare) != bare:
        raise AnswerUnfit(AnswerFault.NOMOR)
    return bare
