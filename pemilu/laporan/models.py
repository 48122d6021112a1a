"""Reports as rows. What is personal lies in `isi`, sealed to the admin's public key."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, validates

from pemilu.infra.db import Base, UtcDateTime, enum_column
from pemilu.laporan.kinds import (
    HasilKunjungan,
    JenisBukti,
    JenisLaporan,
    JenisPemberitahuan,
    MasaRekap,
    Pelapor,
    Putusan,
)
from pemilu.laporan.status import OPEN, Act, Status
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.wilayah.kode import Tingkat
from pemilu.wilayah.zona import Zona


class Kasus(Base):
    """Reports about other people that came in a burst, held together as one suspected campaign.

    One for each kelurahan and local day, so that a flood makes few of them and two at once make one.
    """

    __tablename__ = "kasus"
    __table_args__ = (UniqueConstraint("kelurahan", "tanggal"), Index("ix_kasus_tanggal", "tanggal", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kelurahan: Mapped[str] = mapped_column(ForeignKey("wilayah.kode"))
    tanggal: Mapped[date] = mapped_column(Date)
    dibuka: Mapped[datetime] = mapped_column(UtcDateTime)
    ditutup: Mapped[datetime | None] = mapped_column(UtcDateTime)


def _half_time(context: DefaultExecutionContext) -> datetime:
    """The first moment of a new report at which its holder is told of the time."""
    values = context.get_current_parameters()  # type: ignore[no-untyped-call]  # SQLAlchemy gives no types
    filed: datetime = values["diajukan"]
    due: datetime = values["tenggat"]
    return filed + (due - filed) / 2


KABUPATEN_DIGITS = Tingkat.KABUPATEN.digits
# Written out, not bound: a database uses the index of what waits only where a query says the same words.
IS_OPEN = f"status IN ({', '.join(repr(status.value) for status in Status if status in OPEN)})"
IS_CLOSED = f"status IN ({', '.join(repr(status.value) for status in Status if status not in OPEN)})"
IS_QUEUED = f"{IS_OPEN} AND kasus_id IS NULL"
_OPEN, _CLOSED, _QUEUED = text(IS_OPEN), text(IS_CLOSED), text(IS_QUEUED)
_BY_KABUPATEN = ("kabupaten", "tenggat", "id")
# Most reports are of no case: an index of them would be taken for a way to find those.
_IN_CASE = text("kasus_id IS NOT NULL")


class Laporan(Base):
    """One report. Addresses (`*_idx`) have a key of their own: rows cannot be joined with the roll by value.

    `berisiko`: it could strike a voter. `pelapor_cocok`: the reporter's NIK and name agree with the list.
    `tps_*` is where the list has the voter concerned, for counting bursts. `held_alone`: held for its own
    fault. `mirip_id` is the oldest open report of the same kind about the same voter; `induk_id` the one
    that staff joined it to. `petugas_id` is who works on it, `penerima_id` who took it in at the desk.
    `diingatkan` is the last share of its time (50, 80, 100 %) of which the holder was told; `pantau` when
    the clock looks at it next (`pemilu.laporan.watch`). `kabupaten` is the beginning of `kelurahan`: the
    queue of a whole kabupaten is read in the order of its index (`pemilu.laporan.queue`).
    """

    __tablename__ = "laporan"
    __table_args__ = (
        Index("ix_laporan_pemegang", "pemegang_wilayah", "status", "tenggat"),
        Index("ix_laporan_antrean", "kelurahan", "status", "tenggat"),
        Index("ix_laporan_antrean_kabupaten", *_BY_KABUPATEN, postgresql_where=_QUEUED, sqlite_where=_QUEUED),
        Index("ix_laporan_antrean_semua", "tenggat", "id", postgresql_where=_QUEUED, sqlite_where=_QUEUED),
        Index(
            "ix_laporan_kasus",
            "kasus_id",
            "tenggat",
            "id",
            postgresql_where=_IN_CASE,
            sqlite_where=_IN_CASE,
        ),
        Index(
            "ix_laporan_selesai", "status", "tenggat", "id", postgresql_where=_CLOSED, sqlite_where=_CLOSED
        ),
        Index("ix_laporan_kabupaten", "kabupaten", "id"),
        Index("ix_laporan_pantau", "pantau", "id", postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("ix_laporan_target", "target_idx", "jenis"),
        Index("ix_laporan_pelapor", "pelapor_idx", "diajukan"),
        Index("ix_laporan_kelurahan_diajukan", "kelurahan", "diajukan"),
        Index("ix_laporan_kontak", "kontak_idx", "diajukan"),
        Index("ix_laporan_tps", "tps_kelurahan", "tps_nomor", "diajukan"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nomor: Mapped[str] = mapped_column(String(12), unique=True)
    kode_hash: Mapped[str] = mapped_column(String(120))
    pemilihan_id: Mapped[int] = mapped_column(ForeignKey("pemilihan.id"))
    jenis: Mapped[JenisLaporan] = mapped_column(enum_column(JenisLaporan))
    pelapor: Mapped[Pelapor] = mapped_column(enum_column(Pelapor))
    berisiko: Mapped[bool]
    pelapor_cocok: Mapped[bool]
    disanggah: Mapped[bool] = mapped_column(default=False)
    kelurahan: Mapped[str] = mapped_column(ForeignKey("wilayah.kode"))
    kabupaten: Mapped[str] = mapped_column(String(KABUPATEN_DIGITS))
    tps_kelurahan: Mapped[str | None] = mapped_column(String(10))
    tps_nomor: Mapped[int | None] = mapped_column(SmallInteger)
    status: Mapped[Status] = mapped_column(enum_column(Status))
    pemegang_tingkat: Mapped[TingkatPanitia] = mapped_column(enum_column(TingkatPanitia))
    pemegang_wilayah: Mapped[str] = mapped_column(ForeignKey("wilayah.kode"))
    diajukan: Mapped[datetime] = mapped_column(UtcDateTime)
    tenggat: Mapped[datetime] = mapped_column(UtcDateTime)
    tenggat_tanggal: Mapped[date] = mapped_column(Date)
    tenggat_alasan: Mapped[dict[str, Any]] = mapped_column(JSON)
    zona: Mapped[Zona] = mapped_column(enum_column(Zona))
    target_idx: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    pelapor_idx: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    kontak_idx: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    isi: Mapped[bytes] = mapped_column(LargeBinary)
    held_alone: Mapped[bool] = mapped_column(default=False)
    mirip_id: Mapped[int | None] = mapped_column(ForeignKey("laporan.id"))
    kasus_id: Mapped[int | None] = mapped_column(ForeignKey("kasus.id"))
    ditutup: Mapped[datetime | None] = mapped_column(UtcDateTime)
    keberatan_sampai: Mapped[datetime | None] = mapped_column(UtcDateTime)
    keberatan: Mapped[bytes | None] = mapped_column(LargeBinary)
    petugas_id: Mapped[int | None] = mapped_column(ForeignKey("petugas.id"), index=True)
    penerima_id: Mapped[int | None] = mapped_column(ForeignKey("petugas.id"))
    rekomendasi: Mapped[Putusan | None] = mapped_column(enum_column(Putusan))
    rekomendasi_oleh: Mapped[int | None] = mapped_column(ForeignKey("petugas.id"))
    direkomendasikan: Mapped[datetime | None] = mapped_column(UtcDateTime)
    diputus_oleh: Mapped[int | None] = mapped_column(ForeignKey("petugas.id"))
    induk_id: Mapped[int | None] = mapped_column(ForeignKey("laporan.id"), index=True)
    diingatkan: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    pantau: Mapped[datetime] = mapped_column(UtcDateTime, default=_half_time)
    versi: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": versi}  # noqa: RUF012 - as SQLAlchemy documents optimistic locking

    @validates("kelurahan")
    def _stays_in_its_kabupaten(self, _name: str, kelurahan: str) -> str:
        self.kabupaten = kelurahan[:KABUPATEN_DIGITS]
        return kelurahan


class Bukti(Base):
    """One sealed page of evidence. The file's name is random; its key is sealed to the admin."""

    __tablename__ = "bukti"

    id: Mapped[int] = mapped_column(primary_key=True)
    laporan_id: Mapped[int] = mapped_column(ForeignKey("laporan.id"), index=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    berkas: Mapped[str] = mapped_column(String(32))
    kecil: Mapped[str] = mapped_column(String(32))
    kunci: Mapped[bytes] = mapped_column(LargeBinary)
    kunci_kecil: Mapped[bytes] = mapped_column(LargeBinary)
    urutan: Mapped[int] = mapped_column(SmallInteger)
    halaman: Mapped[int] = mapped_column(SmallInteger)
    jenis: Mapped[JenisBukti] = mapped_column(enum_column(JenisBukti))
    ukuran: Mapped[int]
    ditambah: Mapped[datetime] = mapped_column(UtcDateTime)


class Riwayat(Base):
    """What happened to a report, for the citizen's timeline and for staff. Holds nothing personal.

    `alasan` is a public reason code, `jawaban` the public answer; `catatan` is what staff noted for each
    other, sealed like the report.
    """

    __tablename__ = "riwayat"

    id: Mapped[int] = mapped_column(primary_key=True)
    laporan_id: Mapped[int] = mapped_column(ForeignKey("laporan.id"), index=True)
    waktu: Mapped[datetime] = mapped_column(UtcDateTime)
    peristiwa: Mapped[Act | None] = mapped_column(enum_column(Act))
    status: Mapped[Status] = mapped_column(enum_column(Status))
    oleh: Mapped[str] = mapped_column(String(40))
    alasan: Mapped[str | None] = mapped_column(String(60))
    jawaban: Mapped[str | None] = mapped_column(String(1000))
    petugas_id: Mapped[int | None] = mapped_column(ForeignKey("petugas.id"))
    catatan: Mapped[bytes | None] = mapped_column(LargeBinary)


class Kunci(Base):
    """A form's idempotency key: the same form sent again shows the same receipt (kept for 24 hours)."""

    __tablename__ = "kunci_kirim"

    kunci: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    sidik: Mapped[bytes] = mapped_column(LargeBinary(32))
    laporan_id: Mapped[int] = mapped_column(ForeignKey("laporan.id"))
    dibuat: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Kabar(Base):
    """A notice that waits to be sent (outbox). The address is sealed; the text holds the number only."""

    __tablename__ = "kabar"
    __table_args__ = (Index("ix_kabar_menunggu", "dikirim", "berikutnya"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    laporan_id: Mapped[int] = mapped_column(ForeignKey("laporan.id"), index=True)
    kanal: Mapped[str] = mapped_column(String(10))
    tujuan: Mapped[bytes] = mapped_column(LargeBinary)
    tujuan_idx: Mapped[bytes] = mapped_column(LargeBinary(16))
    jenis: Mapped[str] = mapped_column(String(30))
    dibuat: Mapped[datetime] = mapped_column(UtcDateTime)
    berikutnya: Mapped[datetime] = mapped_column(UtcDateTime)
    percobaan: Mapped[int] = mapped_column(SmallInteger, default=0)
    dikirim: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Kunjungan(Base):
    """A field visit (verifikasi faktual) and what it found. `catatan` is sealed like the report."""

    __tablename__ = "kunjungan"

    id: Mapped[int] = mapped_column(primary_key=True)
    laporan_id: Mapped[int] = mapped_column(ForeignKey("laporan.id"), index=True)
    petugas_id: Mapped[int] = mapped_column(ForeignKey("petugas.id"))
    tanggal: Mapped[date] = mapped_column(Date)
    hasil: Mapped[HasilKunjungan] = mapped_column(enum_column(HasilKunjungan))
    catatan: Mapped[bytes | None] = mapped_column(LargeBinary)
    dicatat: Mapped[datetime] = mapped_column(UtcDateTime)


class Borongan(Base):
    """One act on many reports, with what each was before, so that it can be undone for a while."""

    __tablename__ = "borongan"

    id: Mapped[int] = mapped_column(primary_key=True)
    petugas_id: Mapped[int] = mapped_column(ForeignKey("petugas.id"), index=True)
    waktu: Mapped[datetime] = mapped_column(UtcDateTime)
    tindakan: Mapped[Act] = mapped_column(enum_column(Act))
    sebelum: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    dibatalkan: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Templat(Base):
    """A prepared answer. No `wilayah`: everybody's; no `jenis`: for every kind; no `putusan`: a request."""

    __tablename__ = "templat"

    id: Mapped[int] = mapped_column(primary_key=True)
    wilayah: Mapped[str | None] = mapped_column(ForeignKey("wilayah.kode"))
    jenis: Mapped[JenisLaporan | None] = mapped_column(enum_column(JenisLaporan))
    putusan: Mapped[Putusan | None] = mapped_column(enum_column(Putusan))
    alasan: Mapped[str] = mapped_column(String(60))
    teks: Mapped[str] = mapped_column(String(1000))
    diubah: Mapped[datetime] = mapped_column(UtcDateTime)
    diubah_oleh: Mapped[str] = mapped_column(String(60))


class Pemberitahuan(Base):
    """News for an officer about a report, never twice: in the queue, and as a digest in office hours."""

    __tablename__ = "pemberitahuan"
    __table_args__ = (
        UniqueConstraint("petugas_id", "laporan_id", "jenis"),
        Index("ix_pemberitahuan_menunggu", "dikirim", "petugas_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    petugas_id: Mapped[int] = mapped_column(ForeignKey("petugas.id"))
    laporan_id: Mapped[int] = mapped_column(ForeignKey("laporan.id"), index=True)
    jenis: Mapped[JenisPemberitahuan] = mapped_column(enum_column(JenisPemberitahuan))
    dibuat: Mapped[datetime] = mapped_column(UtcDateTime)
    dikirim: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dibaca: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RekapTersimpan(Base):
    """The numbers of a kabupaten, a province or the nation ("") at a moment (`pemilu.laporan.recap_kept`)."""

    __tablename__ = "rekap"

    masa: Mapped[MasaRekap] = mapped_column(enum_column(MasaRekap), primary_key=True)
    kode: Mapped[str] = mapped_column(String(KABUPATEN_DIGITS), primary_key=True)
    isi: Mapped[dict[str, Any]] = mapped_column(JSON)
    dihitung: Mapped[datetime] = mapped_column(UtcDateTime)
