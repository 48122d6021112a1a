"""The record as rows: chains by kabupaten, so that a whole country can write at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from pemilu.audit.kinds import Tindakan
from pemilu.infra.db import Base, UtcDateTime, enum_column


class Audit(Base):
    """One line of one chain. `mac` seals it together with all lines before it.

    `pelaku` is the account's name (or "operator:..."), `permintaan` the request that did it, `objek` what it
    was done to (a report's number, an account), never a NIK or a person's name.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_waktu", "waktu"),
        Index("ix_audit_wilayah", "wilayah", "waktu"),
        Index("ix_audit_objek", "objek"),
        Index("ix_audit_pelaku", "pelaku", "waktu"),
        Index("ix_audit_tindakan", "tindakan", "waktu"),
        Index("ix_audit_rantai", "rantai", "waktu", "urut"),
    )

    rantai: Mapped[str] = mapped_column(String(4), primary_key=True)
    urut: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    waktu: Mapped[datetime] = mapped_column(UtcDateTime)
    pelaku: Mapped[str] = mapped_column(String(60))
    peran: Mapped[str] = mapped_column(String(20))
    wilayah: Mapped[str] = mapped_column(String(10))
    tindakan: Mapped[Tindakan] = mapped_column(enum_column(Tindakan))
    objek: Mapped[str] = mapped_column(String(60))
    alasan: Mapped[str | None] = mapped_column(String(300))
    rincian: Mapped[dict[str, Any]] = mapped_column(JSON)
    permintaan: Mapped[str] = mapped_column(String(32), index=True)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditUjung(Base):
    """The end of each chain: how long it is and its last seal, sealed again so that a cut tail shows."""

    __tablename__ = "audit_ujung"

    rantai: Mapped[str] = mapped_column(String(4), primary_key=True)
    urut: Mapped[int]
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    segel: Mapped[bytes] = mapped_column(LargeBinary(32))
