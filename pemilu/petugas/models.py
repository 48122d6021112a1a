"""The committees of a region: who answers there, since when, and where citizens find them."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pemilu.infra.db import Base, enum_column
from pemilu.petugas.kinds import TingkatPanitia


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
