"""What is no picture and no PDF, whatever its name says."""

import gzip
import io
import zipfile

from PIL import Image

from pemilu.laporan.pages import EvidenceProblem
from tests.bad_uploads import EICAR, MARK, Upload, upload

_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + MARK + b"</svg>"


def others() -> list[Upload]:
    refused = {
        "text": b"ini bukan gambar",
        "html": b"<!doctype html><body>" + MARK,
        "html-before-pdf": b"<html>" + MARK + b"\n%PDF-1.7\n",
        "php": b"<?php system($_GET[0]); ?>",
        "javascript": b"alert(document.cookie)",
        "svg": _SVG,
        "svg-after-xml": b'<?xml version="1.0"?>' + _SVG,
        "svgz": gzip.compress(_SVG, mtime=0),
        "exe": b"MZ\x90\x00" + bytes(60) + b"PE\0\0",
        "elf": b"\x7fELF\x02\x01\x01" + bytes(64),
        "apk": _zip("AndroidManifest.xml"),
        "zip": _zip("ktp.jpg"),
        "gifar": _drawn("GIF") + _zip("a.class"),
        "eicar": EICAR,
        "gif": _drawn("GIF"),
        "bmp": _drawn("BMP"),
        "tiff": _drawn("TIFF"),
        "ico": _drawn("ICO"),
        "eps": _drawn("EPS"),
        "jpeg2000": _drawn("JPEG2000"),
        "psd": b"8BPS\x00\x01" + bytes(30),
        "wmf": b"\xd7\xcd\xc6\x9a" + bytes(30),
        "avif": _boxed(b"avif"),
        "mp4": _boxed(b"isom"),
        "riff-wave": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(30),
        "utf-16": MARK.decode("latin-1").encode("utf-16"),
        "one-byte": b"\xff",
        "start-of-jpeg": b"\xff\xd8",
    }
    heic = {brand: _boxed(brand.encode()) for brand in ("heic", "heix", "mif1", "msf1", "hevc")}
    return [
        upload("empty", b"", EvidenceProblem.KOSONG),
        *(upload(name, content, EvidenceProblem.TIPE_TIDAK_DIDUKUNG) for name, content in refused.items()),
        *(upload(f"heic-{name}", content, EvidenceProblem.TIPE_HEIC) for name, content in heic.items()),
    ]


def _boxed(brand: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x00\x00mif1" + brand + bytes(64)


def _drawn(format: str) -> bytes:  # noqa: A002 - Pillow's word for it
    buffer = io.BytesIO()
    Image.new("RGB", (32, 32), "teal").save(buffer, format)
    return buffer.getvalue()


def _zip(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, MARK)
    return buffer.getvalue()
