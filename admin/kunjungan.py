"""Field visits: choose reports, print one sheet for each RT, type in afterwards what was found, for many."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from admin.door import officer, requires
from admin.laporan import out_of_budget, roll, typed_reason
from admin.qr import qr_svg
from admin.staff import staff
from admin.tindakan_form import FAULTS, VisitForm, fault_words, must_be_day
from admin.zona import zone_of
from pemilu.audit.record import without_numbers
from pemilu.infra.db import RowChanged
from pemilu.laporan.act import NoSuchLaporan, NotHolder, StaleLaporan
from pemilu.laporan.code import normalise_number
from pemilu.laporan.fieldwork import MOST_PRINTED, SheetUnfit, ToVisit, print_sheets, to_visit
from pemilu.laporan.kinds import HasilKunjungan
from pemilu.laporan.opened import LONGEST_TEXT, BudgetSpent, ReasonFault
from pemilu.laporan.status import ForbiddenTransition
from pemilu.laporan.visit import visit
from pemilu.petugas.permissions import Permission
from pemilu.tahapan.day import local_date
from pemilu.web import words_laporan
from pemilu.web.i18n import lazy_gettext as _

UNPROCESSABLE = 422
# A page of results fits into the smallest form that the site takes.
ROWS = 10
FIELDS = ("nomor", "versi", "tanggal", "hasil", "catatan")
NOT_CHOSEN = _("Pilih 1 sampai 30 laporan. Belum ada yang dibuka.")
CHANGED = _("Laporan ini baru diubah petugas lain. Periksa, lalu simpan sekali lagi.")
NOT_HERE = _("Tidak dapat dicatat: laporan ini tidak sedang diverifikasi oleh panitia Anda.")


@dataclass(frozen=True, slots=True)
class Baris:
    """A line of the result page: the report where one can be visited, what was typed, what is wrong."""

    nomor: str
    laporan: ToVisit | None
    isi: Mapping[str, str] = field(repr=False)
    salah: Mapping[str, object] = field(default_factory=dict)


def build(_limiter: Limiter) -> Blueprint:
    bp = Blueprint("kunjungan", __name__)
    bp.get("/kunjungan")(show)
    bp.post("/kunjungan/lembar")(print_sheet)
    bp.get("/kunjungan/hasil")(results)
    bp.post("/kunjungan/hasil")(enter)
    return bp


@requires(Permission.WORK_ON_REPORTS)
def show() -> ResponseReturnValue:
    return _choose()


@requires(Permission.OPEN_IDENTITY)
def print_sheet() -> ResponseReturnValue:
    """The sheets as a page to print, in the answer to this request only."""
    s, by, now = staff(), officer(), staff().clock.now()
    chosen, reason = request.form.getlist("nomor"), typed_reason()
    if isinstance(reason, ReasonFault):
        return _choose(chosen, words_laporan.SALAH_ALASAN[reason]), UNPROCESSABLE
    try:
        with s.writing(by) as session:
            sheets = print_sheets(session, by, chosen, reason, office=s.office, roll=roll(), now=now)
    except SheetUnfit:
        return _choose(chosen, NOT_CHOSEN), UNPROCESSABLE
    except BudgetSpent as spent:
        return out_of_budget(chosen[0], spent)
    return render_template(
        "admin/kunjungan/lembar.html",
        lembar=sheets,
        hasil=HasilKunjungan,
        kl=words_laporan,
        tempat=s.places.of,
        kode_qr=_qr,
        hari_ini=local_date(now, zone_of(officer())),
    )


@requires(Permission.WORK_ON_REPORTS)
def results() -> ResponseReturnValue:
    """Lines for the reports that were asked for by number, or for those that are due first."""
    asked = request.args.get("nomor", "")
    numbers = [normalise_number(part) for part in re.split(r"[\s,;]+", asked) if part]
    known = list(dict.fromkeys(number for number in numbers if number))[:ROWS]
    found = _visitable(known or None, most=ROWS)
    here = {each.nomor: each for each in found}
    lines = [Baris(nomor, here.get(nomor), {}) for nomor in known or here]
    return _results(lines, asked=asked, unread=numbers.count(None))


@requires(Permission.WORK_ON_REPORTS)
def enter() -> ResponseReturnValue:
    """Record every line that is filled in; what is refused stays on the page with its reason."""
    typed = [{name: request.form.get(f"{name}-{row}", "") for name in FIELDS} for row in range(1, ROWS + 1)]
    filled = [isi for isi in typed if isi["nomor"] and (isi["hasil"] or isi["catatan"].strip())]
    wrong = {isi["nomor"]: (isi, salah) for isi in filled if (salah := _record(isi))}
    done = len(filled) - len(wrong)
    if not wrong:
        return redirect(url_for("kunjungan.results", tercatat=done), 303)
    here = {each.nomor: each for each in _visitable(list(wrong), most=ROWS)}
    lines = [Baris(nomor, here.get(nomor), isi, salah) for nomor, (isi, salah) in wrong.items()]
    return _results(lines, done=done), UNPROCESSABLE


def _record(isi: Mapping[str, str]) -> Mapping[str, object]:
    """Record one line in a transaction of its own; what is wrong with it by field, or nothing."""
    form = VisitForm(MultiDict(isi))
    if not form.validate():
        return {each.name: each.errors[0] for each in form if each.errors}
    s, by = staff(), officer()
    try:
        with s.writing(by) as session:
            visit(
                session,
                by,
                isi["nomor"],
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


def _visitable(only: Sequence[str] | None, *, most: int) -> Sequence[ToVisit]:
    s, by = staff(), officer()
    with s.reading(by) as session:
        return to_visit(session, by, office=s.office, only=only, most=most)


def _choose(chosen: Sequence[str] = (), salah: object = None) -> str:
    # A number that was typed into the explanation does not stand on the page again.
    text = without_numbers(request.form.get("keterangan", ""))[:LONGEST_TEXT]
    return render_template(
        "admin/kunjungan/pilih.html",
        laporan=_visitable(None, most=2 * MOST_PRINTED),
        dipilih=chosen,
        salah=salah,
        keterangan=text,
        panjang=LONGEST_TEXT,
        paling_banyak=MOST_PRINTED,
        kl=words_laporan,
    )


def _results(lines: Sequence[Baris], *, asked: str = "", unread: int = 0, done: int | None = None) -> str:
    return render_template(
        "admin/kunjungan/hasil.html",
        baris=lines,
        dicari=without_numbers(asked)[:200],
        tak_terbaca=unread,
        tercatat=request.args.get("tercatat", 0, type=int) if done is None else done,
        hasil=HasilKunjungan,
        kl=words_laporan,
        hari_ini=local_date(staff().clock.now(), zone_of(officer())),
    )


def _qr(nomor: str) -> Markup:
    """The way back to the report."""
    return qr_svg(f"{staff().settings.admin_base_url.rstrip('/')}/laporan/{nomor}")
