"""An iCalendar file (RFC 5545) with one event."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LINE_BYTES = 73


@dataclass(frozen=True, slots=True)
class Event:
    """`starts` and `ends` are aware; the alarm rings `alarm` before the start."""

    uid: str
    starts: datetime
    ends: datetime
    summary: str
    location: str
    description: str
    alarm: timedelta


def calendar_file(event: Event, *, now: datetime) -> bytes:
    """The file as bytes, lines folded at 75 octets and ended by CRLF."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Cek Pemilih//ID",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(event.starts)}",
        f"DTEND:{_utc(event.ends)}",
        f"SUMMARY:{_text(event.summary)}",
        f"LOCATION:{_text(event.location)}",
        f"DESCRIPTION:{_text(event.description)}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(event.summary)}",
        f"TRIGGER:-PT{int(event.alarm.total_seconds() // 60)}M",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return b"".join(_folded(line) for line in lines)


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(escaped.split())


def _folded(line: str) -> bytes:
    """Fold without cutting a character in two (RFC 5545, 3.1)."""
    parts, part = [], b""
    for character in line:
        encoded = character.encode()
        if len(part) + len(encoded) > LINE_BYTES:
            parts.append(part)
            part = b" "
        part += encoded
    return b"\r\n".join([*parts, part]) + b"\r\n"
