"""Filing a report: acknowledged only when all it needs is durable, and the same form never files twice."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pemilu.infra.crypto import BlindIndex
from pemilu.infra.envelope import PublicSealer
from pemilu.infra.errors import DomainError
from pemilu.laporan.code import hash_secret, new_number, secret_code
from pemilu.laporan.due import facts_of, rule_of
from pemilu.laporan.earlier import oldest_open, told_earlier
from pemilu.laporan.guard import could_strike, hold_if_campaign, take_turn
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.kontak import Kontak
from pemilu.laporan.models import Bukti, Kunci, Laporan, Riwayat
from pemilu.laporan.notices import JenisKabar, queue_notice
from pemilu.laporan.status import Status
from pemilu.laporan.store import StoredPage
from pemilu.pemilih.nik import Nik
from pemilu.petugas.active import Holder, holder_for
from pemilu.tahapan.day import local_date
from pemilu.tahapan.deadline import Deadline, due_at
from pemilu.tahapan.holidays import HariLibur
from pemilu.tahapan.kinds import KodeTahapan
from pemilu.tahapan.load import find_pemilihan
from pemilu.tahapan.models import Pemilihan
from pemilu.tahapan.stage import Jadwal, stage_at
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.zona import Zona, zona_of


class ReportsClosed(DomainError):
    """No response stage is open for that region at that moment."""


class KeyReused(DomainError):
    """The same form key came with another content: it is not the same report sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLaporan:
    """A checked report. `isi` is all that the citizen wrote, sealed as it is; the rest routes and guards.

    `kunci` (32 bytes) names the form that was filled in, `sidik` its content.
    """

    jenis: JenisLaporan
    pelapor: Pelapor
    kelurahan: KodeWilayah
    target: Nik | None
    pelapor_nik: Nik | None
    pelapor_cocok: bool
    tps_nomor: int | None
    tps_kelurahan: KodeWilayah | None = None
    kontak: Kontak
    isi: Mapping[str, str] = field(repr=False)
    kunci: bytes = field(repr=False)
    sidik: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the citizen keeps. `kode` is the secret: derived again for a form sent again, never stored."""

    nomor: str
    kode: str = field(repr=False)
    jenis: JenisLaporan
    kelurahan: KodeWilayah
    diajukan: datetime
    tenggat: datetime
    tenggat_tanggal: date
    zona: Zona
    alasan: Mapping[str, Any]
    holder: Holder
    dokumen: int
    """How many documents came with it; one that was looked at on a desk is not counted."""
    mirip: str | None = None
    """The number of an earlier report of the same kind about the same voter, for whom may know of it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What filing needs: the public key, the keyed addresses, the key of the codes, the holidays."""

    sealer: PublicSealer
    index: BlindIndex
    code_key: bytes = field(repr=False)
    libur: HariLibur


def submit(
    session: Session,
    new: NewLaporan,
    pages: Sequence[StoredPage],
    *,
    desk: Desk,
    jadwal: Jadwal,
    now: datetime,
) -> Receipt:
    """File a report whose evidence is already durable on disk; give its receipt.

    Report, evidence rows, history, notices and form key go into the caller's one transaction.

    Raises:
        ReportsClosed: no response stage is open there now.
        sqlalchemy.exc.IntegrityError: the same form is being filed right now; `replay` shows its receipt.
    """
    zona = zona_of(new.kelurahan)
    stage = stage_at(jadwal, now, kode=KodeTahapan.TANGGAPAN, zona=zona)
    if stage is None:
        raise ReportsClosed
    pemilihan = find_pemilihan(session, None)
    deadline = due_at(rule_of(pemilihan), now, zona=zona, tahap_selesai=stage.selesai, libur=desk.libur)
    today = local_date(now, zona)
    holder = holder_for(session, new.kelurahan, on=today)
    laporan = _row(session, new, pemilihan, deadline, holder, desk)
    laporan.diajukan = now
    kode = secret_code(desk.code_key, new.kunci, nomor=laporan.nomor)
    laporan.kode_hash = hash_secret(kode)
    take_turn(session, laporan)
    laporan.mirip_id = oldest_open(session, laporan)
    session.add(laporan)
    session.flush()  # its number is needed for the rows that hang on it
    session.add_all(_attached(laporan, new, pages, now))
    hold_if_campaign(session, laporan, today=today, now=now)
    seal = desk.sealer.seal
    queue_notice(session, laporan.id, new.kontak, JenisKabar.DITERIMA, seal=seal, index=desk.index, now=now)
    return _receipt(session, laporan, kode, holder)


def stored_key(kunci: bytes) -> bytes:
    """A form's key as it is kept: hashed, for the code of the receipt follows from the key itself."""
    return sha256(kunci).digest()


def _attached(
    laporan: Laporan, new: NewLaporan, pages: Sequence[StoredPage], now: datetime
) -> Iterator[Kunci | Riwayat | Bukti]:
    """The rows that come with a new report: its form key, the first line of its history, its evidence."""
    yield Kunci(kunci=stored_key(new.kunci), sidik=new.sidik, laporan_id=laporan.id, dibuat=now)
    yield Riwayat(laporan_id=laporan.id, waktu=now, peristiwa=None, status=laporan.status, oleh="warga")
    for page in pages:
        yield page.as_row(laporan.id, now)


def replay(
    session: Session, kunci: bytes, sidik: bytes | None, *, desk: Desk, held: Collection[bytes] = ()
) -> Receipt | None:
    """The receipt of a form that was filed before, or None. Without `sidik` its content is not compared.

    `held` are the forms whose receipts the same browser holds.

    Raises:
        KeyReused: that form key was used for another content.
    """
    row = session.get(Kunci, stored_key(kunci))
    if row is None:
        return None
    if sidik is not None and row.sidik != sidik:
        raise KeyReused
    laporan = session.get_one(Laporan, row.laporan_id)
    kode = secret_code(desk.code_key, kunci, nomor=laporan.nomor)
    kelurahan = KodeWilayah(laporan.kelurahan)
    holder = holder_for(session, kelurahan, on=local_date(laporan.diajukan, laporan.zona))
    return _receipt(session, laporan, kode, holder, held=[stored_key(each) for each in held])


def _row(
    session: Session, new: NewLaporan, pemilihan: Pemilihan, deadline: Deadline, holder: Holder, desk: Desk
) -> Laporan:
    nomor = _free_number(session)
    return Laporan(
        nomor=nomor,
        pemilihan_id=pemilihan.id,
        jenis=new.jenis,
        pelapor=new.pelapor,
        berisiko=could_strike(new.jenis, new.pelapor),
        pelapor_cocok=new.pelapor_cocok,
        kelurahan=str(new.kelurahan),
        tps_kelurahan=str(new.tps_kelurahan or new.kelurahan) if new.tps_nomor else None,
        tps_nomor=new.tps_nomor,
        status=Status.DITERIMA,
        pemegang_tingkat=holder.tingkat,
        pemegang_wilayah=str(holder.wilayah),
        tenggat=deadline.due,
        tenggat_tanggal=deadline.due_date,
        tenggat_alasan=facts_of(deadline),
        zona=deadline.zona,
        target_idx=_address(desk.index, new.target),
        pelapor_idx=_address(desk.index, new.pelapor_nik),
        kontak_idx=desk.index.of(new.kontak.key) if new.kontak.key else None,
        isi=desk.sealer.seal(json.dumps(dict(new.isi), ensure_ascii=False).encode(), content_context(nomor)),
    )


def content_context(nomor: str) -> bytes:
    """What the sealed content of a report is bound to: a box moved to another report does not open."""
    return b"laporan.isi:" + nomor.encode()


def objection_context(nomor: str) -> bytes:
    """The same for the reason of an objection."""
    return b"laporan.keberatan:" + nomor.encode()


def _address(index: BlindIndex, nik: Nik | None) -> bytes | None:
    return index.of(nik.value) if nik else None


def _free_number(session: Session) -> str:
    """A number nobody has; among a billion a second try is rare, and the unique column settles a race."""
    while True:
        nomor = new_number()
        if session.scalar(select(Laporan.id).where(Laporan.nomor == nomor)) is None:
            return nomor


def _receipt(
    session: Session, laporan: Laporan, kode: str, holder: Holder, *, held: Collection[bytes] = ()
) -> Receipt:
    return Receipt(
        nomor=laporan.nomor,
        kode=kode,
        jenis=laporan.jenis,
        kelurahan=KodeWilayah(laporan.kelurahan),
        diajukan=laporan.diajukan,
        tenggat=laporan.tenggat,
        tenggat_tanggal=laporan.tenggat_tanggal,
        zona=laporan.zona,
        alasan=laporan.tenggat_alasan,
        holder=holder,
        dokumen=_documents(session, laporan),
        mirip=told_earlier(session, laporan, held=held),
    )


def _documents(session: Session, laporan: Laporan) -> int:
    """Those that came with the report itself; each may have several pages."""
    came = (Bukti.laporan_id == laporan.id) & (Bukti.ditambah <= laporan.diajukan)
    return session.scalar(select(func.count(Bukti.urutan.distinct())).where(came)) or 0
