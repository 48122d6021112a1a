"""Field visits: choose reports, print one sheet for each RT, type in afterwards what was found, for many."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from markupsafe import Markup

from admin.door import officer, requires
from admin.hasil_kunjungan import PAGE, enter, more_after, read_asked, results, visitable
from admin.laporan import out_of_budget, roll, typed_reason
from admin.qr import qr_svg
from admin.staff import staff
from admin.zona import zone_of
from pemilu.audit.record import without_numbers
from pemilu.laporan.act import NoSuchLaporan, NotHolder
from pemilu.laporan.code import PREFIX, normalise_number
from pemilu.laporan.fieldwork import (
    MOST_PRINTED,
    Printed,
    RtSheet,
    SheetUnfit,
    print_sheets,
    sheets_printed,
)
from pemilu.laporan.kinds import HasilKunjungan
from pemilu.laporan.opened import LONGEST_TEXT, BudgetSpent, ReasonFault
from pemilu.petugas.permissions import Permission
from pemilu.web import words_laporan
from pemilu.web.i18n import gettext

UNPROCESSABLE = 422


def build(_limiter: Limiter) -> Blueprint:
    bp = Blueprint("kunjungan", __name__)
    bp.get("/kunjungan")(show)
    bp.post("/kunjungan/lembar")(print_sheet)
    # Where a link to another language leads from the sheet, which is shown only once.
    bp.get("/kunjungan/lembar")(sheet_again)
    bp.get("/kunjungan/hasil")(results)
    bp.post("/kunjungan/hasil")(enter)
    return bp


@requires(Permission.WORK_ON_REPORTS)
def show() -> ResponseReturnValue:
    halaman = read_asked().halaman
    beyond = halaman > 1 and not more_after(halaman - 1)
    return redirect(url_for("kunjungan.show"), 303) if beyond else _choose()


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
        few = gettext("Pilih 1 sampai %(banyak)s laporan. Belum ada yang dibuka.", banyak=MOST_PRINTED)
        return _choose(chosen, few), UNPROCESSABLE
    except (NoSuchLaporan, NotHolder) as gone:
        return _choose(chosen, _gone(gone)), UNPROCESSABLE
    except BudgetSpent as spent:
        return out_of_budget(chosen[0], spent)
    return render_template(
        "admin/kunjungan/lembar.html",
        lembar=sheets,
        hasil=HasilKunjungan,
        kl=words_laporan,
        tempat=s.places.of,
        kode_qr=_qr,
        qr_hasil=_qr_of_results,
    )


@requires(Permission.OPEN_IDENTITY)
def sheet_again() -> ResponseReturnValue:
    return redirect(url_for("kunjungan.show"), 303)


def _gone(which: NoSuchLaporan | NotHolder) -> str:
    nomor = normalise_number(str(which)) or gettext("Satu laporan")
    return gettext("%(nomor)s tidak lagi dipegang panitia Anda. Belum ada yang dibuka.", nomor=nomor)


def _choose(chosen: Sequence[str] = (), salah: object = None) -> str:
    halaman = read_asked().halaman
    # A number that was typed into the explanation does not stand on the page again.
    text = without_numbers(request.form.get("keterangan", ""))[:LONGEST_TEXT]
    return render_template(
        "admin/kunjungan/pilih.html",
        laporan=visitable(None, after=(halaman - 1) * PAGE),
        halaman=halaman,
        lanjut=more_after(halaman),
        lembar=_printed(),
        zona=zone_of(officer()),
        dipilih=chosen,
        salah=salah,
        keterangan=text,
        panjang=LONGEST_TEXT,
        paling_banyak=MOST_PRINTED,
        kl=words_laporan,
    )


def _printed() -> Sequence[Printed]:
    s, by = staff(), officer()
    with s.reading(by) as session:
        return sheets_printed(session, by, now=s.clock.now())


def _qr(nomor: str) -> Markup:
    """The way back to the report."""
    return qr_svg(f"{_base()}/laporan/{nomor}")


def _qr_of_results(rt: RtSheet) -> Markup:
    """The way to the results of one sheet; numbers without what all begin with, to keep it coarse."""
    numbers = ",".join(line.nomor.removeprefix(f"{PREFIX}-") for line in rt.lines)
    return qr_svg(f"{_base()}{url_for('kunjungan.results')}?nomor={numbers}")


def _base() -> str:
    return staff().settings.admin_base_url.rstrip("/")
