"""Writes PDFs object by object, so that a test can say exactly what is wrong with one."""

import hashlib
import zlib
from collections.abc import Callable

PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def pdf(
    catalog: bytes = b"",
    *,
    page: bytes = b"",
    content: bytes = b"0 0 0 rg 50 50 100 100 re f",
    pages: int = 1,
    box: tuple[int, int] = (595, 842),
    objects: dict[int, bytes] | None = None,
    trailer: bytes = b"",
) -> bytes:
    """A PDF of `pages` equal pages (of a black square); additional objects count from 10,000."""
    kids = b" ".join(b"%d 0 R" % (number + 10) for number in range(pages))
    made = {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
        3: stream(content),
    }
    one = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 3 0 R %s >>" % (*box, page)
    made |= {number + 10: one for number in range(pages)} | (objects or {})
    return write(made, trailer)


def stream(body: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(body), entries, body)


def write(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """The objects with a classic cross-reference table; the catalog is object 1."""
    head, offsets = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", {}
    parts, at = [head], len(head)
    for number, body in sorted(objects.items()):
        offsets[number] = at
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        at += len(parts[-1])
    table = [b"xref\n0 1\n0000000000 65535 f \n"]
    table += [b"%d 1\n%010d 00000 n \n" % (number, offset) for number, offset in offsets.items()]
    size = max(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, at)
    return b"".join([*parts, *table, end])


def packed_pdf(
    catalog: bytes,
    hidden: bytes,
    *,
    filters: bytes = b"/Filter /FlateDecode",
    encode: Callable[[bytes], bytes] = zlib.compress,
) -> bytes:
    """A PDF whose catalog points at object 5, which stands in an object stream (no table shows it)."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    }
    body = b"5 0 " + hidden
    entries = b"/Type /ObjStm /N 1 /First 4 " + filters
    objects[4] = stream(encode(body), entries)
    content, rows = b"%PDF-1.7\n", [b"\0\0\0\0\0\xff\xff"]
    for number, text in objects.items():
        rows.append(b"\x01" + len(content).to_bytes(4) + b"\0\0")
        content += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    rows += [b"\x02" + (4).to_bytes(4) + b"\0\0", b"\x01" + len(content).to_bytes(4) + b"\0\0"]
    table = stream(b"".join(rows), b"/Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R")
    return content + b"6 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, len(content))


def predicted(body: bytes, columns: int = 4) -> bytes:
    """Deflated after PNG's Up filter: each byte is the difference to the one above, so no name shows."""
    body += b" " * (-len(body) % columns)
    rows = [body[at : at + columns] for at in range(0, len(body), columns)]
    above = [bytes(columns), *rows]
    filtered = (
        b"\x02" + bytes((here - up) % 256 for here, up in zip(row, over, strict=True))
        for row, over in zip(rows, above[:-1], strict=True)
    )
    return zlib.compress(b"".join(filtered))


def in_hex(body: bytes) -> bytes:
    """Deflated, then spelled in hexadecimal digits."""
    return zlib.compress(body).hex().encode() + b">"


def encrypted_pdf(password: bytes) -> bytes:
    """Locked with RC4, 40 bits (ISO 32000-1, 7.6.3.3); an empty password opens by itself."""
    owner, permissions, file_id = bytes(range(32)), -4, bytes(16)
    seed = (password + PAD)[:32] + owner + permissions.to_bytes(4, "little", signed=True) + file_id
    user = _rc4(hashlib.md5(seed).digest()[:5], PAD)
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P %d /O <%s> /U <%s> >> /ID [<%s> <%s>]"
    hexes = (owner.hex().encode(), user.hex().encode(), *[file_id.hex().encode()] * 2)
    return pdf(trailer=lock % (permissions, *hexes))


def _rc4(key: bytes, plain: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in plain:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
