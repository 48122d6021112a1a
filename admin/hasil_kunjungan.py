"""Results of field visits, typed in afterwards for a whole sheet: what is refused stands beside its row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from admin.door import officer, requires
from admin.selesai import address_telling, what_was_done
from admin.staff import staff
from admin.tindakan_form import FAULTS, VisitForm, day_of, fault_words, must_be_day
from admin.zona import zone_of
from pemilu.audit.record import without_numbers
from pemilu.infra.db import RowChanged
from pemilu.laporan.act import NoSuchLaporan, NotHolder, StaleLaporan
from pemilu.laporan.code import normalise_number
from pemilu.laporan.fieldwork import ToVisit, to_visit
from pemilu.laporan.kinds import HasilKunjungan
from pemilu.laporan.status import ForbiddenTransition
from pemilu.laporan.visit import NOTE, visit
from pemilu.petugas.permissions import Permission
from pemilu.tahapan.day import local_date
from pemilu.web import words_laporan
from pemilu.web.i18n import lazy_gettext as _

UNPROCESSABLE = 422
PAGE = 30
LAST_PAGE = 99
ODD = 20
"""Characters that are shown of what is no number."""
FORM_BYTES = 128 * 1024
"""A page with a long note in each row."""
FIELDS = ("versi", "tanggal", "hasil", "catatan")
CHANGED = _("Laporan ini baru diubah petugas lain. Periksa, lalu simpan sekali lagi.")
NOT_HERE = _("Tidak dapat dicatat: laporan ini tidak sedang diverifikasi oleh panitia Anda.")

Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Baris:
    """A row of the page: the report where one can be visited, what was typed, what is wrong."""

    nomor: str
    laporan: ToVisit | None
    isi: Typed = field(default_factory=dict, repr=False)
    salah: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Diminta:
    """Which reports an address asks for: those numbers, or none for all that are being verified."""

    nomor: Sequence[str]
    tak_terbaca: Sequence[str]
    halaman: int

    @property
    def start(self) -> int:
        return (self.halaman - 1) * PAGE

    @property
    def here(self) -> Sequence[str]:
        return self.nomor[self.start : self.start + PAGE]

    @property
    def left(self) -> Sequence[str]:
        """Numbers for the pages that follow."""
        return self.nomor[self.start + PAGE :]

    def values(self, halaman: int) -> dict[str, Any]:
        """The same for the address of that page."""
        asked: dict[str, Any] = {"nomor": " ".join(self.nomor)} if self.nomor else {}
        return asked | ({"halaman": halaman} if halaman > 1 else {})


@requires(Permission.WORK_ON_REPORTS)
def results() -> ResponseReturnValue:
    """Rows for the reports that were asked for by number, or for all, those that are due first at the top."""
    asked = read_asked()
    beyond = asked.halaman > 1 and not asked.nomor and not more_after(asked.halaman - 1)
    return redirect(url_for("kunjungan.results"), 303) if beyond else _rows(asked)


@requires(Permission.WORK_ON_REPORTS, form_bytes=FORM_BYTES)
def enter() -> ResponseReturnValue:
    """Record every row that is filled in; where one is refused, all rows stay on the page."""
    if "nomor" in request.form:
        return _look_up(_asked(request.form["nomor"], 1))
    asked, typed = read_asked(), _typed()
    filled = {nomor: isi for nomor, isi in typed.items() if isi["hasil"] or isi["catatan"].strip()}
    wrong = {nomor: salah for nomor, isi in filled.items() if (salah := _record(nomor, isi))}
    found = {each.nomor: each for each in visitable(list(typed))} if wrong else {}
    wrong = {nomor: salah for nomor, salah in wrong.items() if not _stands(found.get(nomor), filled[nomor])}
    done = len(filled) - len(wrong)
    if not wrong:
        return redirect(address_telling("kunjungan.results", done, **asked.values(asked.halaman)), 303)
    kept = {nomor: _day(isi) for nomor, isi in typed.items() if nomor not in filled}
    kept |= {nomor: filled[nomor] for nomor in wrong}
    lines = [Baris(nomor, found.get(nomor), kept.get(nomor, {}), wrong.get(nomor, {})) for nomor in typed]
    return _page(lines, asked, done=done), UNPROCESSABLE


def _stands(laporan: ToVisit | None, isi: Typed) -> bool:
    """Whether this officer recorded this very result: the form was sent twice, or its first answer was lost.
    A note that could be lost is never taken for one that is there."""
    if laporan is None or laporan.kunjungan is None or isi["catatan"].strip():
        return False
    typed = officer().id, day_of(isi["tanggal"]), isi["hasil"]
    return (laporan.kunjungan.petugas_id, laporan.kunjungan.tanggal, laporan.kunjungan.hasil.value) == typed


def _day(isi: Typed) -> Typed:
    """Of a row without a result, the day stays."""
    return {"tanggal": isi["tanggal"]} if isi["tanggal"] else {}


def read_asked() -> Diminta:
    """Out of the address."""
    return _asked(request.args.get("nomor", ""), request.args.get("halaman", 1, type=int))


def _asked(text: str, halaman: int) -> Diminta:
    """Each number once, in the order of typing."""
    parts = [part for part in re.split(r"[\s,;]+", text) if part]
    read = {part: normalise_number(part) for part in parts}
    odd = [without_numbers(part)[:ODD] for part, number in read.items() if number is None]
    numbers = list(dict.fromkeys(number for number in read.values() if number))
    last = max(1, ceil(len(numbers) / PAGE)) if numbers else LAST_PAGE
    return Diminta(numbers, odd, max(1, min(halaman, last)))


def _look_up(asked: Diminta) -> ResponseReturnValue:
    """Numbers that were typed. Only what can be one goes into the address, and no NIK typed by mistake."""
    if asked.tak_terbaca:
        return _rows(asked), UNPROCESSABLE
    return redirect(url_for("kunjungan.results", **asked.values(1)), 303)


def _rows(asked: Diminta) -> str:
    # Where nothing that was typed can be read, no row of somebody else's sheet stands under the error.
    named = asked.nomor or asked.tak_terbaca
    shown = visitable(asked.here if named else None, after=0 if named else asked.start)
    found = {each.nomor: each for each in shown}
    return _page([Baris(nomor, found.get(nomor)) for nomor in asked.here or found], asked)


def visitable(only: Sequence[str] | None, *, most: int = PAGE, after: int = 0) -> Sequence[ToVisit]:
    s, by = staff(), officer()
    with s.reading(by) as session:
        return to_visit(session, by, office=s.office, only=only, most=most, after=after)


def more_after(halaman: int) -> bool:
    """Whether reports that nobody named go on after that page."""
    return bool(visitable(None, most=1, after=halaman * PAGE))


def _typed() -> Mapping[str, Typed]:
    """What the form says of each report, in its order."""
    found: dict[str, Typed] = {}
    for row in range(1, PAGE + 1):
        nomor = normalise_number(request.form.get(f"nomor-{row}", ""))
        if nomor and nomor not in found:
            found[nomor] = {name: request.form.get(f"{name}-{row}", "") for name in FIELDS}
    return found


def _record(nomor: str, isi: Typed) -> Mapping[str, object]:
    """Record one row in a transaction of its own; what is wrong with it by field, or nothing."""
    form = VisitForm(MultiDict(isi))
    if not form.validate():
        return {each.name: each.errors[0] for each in form if each.errors}
    s, by = staff(), officer()
    try:
        with s.writing(by) as session:
            visit(
                session,
                by,
                nomor,
                tanggal=must_be_day(form.tanggal.data),
                hasil=HasilKunjungan(form.hasil.data),
                catatan=isi["catatan"].strip() or None,
                versi=form.versi.data or 0,
                office=s.office,
                now=s.clock.now(),
            )
    except (StaleLaporan, RowChanged):
        return {"nomor": CHANGED}
    except (NoSuchLaporan, NotHolder, ForbiddenTransition):
        return {"nomor": NOT_HERE}
    except FAULTS as fault:
        return dict([fault_words(fault, zone_of(officer()))])
    return {}


def _page(lines: Sequence[Baris], asked: Diminta, *, done: int | None = None) -> str:
    onward = bool(asked.left) if asked.nomor else more_after(asked.halaman)
    return render_template(
        "admin/kunjungan/hasil.html",
        baris=lines,
        diminta=asked,
        lanjut=asked.values(asked.halaman + 1) if onward else None,
        sebelum=asked.values(asked.halaman - 1) if asked.halaman > 1 else None,
        tercatat=int(what_was_done() or 0) if done is None else done,
        sehalaman=PAGE,
        panjang=NOTE,
        hasil=HasilKunjungan,
        kl=words_laporan,
        hari_ini=local_date(staff().clock.now(), zone_of(officer())),
    )
