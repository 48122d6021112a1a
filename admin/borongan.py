"""One act on many reports: chosen in the queue, shown, done, undone for ten minutes."""

from collections.abc import Sequence

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from admin import kata_antrean
from admin.door import officer, requires
from admin.saringan_form import LAST_ROW, queue_query, read_query
from admin.staff import staff
from pemilu.infra.db import SessionScope
from pemilu.laporan.answers import AlasanAlih
from pemilu.laporan.bulk import MOST, Assign, Seen, Take, Task, Transfer, do_many, matching, preview
from pemilu.laporan.code import normalise_number
from pemilu.laporan.queue import items_of
from pemilu.laporan.status import Act
from pemilu.laporan.take import NotColleague, Rekan, colleague, colleagues
from pemilu.laporan.undo import (
    NoSuchBorongan,
    TooLateToUndo,
    UndoneAlready,
    done_in_bulk,
    undo,
)
from pemilu.petugas.kinds import TingkatPanitia
from pemilu.petugas.permissions import Permission
from pemilu.web import words_laporan
from pemilu.web.i18n import gettext as _
from pemilu.wilayah.zona import zona_of

UNPROCESSABLE = 422
ONE = f"/antrean/borongan/<int(max={LAST_ROW}):borongan>"
SEEN = 20
"""Characters of one report as a page passes it on."""
ACTS: dict[str, Task] = {"ambil": Take(), "tugaskan": Assign(), "alihkan": Transfer()}
# Sideways goes one report only, for its address.
REASONS = tuple(reason for reason in AlasanAlih if reason is not AlasanAlih.ALAMAT_DI_SANA)


def build(_limiter: Limiter) -> Blueprint:
    bp = Blueprint("borongan", __name__)
    bp.post("/antrean/borongan")(look)
    bp.get("/antrean/borongan")(start_anew)
    bp.post("/antrean/borongan/lakukan")(act)
    bp.get("/antrean/borongan/lakukan", endpoint="act_again")(start_anew)
    bp.get(ONE)(show)
    bp.post(f"{ONE}/urungkan")(take_back)
    return bp


@requires(Permission.WORK_ON_REPORTS)
def start_anew() -> ResponseReturnValue:
    """Whoever comes back to the address of a form starts anew."""
    return redirect(url_for("antrean.show"), 303)


@requires(Permission.WORK_ON_REPORTS)
def look() -> ResponseReturnValue:
    """What would happen to what was chosen on the page of the queue."""
    s, by = staff(), officer()
    if request.form.get("semua"):
        with s.reading(by) as session:
            saringan = read_query(request.form.get("saringan", ""))
            chosen = matching(session, by, saringan, now=s.clock.now())
    else:
        chosen = _read_seen(request.form.getlist("pilih"))
    return _preview(request.form.get("aksi", ""), chosen)


@requires(Permission.WORK_ON_REPORTS)
def act() -> ResponseReturnValue:
    s, by = staff(), officer()
    aksi = request.form.get("aksi", "")
    chosen = _read_seen(request.form.get("dilihat", "").split())
    task = _task(aksi)
    if task is None or not chosen:
        masalah = _("Pilih dahulu tujuannya. Belum ada yang berubah.")
        return _preview(aksi, chosen, masalah=masalah), UNPROCESSABLE
    with _writing(task.act) as session:
        borongan = do_many(session, by, chosen, task, office=s.office, now=s.clock.now())
    return redirect(url_for("borongan.show", borongan=borongan), 303)


@requires(Permission.WORK_ON_REPORTS)
def show(borongan: int) -> ResponseReturnValue:
    return _result(borongan)


@requires(Permission.WORK_ON_REPORTS)
def take_back(borongan: int) -> ResponseReturnValue:
    s, by = staff(), officer()
    try:
        with s.database.transaction() as session:
            undo(session, by, borongan, office=s.office, now=s.clock.now())
    except NoSuchBorongan:
        abort(404)
    except TooLateToUndo:
        return _result(borongan, masalah=_("Sepuluh menit sudah lewat; ubah laporannya satu per satu.")), 409
    except UndoneAlready:
        pass
    return redirect(url_for("borongan.show", borongan=borongan), 303)


def _preview(aksi: str, chosen: Sequence[Seen], *, masalah: str | None = None) -> str:
    s, by = staff(), officer()
    if aksi not in ACTS:
        abort(400)
    with s.reading(by) as session:
        fates = preview(session, by, chosen, ACTS[aksi])
        rekan = colleagues(session, by) if aksi == "tugaskan" else ()
        rincian = items_of(session, by, [seen.nomor for seen in chosen], now=s.clock.now())
    return render_template(
        "admin/antrean/borongan.html",
        kq=kata_antrean,
        kl=words_laporan,
        rincian=rincian,
        aksi=aksi,
        kena=[fate for fate in fates if fate.dilewati is None],
        lewat=[fate for fate in fates if fate.dilewati is not None],
        dilihat=" ".join(f"{fate.seen.nomor}:{fate.seen.versi}" for fate in fates),
        rekan=rekan,
        tujuan=[tingkat for tingkat in TingkatPanitia if tingkat is not by.peran.tingkat],
        alasan=REASONS,
        kueri=queue_query(read_query(request.form.get("saringan", "")), by),
        masalah=masalah,
    )


def _result(borongan: int, *, masalah: str | None = None) -> str:
    s, by = staff(), officer()
    now = s.clock.now()
    try:
        with s.reading(by) as session:
            done = done_in_bulk(session, by, borongan)
    except NoSuchBorongan:
        abort(404)
    can = done.dibatalkan is None and now <= done.sampai and bool(done.berubah)
    zona = zona_of(by.wilayah) if by.wilayah else None
    return render_template(
        "admin/antrean/hasil.html", kq=kata_antrean, b=done, dapat=can, zona=zona, masalah=masalah
    )


def _task(aksi: str) -> Task | None:
    """What the form asks for; None when it leaves out to whom."""
    if aksi == "tugaskan":
        rekan = _chosen_colleague()
        return Assign(rekan) if rekan else None
    if aksi == "alihkan":
        ke = next((one for one in TingkatPanitia if one.value == request.form.get("ke")), None)
        alasan = next((one for one in REASONS if one.value == request.form.get("alasan")), None)
        return Transfer(ke, alasan) if ke and alasan else None
    return ACTS.get(aksi)


def _chosen_colleague() -> Rekan | None:
    number = request.form.get("kepada", "")
    if not (number.isascii() and number.isdigit() and len(number) < SEEN // 2):
        return None
    by = officer()
    try:
        with staff().reading(by) as session:
            return colleague(session, by, int(number))
    except NotColleague:
        return None


def _writing(act: Act) -> SessionScope:
    """A transfer tells officers of another committee, whom row-level security hides from this one."""
    s = staff()
    return s.database.transaction() if act is Act.TRANSFER else s.writing(officer())


def _read_seen(texts: Sequence[str]) -> Sequence[Seen]:
    """`LP-7K3M9Q:4` and so on, each report once; what is none is left out."""
    found: dict[str, Seen] = {}
    for text in texts[:MOST]:
        number, _colon, version = text[:SEEN].partition(":")
        nomor = normalise_number(number)
        if nomor and version.isascii() and version.isdigit():
            found[nomor] = Seen(nomor, int(version))
    return list(found.values())
