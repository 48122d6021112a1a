"""Lacak: a report is followed with its number and secret code, and what its owner may still do."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from pemilu.laporan.status import ForbiddenTransition
from pemilu.laporan.submit import objection_context
from pemilu.laporan.tracking import ObjectionTooLate, object_to_rejection, track, unlock, withdraw
from pemilu.web.guards import refuse_cross_site, refuse_odd_forms
from pemilu.web.i18n import gettext as _
from pemilu.web.ratelimit import limit_tracking
from pemilu.web.services import services
from portal.lapor_files import MOST, expect_files, read_uploads
from portal.words import JENIS_BUKTI

UNLOCKED_FOR = timedelta(minutes=30)
USE = "lacak"
REASON = 1_000


def build(limiter: Limiter) -> Blueprint:
    """The blueprint; guessing a code is limited for each source."""
    bp = Blueprint("lacak", __name__)
    bp.get("/lacak")(show)
    bp.post("/lacak")(limit_tracking(limiter)(open_report))
    bp.post("/lacak/tindakan")(limit_tracking(limiter)(act))
    return bp


def show() -> ResponseReturnValue:
    return render_template(
        "portal/lacak/masuk.html", salah=False, nomor="", situasi=services().situations.now()
    )


def open_report() -> ResponseReturnValue:
    """A wrong number and a wrong code look alike: the same page, the same status, the same work."""
    refuse_cross_site()
    refuse_odd_forms()
    s = services()
    typed = request.form.get("nomor", "")
    with s.intake.database.reading() as session:
        nomor = unlock(session, typed, request.form.get("kode", ""))
    if nomor is None:
        situasi = s.situations.now()
        return render_template("portal/lacak/masuk.html", salah=True, nomor=typed[:20], situasi=situasi), 422
    return _report(nomor)


def act() -> ResponseReturnValue:
    """Add a document, withdraw, object: for who has just unlocked the report."""
    expect_files()
    refuse_cross_site()
    refuse_odd_forms()
    s = services()
    unlocked = s.titipan.take(USE, request.form.get("titipan"), now=s.clock.now(), within=UNLOCKED_FOR)
    doing = ACTS.get(request.form.get("aksi", ""))
    if unlocked is None or doing is None:
        return redirect(url_for("lacak.show"), 303)
    try:
        problem = doing(unlocked["nomor"])
    except (ForbiddenTransition, ObjectionTooLate):
        problem = _("Itu tidak dapat lagi dilakukan: keadaan laporan sudah berubah.")
    return _report(unlocked["nomor"], problem=problem, done=problem is None), 422 if problem else 200


def _add_documents(nomor: str) -> str | None:
    s = services()
    uploads = read_uploads(s.intake, request.files, request.form)
    if uploads.problems or not uploads.documents:
        return "; ".join(uploads.problems) or _("Pilih berkas yang akan ditambahkan.")
    s.intake.add(nomor, uploads.documents, now=s.clock.now())
    return None


def _withdraw(nomor: str) -> str | None:
    s = services()
    if not request.form.get("yakin"):
        return _("Centang “Ya, batalkan” dahulu.")
    with s.intake.database.transaction() as session:
        withdraw(session, nomor, now=s.clock.now())
    return None


def _object(nomor: str) -> str | None:
    s = services()
    reason = request.form.get("alasan", "").strip()[:REASON]
    if not reason:
        return _("Tulis alasan keberatan Anda.")
    sealed = s.intake.desk.sealer.seal(reason.encode(), objection_context(nomor))
    with s.intake.database.transaction() as session:
        object_to_rejection(session, nomor, sealed, now=s.clock.now())
    return None


ACTS = {"tambah-dokumen": _add_documents, "batalkan": _withdraw, "keberatan": _object}


def _report(nomor: str, *, problem: str | None = None, done: bool = False) -> str:
    s = services()
    now = s.clock.now()
    with s.intake.database.reading() as session:
        laporan = track(session, nomor, now=now)
    return render_template(
        "portal/lacak/laporan.html",
        laporan=laporan,
        titipan=s.titipan.give(USE, {"nomor": nomor}, now=now),
        masalah=problem,
        berhasil=done,
        jenis_bukti=JENIS_BUKTI,
        nomor_bukti=range(1, MOST + 1),
        sekarang=now,
        situasi=s.situations.now(),
    )
