"""What a citizen trusts us with, in every way it could be written down, and all the places to look."""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

import redis
from PIL import Image, ImageDraw
from pypdfium2 import PdfDocument
from sqlalchemy import Connection, inspect, text
from werkzeug.test import TestResponse

from pemilu.infra.db import Database
from tests.bad_uploads.images import encoded, with_segments

NIK_TARGET, NIK_PELAPOR, NKK = "1399995107830528", "1399991203640639", "1399990202100741"
NIKS = {"nik of the voter": NIK_TARGET, "nik of the reporter": NIK_PELAPOR, "nkk": NKK}
NAMA_TARGET, NAMA_PELAPOR = "ZULFIKRI KESTURIAWAN", "WIRAYUDHA PRANAJAYA"
TELEPON, EMAIL = "081390417528", "kesturi.wira@contoh.id"
LAHIR = "23-07-1964"
WORDS = {
    "name of the voter": "zulfikri",
    "surname of the voter": "kesturiawan",
    "name of the reporter": "wirayudha",
    "surname of the reporter": "pranajaya",
    "telephone": TELEPON[1:],
    "mailbox": EMAIL,
    "place of birth": "muaratebung",
    "day of birth": LAHIR,
    "address": "cempakawulung",
    "free text": "rumbaikesumba",
    "reason of an objection": "lembayungsenja",
}
MARK = b"PENANDA-139999-GAMBAR"
JPEG_HEAD = b"\xff\xe0\x00\x10JFIF\x00"
SLICE, EVERY = 24, 997


def spellings() -> dict[bytes, str]:
    """What to look for -> what it would give away, all in small letters where letters are."""
    found: dict[bytes, str] = {MARK.lower(): "a picture's comment", JPEG_HEAD.lower(): "a picture in clear"}
    for name, word in (NIKS | WORDS).items():
        for way, needle in _written(word):
            found.setdefault(needle, f"{name}, {way}")
    for name, nik in NIKS.items():
        for way, needle in _hashed(nik):
            found.setdefault(needle, f"{name}, {way}")
    return found


def _written(word: str) -> Iterator[tuple[str, bytes]]:
    """In clear (case is ignored by who searches), and in the codes that keep case."""
    yield "plain", word.encode()
    yield "quoted", quote(word, safe="").lower().encode()
    yield "quoted as a form", quote_plus(word).lower().encode()
    for grouped in (word[:4] + " " + word[4:8] + " " + word[8:12], f"{word[:6]}.{word[6:12]}"):
        if word.isdigit():
            yield "grouped", grouped.encode()
    for case in {word, word.upper(), word.title()}:
        for code in ("utf-8", "utf-16-le", "utf-16-be"):
            raw = case.encode(code)
            yield code, raw.lower()
            yield f"{code} in hex", raw.hex().encode()
            for needle in _base64(raw):
                yield f"{code} in base64", needle


def _base64(raw: bytes) -> Iterator[bytes]:
    """The part that shows wherever the text begins within three bytes, in both alphabets."""
    for before in range(3):
        shown = base64.b64encode(bytes(before) + raw)
        inner = shown[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6].lower()
        yield inner
        yield inner.translate(bytes.maketrans(b"+/", b"-_"))


def _hashed(nik: str) -> Iterator[tuple[str, bytes]]:
    """A hash without a key is as good as the number: there are few numbers."""
    for kind in ("md5", "sha1", "sha256", "sha512", "blake2b"):
        digest = hashlib.new(kind, nik.encode()).digest()
        yield kind, digest[:16].lower()
        yield f"{kind} in hex", digest[:16].hex().encode()
        yield f"{kind} in base64", base64.b64encode(digest)[:20].lower()


def slices(picture: bytes) -> dict[bytes, str]:
    """Pieces of a picture's own bytes, as they would stand wherever it lies in clear."""
    return {picture[at : at + SLICE].lower(): "a picture" for at in range(64, len(picture) - SLICE, EVERY)}


@dataclass(frozen=True, slots=True)
class Found:
    where: str
    what: str


def search(places: Mapping[str, bytes], needles: Mapping[bytes, str]) -> list[Found]:
    """Every needle in every place; the case of letters is ignored."""
    return [
        Found(where, what)
        for where, content in places.items()
        for low in (content.lower(),)
        for needle, what in needles.items()
        if needle in low
    ]


def dump(database: Database) -> dict[str, bytes]:
    """Every column of every table that this login may read, byte by byte; of SQLite also the files."""
    places: dict[str, bytes] = {}
    with database.engine.connect() as connection:
        for table, columns in _readable(connection):
            listed = ", ".join(f'"{column}"' for column in columns)
            for row in connection.execute(text(f'SELECT {listed} FROM "{table}"')).mappings():
                for column, value in row.items():
                    where = f"{table}.{column}"
                    places[where] = places.get(where, b"") + b"\n" + _raw(value)
    file = database.engine.url.database
    if database.engine.dialect.name == "sqlite" and file:
        places |= contents(Path(file).parent.glob(f"{Path(file).name}*"))
    return places


def _readable(connection: Connection) -> Iterator[tuple[str, list[str]]]:
    """Tables with those of their columns that may be read; SQLite asks nobody who they are."""
    inspector = inspect(connection)
    may = text("SELECT has_column_privilege(:table, :column, 'SELECT')")
    asked = connection.dialect.name == "postgresql"
    for table in inspector.get_table_names():
        columns = [str(column["name"]) for column in inspector.get_columns(table)]
        if asked:
            columns = [c for c in columns if connection.scalar(may, {"table": table, "column": c})]
        if columns:
            yield table, columns


def _raw(value: object) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return (value if isinstance(value, str) else json.dumps(value, default=str)).encode()


def contents(files: Iterable[Path]) -> dict[str, bytes]:
    """Files with their names."""
    return {f"file {path.name}": path.name.encode() + path.read_bytes() for path in files if path.is_file()}


def held(url: str) -> dict[str, bytes]:
    """All that a Redis keeps: keys, and values of every kind."""
    with redis.Redis.from_url(url) as store:
        read = {
            b"string": store.get,
            b"zset": lambda key: store.zrange(key, 0, -1, withscores=True),
            b"list": lambda key: store.lrange(key, 0, -1),
            b"hash": store.hgetall,
            b"set": store.smembers,
        }
        keys = store.keys()
        return {f"redis {key!r}": key + repr(read[store.type(key)](key)).encode() for key in keys}


def answered(answers: Iterable[TestResponse]) -> dict[str, bytes]:
    """Addresses, heads and bodies of all answers, without what a form gives back to whoever typed it."""
    places = {}
    for number, response in enumerate(answers):
        asked = response.request
        head = f"{asked.url}\n{response.status}\n{response.headers}".encode()
        places[f"answer {number}, {asked.method} {asked.path}"] = head + _body(response)
    return places


def _body(response: TestResponse) -> bytes:
    if response.mimetype == "application/pdf":
        pages = PdfDocument(response.data)
        read = "\n".join(page.get_textpage().get_text_range() for page in pages)
        return response.data + read.encode()
    return b"" if response.status_code == 422 else re.sub(rb'value="[^"]*"', b"", response.data)


def photograph(colours: Iterable[str]) -> bytes:
    """A JPEG of four broad stripes, with a comment that must not survive."""
    picture = Image.new("RGB", (800, 500))
    draw = ImageDraw.Draw(picture)
    for number, colour in enumerate(colours):
        draw.rectangle((number * 200, 0, number * 200 + 199, 499), fill=colour)
    return with_segments(encoded(picture), (0xFE, MARK))


def stripes(picture: Image.Image) -> list[tuple[int, ...]]:
    """The colours of the stripes, whatever the size, each channel as all or nothing."""
    plain = picture.convert("RGB")
    at = [((2 * number + 1) * plain.width // 8, plain.height // 2) for number in range(4)]
    return [tuple(round(channel / 255) for channel in plain.getpixel(point)) for point in at]
