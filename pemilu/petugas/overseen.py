"""The record of staff's acts as an officer who oversees them reads it."""

from sqlalchemy.orm import Session

from pemilu.audit.read import AuditFilter, AuditPage, read_audit
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission
from pemilu.wilayah.kode import Tingkat


def record_of(session: Session, by: Officer, wanted: AuditFilter, *, sesudah: str | None = None) -> AuditPage:
    """One page of what was done within the officer's wilayah; one statement. Raises NotPermitted."""
    by.must(Permission.READ_AUDIT)
    tingkat = by.wilayah.tingkat if by.wilayah else None
    return read_audit(
        session,
        by.scope.where,
        wanted,
        rantai=str(by.wilayah) if tingkat is Tingkat.KABUPATEN else None,
        luas=tingkat not in {Tingkat.KECAMATAN, Tingkat.KELURAHAN},
        sesudah=sesudah,
    )
