"""Writing to the record, in the transaction of the act itself: both are there or neither."""

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.audit.models import Audit, AuditUjung
from pemilu.infra.db import insert_missing

CHAIN_DIGITS = 4
NATION = "ID"
START = bytes(32)
REASON = 300
# A NIK, NKK or telephone number that somebody typed into a reason, however they grouped it.
_LONG_NUMBER = re.compile(r"\d(?:(?:[\s./_\-‐-―]{0,3}|,)\d){9,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is to be recorded. `wilayah` is where the act was about ("" for the nation)."""

    waktu: datetime
    pelaku: str
    peran: str
    wilayah: str
    tindakan: Tindakan
    objek: str
    permintaan: str
    alasan: str | None = None
    rincian: Mapping[str, object] = field(default_factory=dict)


def append(session: Session, key: bytes, entry: Entry) -> Audit:
    """Add the entry at the end of its chain. Others who write to that chain wait until this one commits."""
    rantai = entry.wilayah[:CHAIN_DIGITS] or NATION
    end = _locked_end(session, key, rantai)
    row = Audit(
        rantai=rantai,
        urut=end.urut + 1,
        waktu=entry.waktu,
        pelaku=entry.pelaku,
        peran=entry.peran,
        wilayah=entry.wilayah,
        tindakan=entry.tindakan,
        objek=entry.objek,
        alasan=without_numbers(entry.alasan)[:REASON] if entry.alasan else None,
        rincian=dict(entry.rincian),
        permintaan=entry.permintaan,
    )
    row.mac = seal_of(key, row, before=end.mac)
    end.urut, end.mac, end.segel = row.urut, row.mac, seal_of_end(key, rantai, row.urut, row.mac)
    session.add(row)
    session.flush()
    return row


def without_numbers(text: str) -> str:
    """The text with every long number blackened: the record outlives the data it tells of."""
    return _LONG_NUMBER.sub("[nomor]", text)


def seal_of(key: bytes, row: Audit, *, before: bytes, urut: int | None = None) -> bytes:
    """HMAC-SHA256 over the seal before and every column of the row, 32 bytes.

    With `urut`, what the seal would be had the row that number.
    """
    facts = [
        row.rantai,
        row.urut if urut is None else urut,
        row.waktu.astimezone(UTC).isoformat(),
        row.pelaku,
        row.peran,
        row.wilayah,
        row.tindakan.value,
        row.objek,
        row.alasan,
        row.rincian,
        row.permintaan,
    ]
    text = json.dumps(facts, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hmac.digest(key, b"audit/v1\0" + before + text.encode(), sha256)


def seal_of_end(key: bytes, rantai: str, urut: int, mac: bytes) -> bytes:
    return hmac.digest(key, b"ujung/v1\0" + f"{rantai}\0{urut}\0".encode() + mac, sha256)


def _locked_end(session: Session, key: bytes, rantai: str) -> AuditUjung:
    first = {"rantai": rantai, "urut": 0, "mac": START, "segel": seal_of_end(key, rantai, 0, START)}
    insert_missing(session, AuditUjung, first)
    query = select(AuditUjung).where(AuditUjung.rantai == rantai).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()
