"""Disposisi: another committee is to answer the report, up or down its branch, or where the address is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pemilu.infra.errors import DomainError
from pemilu.laporan.act import hand_to, lock, must_hold, perform
from pemilu.laporan.answers import AlasanAlih
from pemilu.laporan.inform import tell_citizen, tell_committee
from pemilu.laporan.kinds import JenisPemberitahuan
from pemilu.laporan.models import Laporan
from pemilu.laporan.notices import JenisKabar
from pemilu.laporan.office import Office
from pemilu.laporan.recommend import NOTE, lowest_for
from pemilu.laporan.status import Act, after
from pemilu.laporan.visit import NoteTooLong
from pemilu.petugas.active import LEVELS, holder_for
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.petugas.models import Panitia
from pemilu.petugas.officer import Officer
from pemilu.tahapan.day import local_date
from pemilu.wilayah.kode import KodeWilayah, Tingkat


class TargetUnfit(DomainError):
    """The report cannot go to that committee. `args[0]` is a TargetFault."""


class TargetFault(StrEnum):
    SUDAH_DI_SANA = "sudah-di-sana"
    DI_LUAR = "di-luar"
    """Neither on the report's own branch nor a PPS of the same kabupaten."""
    TIDAK_AKTIF = "tidak-aktif"
    BUKAN_ALAMAT = "bukan-alamat"
    """Sideways only because the voter's address is there."""
    BANYAK = "banyak"
    """More than one kelurahan bears the name that was typed."""
    BUKAN_PPS = "bukan-pps"
    """A contested report, or one of a case, stays away from PPS."""


@dataclass(frozen=True, slots=True)
class Target:
    """A committee that a report may go to."""

    tingkat: TingkatPanitia
    wilayah: KodeWilayah


def transfer(
    session: Session,
    by: Officer,
    nomor: str,
    *,
    ke: TingkatPanitia,
    wilayah: KodeWilayah,
    alasan: AlasanAlih,
    catatan: str | None,
    versi: int,
    office: Office,
    now: datetime,
) -> None:
    """Hand the report to another active committee. Sent sideways, it leaves the sender's sight.

    The session must not be bound to the officer's wilayah: the row moves out of it, which row-level security
    refuses; what the officer may do is checked here (scope, holder, target).

    Raises:
        NotPermitted, NoSuchLaporan, StaleLaporan, NotHolder, ForbiddenTransition: as every act.
        TargetUnfit, NoteTooLong.
    """
    laporan = lock(session, by, nomor, versi=versi)
    must_hold(by, laporan)
    target = Target(ke, wilayah)
    if fault := _fault(session, laporan, target, alasan, on=local_date(now, laporan.zona)):
        raise TargetUnfit(fault)
    if catatan and len(catatan) > NOTE:
        raise NoteTooLong
    after(laporan.status, Act.TRANSFER)  # what is refused has changed nothing
    before = laporan.kelurahan
    hand_to(laporan, ke, str(wilayah), now=now)
    if ke is TingkatPanitia.PPS:
        laporan.kelurahan = str(wilayah)
    tell_citizen(session, laporan, JenisKabar.DIALIHKAN, office=office, now=now)
    said = {"alasan": alasan.value, "catatan": catatan, "kepada": f"{ke.value}:{wilayah}", "wilayah": before}
    perform(session, laporan, Act.TRANSFER, by=by, office=office, now=now, **said)
    tell_committee(session, laporan, JenisPemberitahuan.DIALIHKAN_KE_SINI, now=now)


def targets(session: Session, laporan: Laporan, *, on: date) -> Sequence[Target]:
    """Where the report may go: along its branch from the top, then to the active PPS of its kecamatan."""
    up = AlasanAlih.PERLU_TINGKAT_LAIN
    branch = [Target(tingkat, wilayah) for tingkat, wilayah in reversed(_branch(laporan))]
    fit = [target for target in branch if _fault(session, laporan, target, up, on=on) is None]
    if lowest_for(laporan) is not TingkatPanitia.PPS:
        return fit
    near = [Target(TingkatPanitia.PPS, kode) for kode in _active_pps(session, laporan, on)]
    return [*fit, *(target for target in near if target not in branch)]


def _branch(laporan: Laporan) -> list[tuple[TingkatPanitia, KodeWilayah]]:
    return [(tingkat, KodeWilayah(laporan.kelurahan[: level.digits])) for tingkat, level in LEVELS]


def _fault(
    session: Session, laporan: Laporan, target: Target, alasan: AlasanAlih, *, on: date
) -> TargetFault | None:
    if (target.tingkat, str(target.wilayah)) == (laporan.pemegang_tingkat, laporan.pemegang_wilayah):
        return TargetFault.SUDAH_DI_SANA
    if fault := _outside(laporan, target, alasan):
        return fault
    if target.tingkat is TingkatPanitia.PPS and lowest_for(laporan) is not TingkatPanitia.PPS:
        return TargetFault.BUKAN_PPS
    found = holder_for(session, _kelurahan(laporan, target), on=on, lowest=target.tingkat)
    active = (found.tingkat, found.wilayah) == (target.tingkat, target.wilayah)
    return None if active else TargetFault.TIDAK_AKTIF


def _outside(laporan: Laporan, target: Target, alasan: AlasanAlih) -> TargetFault | None:
    if (target.tingkat, target.wilayah) in _branch(laporan):
        return None
    near = target.wilayah.kabupaten == KodeWilayah(laporan.kelurahan).kabupaten
    if (
        target.tingkat is not TingkatPanitia.PPS
        or target.wilayah.tingkat is not Tingkat.KELURAHAN
        or not near
    ):
        return TargetFault.DI_LUAR
    return None if alasan is AlasanAlih.ALAMAT_DI_SANA else TargetFault.BUKAN_ALAMAT


def _kelurahan(laporan: Laporan, target: Target) -> KodeWilayah:
    return target.wilayah if target.tingkat is TingkatPanitia.PPS else KodeWilayah(laporan.kelurahan)


def _active_pps(session: Session, laporan: Laporan, on: date) -> Sequence[KodeWilayah]:
    kecamatan = laporan.kelurahan[: Tingkat.KECAMATAN.digits]
    query = select(Panitia.wilayah).where(
        Panitia.tingkat == TingkatPanitia.PPS,
        Panitia.wilayah.startswith(kecamatan, autoescape=True),
        or_(Panitia.mulai.is_(None), Panitia.mulai <= on),
        or_(Panitia.sampai.is_(None), Panitia.sampai >= on),
    )
    return [KodeWilayah(kode) for kode in session.scalars(query.order_by(Panitia.wilayah))]
