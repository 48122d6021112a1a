"""Lacak: a report is followed with its number and secret code, and what its owner may still do."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from pemilu.laporan.code import normalise_number
from pemilu.laporan.objection import ObjectionTooLate, object_to_rejection
from pemilu.laporan.status import Act, ForbiddenTransition
from pemilu.laporan.submit import objection_context
from pemilu.laporan.tracking import (
    MORE_DOCUMENTS,
    MOST_PAGES,
    AlreadyAdded,
    TooManyDocuments,
    TooManyPages,
    Tracked,
    track,
    unlock,
    withdraw,
)
from pemilu.web.guards import refuse_cross_site, refuse_odd_forms
from pemilu.web.i18n import gettext as _
from pemilu.web.i18n import lazy_gettext
from pemilu.web.lapor_files import read_uploads
from pemilu.web.ratelimit import limit_tracking, limit_wrong_pairs
from pemilu.web.services import services
from pemilu.web.uploads import takes_files
from pemilu.web.words import JENIS_BUKTI

UNLOCKED_FOR = timedelta(minutes=30)
USE = "lacak"
REASON = 1_000
# What an act that cannot be done again says when it is on record already: its first answer was lost.
ON_RECORD = {
    Act.WITHDRAW: lazy_gettext("Pembatalan ini sudah kami catat sebelumnya."),
    Act.OBJECT: lazy_gettext(
        "Keberatan Anda sudah kami catat sebelumnya. Yang tersimpan adalah alasan yang pertama."
    ),
}


def build(limiter: Limiter) -> Blueprint:
    """The blueprint; wrong pairs are limited, the right one never by them."""
    bp = Blueprint("lacak", __name__)
    bp.get("/lacak")(show)
    bp.post("/lacak")(limit_tracking(limiter)(limit_wrong_pairs(limiter, _typed_number)(open_report)))
    bp.post("/lacak/tindakan")(limit_tracking(limiter)(takes_files(act, lambda: services().upload_turns)))
    return bp


def _typed_number() -> str | None:
    return normalise_number(request.form.get("nomor", ""))


def show() -> ResponseReturnValue:
    return _door()


def _door(*, salah: bool = False, habis: bool = False, nomor: str = "") -> str:
    situasi = services().situations.now()
    return render_template(
        "portal/lacak/masuk.html", salah=salah, habis=habis, nomor=nomor, alasan=_reason(), situasi=situasi
    )


def _reason() -> str:
    """The reason of an objection, as typed: it is carried through the door until it is recorded."""
    return request.form.get("alasan", "").strip()[:REASON]


def open_report() -> ResponseReturnValue:
    """A wrong number and a wrong code look alike: the same page, the same status, the same work."""
    refuse_cross_site()
    refuse_odd_forms()
    s = services()
    typed = request.form.get("nomor", "")
    with s.intake.database.reading() as session:
        nomor = unlock(session, typed, request.form.get("kode", ""))
    if nomor is None:
        return _door(salah=True, nomor=typed[:20]), 422
    return _report(nomor, s.titipan.give(USE, {"nomor": nomor}, now=s.clock.now()))


def act() -> ResponseReturnValue:
    """Add a document, withdraw, object: for who has just unlocked the report."""
    refuse_odd_forms()
    s, titipan = services(), request.form.get("titipan", "")
    unlocked = s.titipan.take(USE, titipan, now=s.clock.now(), within=UNLOCKED_FOR)
    doing = ACTS.get(request.form.get("aksi", ""))
    if unlocked is None:
        return _door(habis=True), 422
    if doing is None:
        return redirect(url_for("lacak.show"), 303)
    problem, done = None, _("Sudah kami catat.")
    try:
        problem = doing(unlocked["nomor"])
    except (ForbiddenTransition, ObjectionTooLate):
        recorded = _on_record(unlocked["nomor"], request.form["aksi"])
        problem = None if recorded else _("Itu tidak dapat lagi dilakukan: keadaan laporan sudah berubah.")
        done = recorded or done
    # The same token again: however much is done, the report locks itself half an hour after the code.
    page = _report(unlocked["nomor"], titipan, problem=problem, done=None if problem else done)
    return page, 422 if problem else 200


def _add_documents(nomor: str) -> str | None:
    s = services()
    uploads = read_uploads(s.intake, request.files, request.form)
    if uploads.problems or not uploads.documents:
        return "; ".join(uploads.problems) or _("Pilih berkas yang akan ditambahkan.")
    try:
        s.intake.add(nomor, uploads.documents, now=s.clock.now())
    except AlreadyAdded:
        return None
    except TooManyDocuments:
        return _(
            "Laporan ini sudah penuh: paling banyak %(banyak)s dokumen tambahan. Bawalah sisanya ke petugas.",
            banyak=MORE_DOCUMENTS,
        )
    except TooManyPages:
        return _(
            "Semua dokumen laporan ini bersama-sama paling banyak %(banyak)s halaman. Kirim halaman yang "
            "perlu saja, atau bawalah sisanya ke petugas.",
            banyak=MOST_PAGES,
        )
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
    reason = _reason()
    if not reason:
        return _("Tulis alasan keberatan Anda.")
    sealed = s.intake.desk.sealer.seal(reason.encode(), objection_context(nomor))
    with s.intake.database.transaction() as session:
        object_to_rejection(session, nomor, sealed, now=s.clock.now())
    return None


ACTS = {"tambah-dokumen": _add_documents, "batalkan": _withdraw, "keberatan": _object}


def _on_record(nomor: str, aksi: str) -> str | None:
    """What to say of an objection or a withdrawal that was done before and still holds; None of any other."""
    act = {"batalkan": Act.WITHDRAW, "keberatan": Act.OBJECT}.get(aksi)
    laporan = _tracked(nomor)
    ends = (step.peristiwa for step in reversed(laporan.steps) if step.peristiwa in {act, Act.REJECT})
    return str(ON_RECORD[act]) if act and next(ends, None) is act else None


def _tracked(nomor: str) -> Tracked:
    """The report that was unlocked under that number; none is ever deleted."""
    s = services()
    with s.intake.database.reading() as session:
        laporan = track(session, nomor, now=s.clock.now())
    if laporan is None:
        raise LookupError
    return laporan


def _report(nomor: str, titipan: str, *, problem: str | None = None, done: str | None = None) -> str:
    s = services()
    laporan = _tracked(nomor)
    return render_template(
        "portal/lacak/laporan.html",
        laporan=laporan,
        daerah_pemegang="".join(s.chooser.names(laporan.pemegang.wilayah)[-1:]),
        titipan=titipan,
        masalah=problem,
        berhasil=done,
        alasan="" if done else _reason(),
        jenis_bukti=JENIS_BUKTI,
        sekarang=s.clock.now(),
        situasi=s.situations.now(),
    )
