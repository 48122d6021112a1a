"""The committees of a region, the people who work for them, and how those sign in."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from pemilu.infra.db import Base, UtcDateTime, enum_column
from pemilu.petugas.kinds import GunaUndangan, JenisSesi, Peran, TingkatPanitia


class Panitia(Base):
    """PPS, PPK or KPU of one region. PPS and PPK are ad hoc: they exist from `mulai` through `sampai`.

    The contact is the committee's public post (posko), never a person's private number.
    """

    __tablename__ = "panitia"
    __table_args__ = (Index("ix_panitia_wilayah", "wilayah"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tingkat: Mapped[TingkatPanitia] = mapped_column(enum_column(TingkatPanitia))
    wilayah: Mapped[str] = mapped_column(ForeignKey("wilayah.kode"))
    mulai: Mapped[date | None] = mapped_column(Date)
    sampai: Mapped[date | None] = mapped_column(Date)
    alamat: Mapped[str | None] = mapped_column(String(200))
    telepon: Mapped[str | None] = mapped_column(String(30))
    jam: Mapped[str | None] = mapped_column(String(60))


class Petugas(Base):
    """An account of one person. Without `sandi` and `totp` nobody can sign in to it.

    `wilayah` None is the whole nation. `totp` is sealed (Purpose.PETUGAS, bound to `uid`); `totp_langkah` is
    the last time step that was used, so a code works once. `gagal*` slow guessing down, they lock nobody out.
    `dibuat_oleh` is who made the last link by which it is set up: the first one, or that of a reset.
    """

    __tablename__ = "petugas"
    __table_args__ = (Index("ix_petugas_wilayah", "wilayah"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    akun: Mapped[str] = mapped_column(String(40), unique=True)
    nama: Mapped[str] = mapped_column(String(100))
    peran: Mapped[Peran] = mapped_column(enum_column(Peran))
    wilayah: Mapped[str | None] = mapped_column(ForeignKey("wilayah.kode"))
    surel: Mapped[str | None] = mapped_column(String(254))
    sandi: Mapped[str | None] = mapped_column(String(120))
    totp: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_langkah: Mapped[int | None] = mapped_column(BigInteger)
    aktif: Mapped[bool] = mapped_column(default=True)
    gagal: Mapped[int] = mapped_column(SmallInteger, default=0)
    gagal_pada: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dibuat: Mapped[datetime] = mapped_column(UtcDateTime)
    dibuat_oleh: Mapped[str] = mapped_column(String(60))


class Sesi(Base):
    """A signed-in browser. `id` is the SHA-256 of the cookie's token, so the table signs nobody in."""

    __tablename__ = "sesi"

    id: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    petugas_id: Mapped[int] = mapped_column(ForeignKey("petugas.id"), index=True)
    jenis: Mapped[JenisSesi] = mapped_column(enum_column(JenisSesi))
    dibuat: Mapped[datetime] = mapped_column(UtcDateTime)
    terakhir: Mapped[datetime] = mapped_column(UtcDateTime)
    dikuatkan: Mapped[datetime] = mapped_column(UtcDateTime)
    peramban: Mapped[str] = mapped_column(String(80))
    berakhir: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Undangan(Base):
    """A one-time link by which somebody sets the password and second factor of an account."""

    __tablename__ = "undangan"

    token: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    petugas_id: Mapped[int] = mapped_column(ForeignKey("petugas.id"), index=True)
    guna: Mapped[GunaUndangan] = mapped_column(enum_column(GunaUndangan))
    dibuat: Mapped[datetime] = mapped_column(UtcDateTime)
    dibuat_oleh: Mapped[str] = mapped_column(String(60))
    sampai: Mapped[datetime] = mapped_column(UtcDateTime)
    dipakai: Mapped[datetime | None] = mapped_column(UtcDateTime)


class KodePemulihan(Base):
    """A recovery code, for when the phone with the authenticator is lost. Argon2id; works once."""

    __tablename__ = "kode_pemulihan"

    id: Mapped[int] = mapped_column(primary_key=True)
    petugas_id: Mapped[int] = mapped_column(ForeignKey("petugas.id"), index=True)
    hash: Mapped[str] = mapped_column(String(120))
    dipakai: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Passkey(Base):
    """A WebAuthn credential (W3C WebAuthn 2): the second factor that cannot be phished."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    petugas_id: Mapped[int] = mapped_column(ForeignKey("petugas.id"), index=True)
    kredensial: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    kunci_publik: Mapped[bytes] = mapped_column(LargeBinary)
    hitungan: Mapped[int] = mapped_column(BigInteger)
    nama: Mapped[str] = mapped_column(String(60))
    dibuat: Mapped[datetime] = mapped_column(UtcDateTime)
    terakhir: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Tampilan(Base):
    """A view of the queue that somebody keeps: its filters as the query of the address."""

    __tablename__ = "tampilan"
    __table_args__ = (UniqueConstraint("petugas_id", "nama"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    petugas_id: Mapped[int] = mapped_column(ForeignKey("petugas.id"), index=True)
    nama: Mapped[str] = mapped_column(String(60))
    saringan: Mapped[str] = mapped_column(String(500))


class PermintaanEkspor(Base):
    """Somebody wants to take out more reports than one may alone; a second person lets them, or nobody does.

    `wilayah` is where the officer who asks works, `saringan` and `semua` say which reports, `jumlah` how many
    there were then. Approved and taken once each, in the times of `pemilu.laporan.release`.
    """

    __tablename__ = "permintaan_ekspor"
    __table_args__ = (
        CheckConstraint("disetujui_oleh <> petugas_id", name="dua_orang"),
        Index("ix_permintaan_ekspor_wilayah", "wilayah", "dibuat"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    petugas_id: Mapped[int] = mapped_column(ForeignKey("petugas.id"), index=True)
    wilayah: Mapped[str | None] = mapped_column(ForeignKey("wilayah.kode"))
    saringan: Mapped[str] = mapped_column(String(500))
    semua: Mapped[bool]
    jumlah: Mapped[int]
    alasan: Mapped[str] = mapped_column(String(200))
    dibuat: Mapped[datetime] = mapped_column(UtcDateTime)
    disetujui_oleh: Mapped[int | None] = mapped_column(ForeignKey("petugas.id"))
    disetujui: Mapped[datetime | None] = mapped_column(UtcDateTime)
    diambil: Mapped[datetime | None] = mapped_column(UtcDateTime)
