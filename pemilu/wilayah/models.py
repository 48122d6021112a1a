"""Regions and polling places as tables. Codes are the Kemendagri digits (docs/glossary.md)."""

from sqlalchemy import Float, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pemilu.infra.db import Base


class Wilayah(Base):
    """A region of any level; the parent's code is a prefix of its own."""

    __tablename__ = "wilayah"

    kode: Mapped[str] = mapped_column(String(10), primary_key=True)
    induk: Mapped[str | None] = mapped_column(ForeignKey("wilayah.kode"), index=True)
    nama: Mapped[str] = mapped_column(String(100))


class Tps(Base):
    """A polling place of one election. It lies in one kelurahan and never crosses it (PKPU 7/2024).

    Facts that nobody has entered yet are NULL: "not known" is never shown as "no".
    """

    __tablename__ = "tps"
    __table_args__ = (
        UniqueConstraint("pemilihan_id", "kelurahan", "nomor"),
        Index("ix_tps_kelurahan", "kelurahan"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pemilihan_id: Mapped[int] = mapped_column(ForeignKey("pemilihan.id"))
    kelurahan: Mapped[str] = mapped_column(ForeignKey("wilayah.kode"))
    nomor: Mapped[int] = mapped_column(SmallInteger)
    khusus: Mapped[bool] = mapped_column(default=False)
    nama: Mapped[str | None] = mapped_column(String(100))
    tempat: Mapped[str | None] = mapped_column(String(150))
    alamat: Mapped[str | None] = mapped_column(String(200))
    lintang: Mapped[float | None] = mapped_column(Float)
    bujur: Mapped[float | None] = mapped_column(Float)
    buka: Mapped[str] = mapped_column(String(5), default="07:00")
    tutup: Mapped[str] = mapped_column(String(5), default="13:00")
    kursi_roda: Mapped[bool | None]
    tanpa_tangga: Mapped[bool | None]
    pintu_lebar: Mapped[bool | None]
    toilet_akses: Mapped[bool | None]
