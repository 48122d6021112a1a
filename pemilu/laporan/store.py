"""Clean evidence onto the disk, sealed, before the row that names it: no row points to a missing file."""

import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from io import BytesIO

from pemilu.infra.envelope import PublicSealer, seal_content
from pemilu.infra.files import FileMissing, SealedFiles
from pemilu.laporan.kinds import JenisBukti
from pemilu.laporan.models import Bukti
from pemilu.laporan.pages import CleanEvidence


@dataclass(frozen=True, slots=True)
class StoredPage:
    """One page of one document, durable on disk: the sealed picture, its thumbnail, and their sealed keys."""

    uid: str
    jenis: JenisBukti
    urutan: int
    halaman: int
    berkas: str
    kecil: str
    kunci: bytes = field(repr=False)
    kunci_kecil: bytes = field(repr=False)
    ukuran: int
    sidik: bytes = field(repr=False)
    """SHA-256 of the picture in clear, so that the same one sent again is known; stored nowhere alone."""

    def as_row(self, laporan_id: int, now: datetime) -> Bukti:
        return Bukti(
            laporan_id=laporan_id,
            uid=self.uid,
            jenis=self.jenis,
            urutan=self.urutan,
            halaman=self.halaman,
            berkas=self.berkas,
            kecil=self.kecil,
            kunci=self.kunci,
            kunci_kecil=self.kunci_kecil,
            ukuran=self.ukuran,
            ditambah=now,
        )


def page_context(uid: str) -> bytes:
    """What a page's key is bound to: the key of another page does not open it."""
    return b"bukti.halaman:" + uid.encode()


def thumbnail_context(uid: str) -> bytes:
    return b"bukti.kecil:" + uid.encode()


def store(
    files: SealedFiles, sealer: PublicSealer, documents: Iterable[tuple[JenisBukti, CleanEvidence]]
) -> tuple[StoredPage, ...]:
    """Write every page of every document, each synced to disk; on any failure none stays.

    Raises:
        DiskFull: too little space is left.
    """
    stored: list[StoredPage] = []
    try:
        for urutan, (jenis, evidence) in enumerate(documents, start=1):
            for halaman, page in enumerate(evidence.pages, start=1):
                stored.append(_store_page(files, sealer, jenis, urutan, halaman, page.jpeg, page.thumbnail))
    except BaseException:
        discard(files, stored)
        raise
    return tuple(stored)


def discard(files: SealedFiles, pages: Iterable[StoredPage]) -> None:
    """Remove pages whose report was not filed after all."""
    for page in pages:
        for file_id in (page.berkas, page.kecil):
            with suppress(FileMissing):
                files.delete(file_id)


def _store_page(
    files: SealedFiles,
    sealer: PublicSealer,
    jenis: JenisBukti,
    urutan: int,
    halaman: int,
    picture: bytes,
    thumbnail: bytes,
) -> StoredPage:
    uid = secrets.token_hex(16)
    big = seal_content(BytesIO(picture), sealer, context=page_context(uid))
    small = seal_content(BytesIO(thumbnail), sealer, context=thumbnail_context(uid))
    berkas = files.write(big.chunks)
    try:
        kecil = files.write(small.chunks)
    except BaseException:
        files.delete(berkas)
        raise
    return StoredPage(
        uid=uid,
        jenis=jenis,
        urutan=urutan,
        halaman=halaman,
        berkas=berkas,
        kecil=kecil,
        kunci=big.wrapped_key,
        kunci_kecil=small.wrapped_key,
        ukuran=len(picture),
        sidik=sha256(picture).digest(),
    )
