"""One JSON line per event on standard error; sixteen digits never pass."""

import json
import logging
import re
import sys
from datetime import UTC, datetime

# A NIK or NKK however it is spelled, also several in a row: sixteen digits or more, with separators.
SIXTEEN_DIGITS = re.compile(r"(?<!\d)\d(?:[\s.,/_\-‐-―]{0,2}\d){15,}")
EXTRA_FIELDS = ("peristiwa", "rute", "metode", "status", "milidetik", "galat", "jumlah", "nomor")

# How gunicorn's lines begin that go on with an address, a method or a path.
ABOUT_A_REQUEST = ("Invalid request", "Error handling request")


def redact(text: str) -> str:
    return SIXTEEN_DIGITS.sub("[16 angka]", text)


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object; only listed extra fields are let through."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "waktu": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "tingkat": record.levelname,
            "asal": record.name,
            "pesan": redact(self.message(record)),
        }
        for name in EXTRA_FIELDS:
            if (value := getattr(record, name, None)) is not None:
                line[name] = redact(value) if isinstance(value, str) else value
        if record.exc_info and record.exc_info[0]:
            line["galat"] = record.exc_info[0].__name__
            line["jejak"] = _where(record)
        return json.dumps(line, ensure_ascii=True)

    def message(self, record: logging.LogRecord) -> str:
        """The text; without its arguments when they do not fit, for `logging` itself would print them all."""
        try:
            return record.getMessage()
        except (TypeError, ValueError):
            return str(record.msg)


class ServerLines(JsonLines):
    """The web server's own lines: of a request only that it failed, not whose it was nor what it said."""

    def message(self, record: logging.LogRecord) -> str:
        text = super().message(record)
        return next((start for start in ABOUT_A_REQUEST if text.startswith(start)), text)


def _where(record: logging.LogRecord) -> list[str]:
    """File, line and function of each frame. Never the values: an exception's text may hold a NIK."""
    frames = []
    trace = record.exc_info[2] if record.exc_info else None
    while trace:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-8:]


def configure() -> None:
    """Send every logger of this process through `JsonLines`. Call once at start."""
    # Else a line that cannot be written is printed with the whole exception, whose text may hold a NIK.
    logging.raiseExceptions = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # One tells of every plugin that it loads, one of every request that it refuses: a full disk in a flood.
    for talkative in ("alembic", "flask-limiter"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
