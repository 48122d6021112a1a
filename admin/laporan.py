"""The page of one report, and the opening of what is sealed in it."""

from dataclasses import dataclass, field

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from admin.door import officer, requires
from admin.selesai import what_was_done
from admin.staff import staff
from pemilu.audit.kinds import Tindakan
from pemilu.audit.record import without_numbers
from pemilu.laporan.claim import TERTUTUP
from pemilu.laporan.compare import Roll
from pemilu.laporan.history import UNREADABLE
from pemilu.laporan.opened import (
    LONGEST_TEXT,
    AlasanBuka,
    BudgetSpent,
    Reason,
    ReasonFault,
    note_refusal,
    open_seal,
    parse_reason,
)
from pemilu.laporan.read import ReportPage, read
from pemilu.petugas.permissions import Permission
from pemilu.web import words_laporan
from pemilu.web.errors import Words, answer
from pemilu.web.i18n import lazy_gettext as _
from pemilu.web.receipt_facts import closing, mengapa

UNPROCESSABLE = 422
TOO_MANY = 429
SPENT = _("Jatah membuka data hari ini sudah habis")


@dataclass(frozen=True, slots=True)
class Salah:
    """What is wrong with the reason in one of the page's two forms, and what was given."""

    di: str
    pesan: object
    alasan: str
    keterangan: str = field(repr=False)


def build(_limiter: Limiter) -> Blueprint:
    bp = Blueprint("laporan", __name__)
    bp.get("/laporan/<nomor>")(show)
    bp.post("/laporan/<nomor>/buka")(open_identity)
    bp.get("/laporan/<nomor>/buka")(close_again)
    return bp


@requires(Permission.READ_REPORTS)
def show(nomor: str) -> ResponseReturnValue:
    s, by = staff(), officer()
    with s.reading(by) as session:
        page = read(session, by, nomor, office=s.office, roll=roll(), now=s.clock.now())
    return render(page)


@requires(Permission.OPEN_IDENTITY)
def open_identity(nomor: str) -> ResponseReturnValue:
    """Show the report with everything that is sealed in it, in this one answer."""
    s, by, now = staff(), officer(), staff().clock.now()
    reason = typed_reason()
    if isinstance(reason, ReasonFault):
        return refused(nomor, reason, "buka")
    try:
        with s.writing(by) as session:
            open_seal(session, by, nomor, reason, what=Tindakan.IDENTITAS_DIBUKA, office=s.office, now=now)
            page = read(session, by, nomor, office=s.office, roll=roll(), now=now, opened=True)
    except BudgetSpent as spent:
        return out_of_budget(nomor, spent)
    return render(page, alasan=reason)


@requires(Permission.OPEN_IDENTITY)
def close_again(nomor: str) -> ResponseReturnValue:
    """Whoever comes back to the address of an opened page sees the closed one."""
    return redirect(url_for("laporan.show", nomor=nomor), 303)


def roll() -> Roll:
    """What it takes to read the roll."""
    keys = staff().keyring
    return Roll(keys.nik_index(), keys.nkk_index(), staff().identities, staff().lookup)


def typed_reason() -> Reason | ReasonFault:
    return parse_reason(request.form.get("alasan", ""), request.form.get("keterangan", ""))


def refused(nomor: str, fault: ReasonFault, at: str) -> ResponseReturnValue:
    """The closed page again, telling at the form named `at` what is wrong with the reason."""
    s, by = staff(), officer()
    with s.reading(by) as session:
        page = read(session, by, nomor, office=s.office, roll=roll(), now=s.clock.now())
    alasan, text = request.form.get("alasan", ""), request.form.get("keterangan", "")
    # A NIK that was typed into the reason does not stand on the page again.
    salah = Salah(at, words_laporan.SALAH_ALASAN[fault], alasan, without_numbers(text)[:LONGEST_TEXT])
    return render(page, salah=salah), UNPROCESSABLE


def out_of_budget(nomor: str, spent: BudgetSpent) -> Response:
    """Whom to ask now that the day's budget is used up; recorded, for whoever watches over it."""
    s, by, now = staff(), officer(), staff().clock.now()
    with s.writing(by) as session:
        note_refusal(session, by, nomor, office=s.office, now=now)
    response = answer(TOO_MANY, words=Words(SPENT, words_laporan.MINTA_KEPADA[spent.peran]))
    response.headers["Retry-After"] = str(int((spent.until - now).total_seconds()))
    return response


def render(page: ReportPage, *, salah: Salah | None = None, alasan: Reason | None = None) -> str:
    """The page. `salah` is a refused reason, `alasan` the one by which it was opened."""
    s = staff()
    return render_template(
        "admin/laporan/halaman.html",
        l=page,
        kl=words_laporan,
        tempat=s.places.of,
        daerah_pemegang="".join(s.chooser.names(page.pemegang.wilayah)[-1:]),
        batas=closing(page.tenggat_tanggal, page.zona),
        mengapa=mengapa(page.alasan_tenggat),
        selesai=words_laporan.SELESAI.get(what_was_done() or ""),
        salah=salah,
        alasan=alasan,
        alasan_buka=AlasanBuka,
        panjang_alasan=LONGEST_TEXT,
        TERTUTUP=TERTUTUP,
        UNREADABLE=UNREADABLE,
    )
