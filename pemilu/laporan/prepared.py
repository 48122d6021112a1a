"""Prepared answers as offices keep them: each may word its own, the nearest office's holds (`answers`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from pemilu.audit.kinds import Tindakan
from pemilu.infra.errors import DomainError
from pemilu.laporan.answers import codes_for, default_text, fit, must_be_reason
from pemilu.laporan.kinds import JenisLaporan, Putusan
from pemilu.laporan.models import Templat
from pemilu.laporan.office import Office
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission


class NoSuchTemplat(DomainError):
    """No prepared answer with that number belongs to the officer's own office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A prepared answer. `jenis` None: for every kind; `putusan` None: for the request of a document.

    `wilayah` is the office that keeps it ("" for the nation, None: our own text); `id` is None for ours.
    """

    id: int | None
    wilayah: str | None
    jenis: JenisLaporan | None
    putusan: Putusan | None
    alasan: str
    teks: str
    diubah: datetime | None
    diubah_oleh: str | None


def own_templates(session: Session, by: Officer) -> Sequence[Prepared]:
    """What the officer's own office keeps. Raises NotPermitted."""
    by.must(Permission.EDIT_TEMPLATES)
    query = select(Templat).where(_own(by)).order_by(Templat.putusan, Templat.jenis, Templat.alasan)
    return [_as_prepared(row) for row in session.scalars(query)]


def inherited(session: Session, by: Officer) -> Sequence[Prepared]:
    """What holds where the office keeps none: of the offices above it, the nearest first, then ours."""
    by.must(Permission.EDIT_TEMPLATES)
    above = [str(kode) for kode in by.wilayah.ancestors()[:-1]] if by.wilayah else []
    query = select(Templat).where((Templat.wilayah.in_(above)) | _nation(by))
    rows = sorted(session.scalars(query), key=lambda row: (-len(row.wilayah or ""), row.alasan, row.id))
    return [*map(_as_prepared, rows), *_ours()]


def find_template(session: Session, by: Officer, templat_id: int) -> Prepared:
    """One that the officer's own office keeps. Raises NotPermitted, NoSuchTemplat."""
    return _as_prepared(_row(session, by, templat_id))


def save_template(
    session: Session,
    by: Officer,
    templat_id: int | None,
    *,
    jenis: JenisLaporan | None,
    putusan: Putusan | None,
    alasan: str,
    teks: str,
    office: Office,
    now: datetime,
) -> None:
    """Add one (None), or change one; of two for the very same the last one saved holds.

    Raises:
        NotPermitted, NoSuchTemplat, AnswerUnfit.
        NoSuchReason: that reason belongs to no such kind and outcome.
    """
    by.must(Permission.EDIT_TEMPLATES)
    _must_fit(jenis, putusan, alasan)
    text = fit(teks)
    row = (
        _row(session, by, templat_id)
        if templat_id is not None
        else _same(session, by, jenis, putusan, alasan)
    )
    if row is None:
        row = Templat(wilayah=_office(by))
        session.add(row)
    row.jenis, row.putusan, row.alasan, row.teks = jenis, putusan, alasan, text
    row.diubah, row.diubah_oleh = now, by.akun
    session.flush()
    _note(session, by, row, office, now, hapus=False)


def delete_template(session: Session, by: Officer, templat_id: int, *, office: Office, now: datetime) -> None:
    """Do without it: that of the office above holds again, or ours. Raises NotPermitted, NoSuchTemplat."""
    row = _row(session, by, templat_id)
    _note(session, by, row, office, now, hapus=True)
    session.delete(row)


def all_codes() -> dict[Putusan | None, Sequence[str]]:
    """Every reason code by outcome, each once; None is the request of a document."""
    return {putusan: _codes(putusan) for putusan in (*Putusan, None)}


def _codes(putusan: Putusan | None) -> Sequence[str]:
    listed = [code for jenis in JenisLaporan for code in codes_for(jenis, putusan, berisiko=False)]
    return list(dict.fromkeys(listed))


def _must_fit(jenis: JenisLaporan | None, putusan: Putusan | None, alasan: str) -> None:
    if jenis is not None:
        # A neutral reason fits a kind also where only reports about others are given it.
        risky = alasan in codes_for(jenis, putusan, berisiko=True)
        must_be_reason(jenis, putusan, alasan, berisiko=risky)
    elif alasan not in _codes(putusan):
        must_be_reason(JenisLaporan.BELUM_TERDAFTAR, putusan, alasan, berisiko=False)


def _row(session: Session, by: Officer, templat_id: int) -> Templat:
    by.must(Permission.EDIT_TEMPLATES)
    row = session.scalars(select(Templat).where(Templat.id == templat_id, _own(by))).one_or_none()
    if row is None:
        raise NoSuchTemplat(templat_id)
    return row


def _same(
    session: Session, by: Officer, jenis: JenisLaporan | None, putusan: Putusan | None, alasan: str
) -> Templat | None:
    same = Templat.jenis.is_(None) if jenis is None else Templat.jenis == jenis
    same &= Templat.putusan.is_(None) if putusan is None else Templat.putusan == putusan
    query = select(Templat).where(_own(by), same, Templat.alasan == alasan)
    return session.scalars(query.order_by(Templat.id.desc()).limit(1)).one_or_none()


def _office(by: Officer) -> str | None:
    return str(by.wilayah) if by.wilayah else None


def _own(by: Officer) -> ColumnElement[bool]:
    office = _office(by)
    return Templat.wilayah.is_(None) if office is None else Templat.wilayah == office


def _nation(by: Officer) -> ColumnElement[bool]:
    """The nation's own; for the nation itself there is nothing above."""
    return Templat.wilayah.is_(None) if by.wilayah else Templat.id.is_(None)


def _as_prepared(row: Templat) -> Prepared:
    return Prepared(
        id=row.id,
        wilayah=row.wilayah or "",
        jenis=row.jenis,
        putusan=row.putusan,
        alasan=row.alasan,
        teks=row.teks,
        diubah=row.diubah,
        diubah_oleh=row.diubah_oleh,
    )


def _ours() -> Sequence[Prepared]:
    return [
        Prepared(
            id=None,
            wilayah=None,
            jenis=None,
            putusan=putusan,
            alasan=code,
            teks=default_text(code),
            diubah=None,
            diubah_oleh=None,
        )
        for putusan in Putusan
        for code in _codes(putusan)
    ]


def _note(session: Session, by: Officer, row: Templat, office: Office, now: datetime, *, hapus: bool) -> None:
    office.note(
        session,
        by,
        Tindakan.TEMPLAT_DIUBAH,
        f"templat:{row.id}",
        wilayah=row.wilayah or "",
        now=now,
        jenis=row.jenis and row.jenis.value,
        putusan=row.putusan and row.putusan.value,
        untuk=row.alasan,
        hapus=hapus,
    )
