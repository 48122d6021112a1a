"""Wishes to take many reports out: asked for with a reason, approved by somebody else, taken once."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from admin.door import officer, requires
from admin.ekspor import BENTUK, WRONG, chosen, hand_out, page
from admin.kata_saringan import told
from admin.saringan_form import LAST_ROW, as_query, read_query
from admin.selesai import address_telling, what_was_done
from admin.staff import staff
from admin.zona import zone_of
from pemilu.infra import limits
from pemilu.laporan.export import Selection, TooManyRows, count_rows, most_rows
from pemilu.laporan.opened import AlasanBuka, ReasonFault, parse_reason
from pemilu.laporan.release import NeedsSecond, approve, ask, ready
from pemilu.laporan.wishes import has_second, own_requests, to_answer
from pemilu.petugas.permissions import Permission
from pemilu.web.guards import refuse_odd_forms
from pemilu.web.ratelimit import limit_account
from pemilu.web.words import PERAN
from pemilu.web.words_ekspor import BERTAMBAH, KEADAAN, SALAH_ALASAN
from pemilu.wilayah.kode import KodeWilayah

ONE = f"/ekspor/permintaan/<int(max={LAST_ROW}):permintaan>"


def build(limiter: Limiter) -> Blueprint:
    bp = Blueprint("persetujuan", __name__)
    taking, asking = (
        limit_account(limiter, limits.EXPORT, scope=scope, key=lambda: str(officer().id))
        for scope in ("ekspor", "permintaan-ekspor")
    )
    bp.get("/ekspor/permintaan")(show)
    # Where a link to another language leads from a page that answered a form.
    bp.get(f"{ONE}/ambil")(take_again)
    bp.post("/ekspor/permintaan")(asking(ask_for))
    bp.post(f"{ONE}/setujui")(say_yes)
    bp.post(f"{ONE}/ambil")(taking(take))
    return bp


@requires(Permission.EXPORT, strong=True)
def show() -> ResponseReturnValue:
    s, by, now = staff(), officer(), staff().clock.now()
    with s.reading(by) as session:
        own, others = own_requests(session, by, now=now), to_answer(session, by, now=now)
    return render_template(
        "admin/ekspor/permintaan.html",
        milik=own,
        lain=others,
        kata_keadaan=KEADAAN,
        peran=PERAN,
        pilihan=lambda asked: told(read_query(asked.saringan), semua=asked.semua),
        asal=lambda asked: staff().chooser.names(KodeWilayah(asked.wilayah))[-1:] if asked.wilayah else (),
        bentuk=tuple(BENTUK),
        zona=zone_of(by),
        selesai=what_was_done(),
    )


@requires(Permission.EXPORT, strong=True, keeps=True)
def ask_for() -> ResponseReturnValue:
    """Put a wish down, where there is somebody to approve it."""
    refuse_odd_forms()
    s, by, now, selection = staff(), officer(), staff().clock.now(), chosen()
    reason = parse_reason(AlasanBuka.LAINNYA.value, request.form.get("alasan", ""))
    if isinstance(reason, ReasonFault):
        return page(selection, salah=SALAH_ALASAN[reason]), WRONG
    with s.database.reading() as session:
        second = has_second(session, by)
    with s.reading(by) as session:
        rows = count_rows(session, by, selection, now=now)
    if not second or not 0 < rows <= most_rows(by):
        return page(selection), WRONG
    query, semua = as_query(selection.saringan), selection.semua
    with s.writing(by) as session:
        ask(session, by, saringan=query, semua=semua, jumlah=rows, reason=reason, office=s.office, now=now)
    return redirect(address_telling("persetujuan.show", "diminta"), 303)


@requires(Permission.EXPORT, strong=True)
def say_yes(permintaan: int) -> ResponseReturnValue:
    s, by = staff(), officer()
    with s.writing(by) as session:
        approve(session, by, permintaan, office=s.office, now=s.clock.now())
    return redirect(address_telling("persetujuan.show", "disetujui"), 303)


@requires(Permission.EXPORT, strong=True)
def take(permintaan: int) -> ResponseReturnValue:
    """The file that was asked for: once. It is judged again when it is recorded, before it leaves."""
    refuse_odd_forms()
    s, by, bentuk = staff(), officer(), request.form.get("bentuk", "")
    if bentuk not in BENTUK:
        return redirect(url_for("persetujuan.show"), 303)
    with s.writing(by) as session:
        row = ready(session, by, permintaan, now=s.clock.now())
        selection = Selection(saringan=read_query(row.saringan), semua=row.semua)
    try:
        return hand_out(selection, bentuk, permintaan)
    except (TooManyRows, NeedsSecond):
        return page(selection, masalah=BERTAMBAH), WRONG


@requires(Permission.EXPORT, strong=True)
def take_again(permintaan: int) -> ResponseReturnValue:  # noqa: ARG001 - the address has it
    return redirect(url_for("persetujuan.show"), 303)
