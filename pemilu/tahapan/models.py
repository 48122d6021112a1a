"""An election with its law, and its stages, as rows: no date and no period is written in code."""

from datetime import date

from sqlalchemy import Date, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pemilu.infra.db import Base, enum_column
from pemilu.tahapan.kinds import AturanTanggapan, JenisPemilihan, KodeTahapan
from pemilu.wilayah.zona import Zona


class Pemilihan(Base):
    """One election. `wilayah` is the region that votes ("" for the whole country)."""

    __tablename__ = "pemilihan"

    id: Mapped[int] = mapped_column(primary_key=True)
    kode: Mapped[str] = mapped_column(String(40), unique=True)
    nama: Mapped[str] = mapped_column(String(150))
    jenis: Mapped[JenisPemilihan] = mapped_column(enum_column(JenisPemilihan))
    wilayah: Mapped[str] = mapped_column(String(10), default="")
    zona: Mapped[Zona] = mapped_column(enum_column(Zona))
    tanggal_pemungutan: Mapped[date] = mapped_column(Date)
    tps_maks: Mapped[int] = mapped_column(SmallInteger)
    edisi_kode: Mapped[str] = mapped_column(String(10))
    aturan_tanggapan: Mapped[AturanTanggapan] = mapped_column(enum_column(AturanTanggapan))
    hari_tanggapan: Mapped[int | None] = mapped_column(SmallInteger)
    hari_kerja: Mapped[bool] = mapped_column(default=False)
    versi_aturan: Mapped[int] = mapped_column(SmallInteger, default=1)
    contoh: Mapped[bool] = mapped_column(default=False)
    aktif: Mapped[bool] = mapped_column(default=False)

    tahapan: Mapped[list["Tahapan"]] = relationship(order_by="Tahapan.mulai", cascade="all, delete-orphan")


class Tahapan(Base):
    """One stage: local dates, open from 00:00 of `mulai` through 23:59 of `selesai`. A kind may recur."""

    __tablename__ = "tahapan"
    __table_args__ = (UniqueConstraint("pemilihan_id", "kode", "mulai"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pemilihan_id: Mapped[int] = mapped_column(ForeignKey("pemilihan.id"))
    kode: Mapped[KodeTahapan] = mapped_column(enum_column(KodeTahapan))
    mulai: Mapped[date] = mapped_column(Date)
    selesai: Mapped[date] = mapped_column(Date)
