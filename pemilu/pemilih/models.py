"""The living roll (`pemilih`), how it came in (`impor`), what was published of it (`daftar`, `terbit`)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from pemilu.infra.db import Base, UtcDateTime, enum_column
from pemilu.pemilih.kinds import (
    JenisKelamin,
    KelasPerubahan,
    KelompokUmur,
    Keterangan,
    StatusPerubahan,
    SumberPerubahan,
)
from pemilu.tahapan.kinds import JenisDaftar

# SQLite numbers rows by itself only for INTEGER PRIMARY KEY.
RowNumber = BigInteger().with_variant(Integer, "sqlite")


class Impor(Base):
    """One file that was loaded: who, when, what it held. The same file never loads twice."""

    __tablename__ = "impor"
    __table_args__ = (UniqueConstraint("pemilihan_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pemilihan_id: Mapped[int] = mapped_column(ForeignKey("pemilihan.id"))
    nama_berkas: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    waktu: Mapped[datetime] = mapped_column(UtcDateTime)
    petugas: Mapped[str] = mapped_column(String(80))
    ringkasan: Mapped[dict[str, Any]] = mapped_column(JSON)


class Pemilih(Base):
    """A row of the roll. `row_uid` is its identity: a NIK may stand twice, and some people have none."""

    __tablename__ = "pemilih"
    __table_args__ = (
        Index("ix_pemilih_nik_idx", "nik_idx"),
        Index("ix_pemilih_nkk_idx", "nkk_idx"),
        Index("ix_pemilih_tps_id", "tps_id"),
        Index("ix_pemilih_kelurahan_nama", "kelurahan", "nama_cari"),
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    row_uid: Mapped[bytes] = mapped_column(LargeBinary(16))
    pemilihan_id: Mapped[int] = mapped_column(ForeignKey("pemilihan.id"))
    impor_id: Mapped[int] = mapped_column(ForeignKey("impor.id"), index=True)
    nik_idx: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    nkk_idx: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    identitas: Mapped[bytes] = mapped_column(LargeBinary)
    nama: Mapped[str] = mapped_column(String(200))
    nama_cari: Mapped[str] = mapped_column(String(200))
    jenis_kelamin: Mapped[JenisKelamin] = mapped_column(enum_column(JenisKelamin))
    kelompok_umur: Mapped[KelompokUmur] = mapped_column(enum_column(KelompokUmur))
    kelurahan: Mapped[str] = mapped_column(ForeignKey("wilayah.kode"))
    rt: Mapped[int | None] = mapped_column(SmallInteger)
    rw: Mapped[int | None] = mapped_column(SmallInteger)
    tps_id: Mapped[int] = mapped_column(ForeignKey("tps.id"))
    keterangan: Mapped[Keterangan] = mapped_column(enum_column(Keterangan))


class Daftar(Base):
    """One published list: frozen, counted, digested. At most one of an election is `aktif`.

    `kunci_uji` tells by which key it is to be read (`Keyring.nik_check`).
    """

    __tablename__ = "daftar"
    __table_args__ = (UniqueConstraint("pemilihan_id", "jenis", "versi"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pemilihan_id: Mapped[int] = mapped_column(ForeignKey("pemilihan.id"))
    jenis: Mapped[JenisDaftar] = mapped_column(enum_column(JenisDaftar))
    versi: Mapped[int] = mapped_column(SmallInteger)
    per_tanggal: Mapped[date] = mapped_column(Date)
    dibuat: Mapped[datetime] = mapped_column(UtcDateTime)
    jumlah: Mapped[int]
    jumlah_l: Mapped[int]
    jumlah_p: Mapped[int]
    jumlah_tps: Mapped[int]
    jumlah_tanpa_nik: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    kunci_uji: Mapped[str] = mapped_column(String(16))
    aktif: Mapped[bool] = mapped_column(default=False)


class Terbit(Base):
    """What the public may learn of one voter in one published list. Holds no name and no NIK.

    `urut` counts a NIK that stands more than once; `nama_token` is bound to `nik_idx`.
    """

    __tablename__ = "terbit"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - read once by SQLAlchemy

    nik_idx: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    daftar_id: Mapped[int] = mapped_column(ForeignKey("daftar.id"), primary_key=True, autoincrement=False)
    urut: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    tps_id: Mapped[int] = mapped_column(ForeignKey("tps.id"))
    nama_samar: Mapped[str] = mapped_column(String(60))
    nama_token: Mapped[bytes] = mapped_column(LargeBinary)
    tanda: Mapped[int] = mapped_column(SmallInteger, default=0)


class Perubahan(Base):
    """A change of the roll that was proposed and decided. Applying it is another act; it can be taken back.

    `pemilih_uid` is the row it is about (none for a new voter). `isi` holds the new values as JSON, sealed
    (Purpose.IDENTITAS, bound to `uid`).
    """

    __tablename__ = "perubahan"
    __table_args__ = (
        Index("ix_perubahan_kelurahan", "kelurahan", "status"),
        Index("ix_perubahan_pemilih_uid", "pemilih_uid"),
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    pemilihan_id: Mapped[int] = mapped_column(ForeignKey("pemilihan.id"))
    kelas: Mapped[KelasPerubahan] = mapped_column(enum_column(KelasPerubahan))
    keterangan: Mapped[Keterangan | None] = mapped_column(enum_column(Keterangan))
    sumber: Mapped[SumberPerubahan] = mapped_column(enum_column(SumberPerubahan))
    status: Mapped[StatusPerubahan] = mapped_column(enum_column(StatusPerubahan))
    laporan_id: Mapped[int | None] = mapped_column(ForeignKey("laporan.id"), unique=True)
    pemilih_uid: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    kelurahan: Mapped[str] = mapped_column(ForeignKey("wilayah.kode"))
    tps_id: Mapped[int | None] = mapped_column(ForeignKey("tps.id"))
    isi: Mapped[bytes | None] = mapped_column(LargeBinary)
    diusulkan_oleh: Mapped[int | None] = mapped_column(ForeignKey("petugas.id"))
    diusulkan: Mapped[datetime] = mapped_column(UtcDateTime)
    disetujui_oleh: Mapped[int | None] = mapped_column(ForeignKey("petugas.id"))
    disetujui: Mapped[datetime | None] = mapped_column(UtcDateTime)
