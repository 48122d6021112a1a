"""An XLSX file as a zip: is it safe and ours to read, and which sheets does it show.

Excel, LibreOffice, WPS and Google write it; so does whoever wants to exhaust a server. Sizes are those of
the zip's directory: the reader never gives out more than they say, and a checksum catches the rest.
"""

import re
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from xml.etree import ElementTree as ET

from pemilu.pemilih.importers.refusal import FileRefused, Refusal

MAX_PARTS = 200
MAX_BYTES = 300 * 1024 * 1024
MAX_RATIO = 100
RATIO_FLOOR = 1024 * 1024
"""Small parts may be squeezed as much as they like."""
MAX_DIRECTORY_BYTES = 1024 * 1024
"""Size of a part that is read whole (list of sheets, relations)."""

BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, ValueError)
"""What reading a damaged or forged zip raises."""

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_LINK_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_ENCRYPTED_FLAG = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Sheets(NamedTuple):
    """Parts of a workbook by name: its visible sheets in order, and its table of strings or None."""

    parts: tuple[str, ...]
    strings: str | None


def open_workbook(path: Path) -> tuple[zipfile.ZipFile, Sheets]:
    """The checked zip and what to read in it; the caller closes it. Raises FileRefused."""
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN:
        raise FileRefused(Refusal.RUSAK) from None
    try:
        _check_size(archive)
        _check_kind(archive)
        _check_links(archive)
        return archive, _sheets(archive)
    except BaseException:
        archive.close()
        raise


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small part whole; b"" when there is none. Raises FileRefused for a large, broken or active one."""
    if name not in archive.NameToInfo:
        return b""
    if archive.getinfo(name).file_size > MAX_DIRECTORY_BYTES:
        raise FileRefused(Refusal.BERBAHAYA, bagian=name)
    try:
        content = archive.read(name)
    except BROKEN:
        raise FileRefused(Refusal.RUSAK, bagian=name) from None
    if _DTD.search(content):
        raise FileRefused(Refusal.BERBAHAYA, bagian=name)
    return content


def _check_kind(archive: zipfile.ZipFile) -> None:
    names = archive.NameToInfo
    found = {
        Refusal.ODS: "mimetype" in names and "content.xml" in names,
        Refusal.XLSB: "xl/workbook.bin" in names,
        Refusal.MAKRO: any(name.lower().endswith("vbaproject.bin") for name in names)
        or b"macroEnabled" in read_part(archive, "[Content_Types].xml"),
        Refusal.TERKOMPRESI: "xl/workbook.xml" not in names,
    }
    for kind, is_it in found.items():
        if is_it:
            raise FileRefused(kind)


def _check_size(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or len({part.filename for part in parts}) < len(parts):
        raise FileRefused(Refusal.BERBAHAYA, bagian=f"{len(parts)} bagian")
    if sum(part.file_size for part in parts) > MAX_BYTES:
        raise FileRefused(Refusal.TERLALU_BESAR, batas=f"{MAX_BYTES // 1024**2} MB")
    for part in parts:
        _check_part(part)


def _check_part(part: zipfile.ZipInfo) -> None:
    if part.flag_bits & _ENCRYPTED_FLAG:
        raise FileRefused(Refusal.TERSANDI)
    squeezed = part.file_size > RATIO_FLOOR and part.file_size > MAX_RATIO * part.compress_size
    place = PurePosixPath(part.filename)
    if squeezed or place.is_absolute() or ".." in place.parts or "\\" in part.filename:
        raise FileRefused(Refusal.BERBAHAYA, bagian=part.filename[:60])
    if part.compress_type not in _METHODS:
        raise FileRefused(Refusal.RUSAK, bagian=part.filename[:60])


def _check_links(archive: zipfile.ZipFile) -> None:
    """Nothing is ever fetched; a list that points outside itself is refused so that nobody else fetches."""
    for name in archive.namelist():
        if name.lower().startswith("xl/externallinks/"):
            raise FileRefused(Refusal.BERBAHAYA, bagian=name[:60])
        if name.endswith(".rels"):
            for link in _tree(archive, name):
                outside = link.get("TargetMode") == "External"
                if outside and not link.get("Type", "").endswith("/hyperlink"):
                    raise FileRefused(Refusal.BERBAHAYA, bagian=name[:60])


def _sheets(archive: zipfile.ZipFile) -> Sheets:
    links = {link.get("Id"): link for link in _tree(archive, "xl/_rels/workbook.xml.rels")}
    root = _tree(archive, "xl/workbook.xml")
    listed = [sheet for sheet in root.iter() if sheet.tag in {f"{_MAIN}sheet", f"{_STRICT}sheet"}]
    visible = [sheet for sheet in listed if sheet.get("state", "visible") == "visible"]
    ids = [next(filter(None, map(sheet.get, _LINK_IDS)), "") for sheet in visible]
    parts = [_target(links[link]) for link in ids if link in links]
    strings = [_target(link) for link in links.values() if link.get("Type", "").endswith("/sharedStrings")]
    known = archive.NameToInfo
    return Sheets(
        tuple(part for part in parts if part in known),
        next((part for part in strings if part in known), None),
    )


def _target(link: ET.Element) -> str:
    target = link.get("Target", "")
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _tree(archive: zipfile.ZipFile, name: str) -> ET.Element:
    content = read_part(archive, name)
    try:
        return ET.fromstring(content)  # noqa: S314 - no DTD gets here, so no entities either
    except ET.ParseError:
        raise FileRefused(Refusal.RUSAK, bagian=name[:60]) from None
