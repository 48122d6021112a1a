"""Reports as rows. What is personal lies in `isi`, sealed to the admin's public key."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pemilu.infra.db import Base, UtcDateTime, enum_column
from pemilu.laporan.kinds import JenisBukti, JenisLaporan, Pelapor
from pemilu.laporan.status import Act, Status
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.wilayah.zona import Zona


class Kasus(Base):
    """Reports about other people that came in a burst, held together as one suspected campaign.

    One for each kelurahan and local day, so that a flood makes few of them and two at once make one.
    """

    __tablename__ = "kasus"
    __table_args__ = (UniqueConstraint("kelurahan", "tanggal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kelurahan: Mapped[str] = mapped_column(ForeignKey("wilayah.kode"))
    tanggal: Mapped[date] = mapped_column(Date)
    dibuka: Mapped[datetime] = mapped_column(UtcDateTime)
    ditutup: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Laporan(Base):
    """One report. Addresses (`*_idx`) have a key of their own: rows cannot be joined with the roll by value.

    `berisiko`: it could strike a voter. `pelapor_cocok`: the reporter's NIK and name agree with the list.
    `tps_*` is where the list has the voter concerned, for counting bursts. `held_alone`: held for its own
    fault. `mirip_id` is the oldest open report of the same kind about the same voter.
    """

    __tablename__ = "laporan"
    __table_args__ = (
        Index("ix_laporan_pemegang", "pemegang_wilayah", "status", "tenggat"),
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
    kasus_id: Mapped[int | None] = mapped_column(ForeignKey("kasus.id"), index=True)
    ditutup: Mapped[datetime | None] = mapped_column(UtcDateTime)
    keberatan_sampai: Mapped[datetime | None] = mapped_column(UtcDateTime)
    keberatan: Mapped[bytes | None] = mapped_column(LargeBinary)
    versi: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": versi}  # noqa: RUF012 - as SQLAlchemy documents optimistic locking


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
    """What happened to a report, for the citizen's timeline and for staff. Holds nothing personal."""

    __tablename__ = "riwayat"

    id: Mapped[int] = mapped_column(primary_key=True)
    laporan_id: Mapped[int] = mapped_column(ForeignKey("laporan.id"), index=True)
    waktu: Mapped[datetime] = mapped_column(UtcDateTime)
    peristiwa: Mapped[Act | None] = mapped_column(enum_column(Act))
    status: Mapped[Status] = mapped_column(enum_column(Status))
    oleh: Mapped[str] = mapped_column(String(40))
    alasan: Mapped[str | None] = mapped_column(String(60))


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
