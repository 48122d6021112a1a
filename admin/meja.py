"""The desk: an officer files a report for a citizen who came in person, and the blank form to print."""

import logging

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from werkzeug.datastructures import MultiDict

from admin.door import officer, requires, requires_with_files
from admin.formulir_pdf import blank_form
from admin.meja_form import DeskForm, carried_at_desk, seen_names, seen_papers
from admin.meja_resi import keep_receipt, remember_receipt, waiting
from admin.staff import staff
from pemilu.laporan.desk import post_of, take_in
from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.submit import KeyReused, ReportsClosed
from pemilu.petugas.permissions import Permission
from pemilu.tahapan.calendar import active_pemilihan
from pemilu.tahapan.day import local_date
from pemilu.tahapan.holidays import HolidayCoverageEnded
from pemilu.tahapan.kinds import KodeTahapan
from pemilu.tahapan.stage import Jadwal, masa_at, open_at
from pemilu.web.form_key import FormKey, form_key, random_key
from pemilu.web.guards import refuse_odd_forms
from pemilu.web.i18n import lazy_gettext as _
from pemilu.web.lapor_files import MOST, Uploads, document_choices, read_uploads, requirements
from pemilu.web.lapor_new import new_laporan, still_missing
from pemilu.web.lapor_region import RegionStep, region_step
from pemilu.web.uploads import CALENDAR_ENDED, refusal
from pemilu.wilayah.kode import KodeWilayah, Tingkat
from pemilu.wilayah.zona import Zona, zona_of

log = logging.getLogger("pemilu.web")
SENT_BEFORE = _(
    "Formulir ini sudah terkirim dengan isian lain dan sudah punya tanda terima. Bila yang ini laporan baru, "
    "pilih lagi berkasnya, centang lagi, lalu kirim."
)


def build(_limiter: Limiter) -> Blueprint:
    bp = Blueprint("meja", __name__)
    bp.get("/meja")(choose)
    bp.get("/meja/formulir.pdf")(form_to_print)
    bp.get("/meja/<jenis>")(show)
    bp.post("/meja/<jenis>")(send)
    return bp


@requires(Permission.ENTER_AT_DESK)
def choose() -> ResponseReturnValue:
    if _jadwal() is None:
        return _closed()
    return render_template("admin/meja/pilih.html", menunggu=waiting())


@requires(Permission.ENTER_AT_DESK)
def show(jenis: str) -> ResponseReturnValue:
    return _page(_kind(jenis), MultiDict())


@requires_with_files(Permission.ENTER_AT_DESK)
def send(jenis: str) -> ResponseReturnValue:
    refuse_odd_forms()
    kind, typed = _kind(jenis), request.form.copy()
    if typed.get("aksi") != "kirim":
        return _page(kind, typed)
    form = _form(kind, typed)
    key = form_key(kind, typed, form.content())
    try:
        if staff().intake.receipt(*key):
            return keep_receipt(key.kunci)
    except KeyReused:
        return remember_receipt(make_response(_anew(kind, typed, form), 422), key.kunci)
    return _file(kind, typed, form, key)


@requires(Permission.ENTER_AT_DESK)
def form_to_print() -> ResponseReturnValue:
    s, by = staff(), officer()
    with s.reading(by) as session:
        post = post_of(session, by, now=s.clock.now())
    names = s.chooser.names(post.wilayah) if post else ()
    return Response(blank_form(post, names), mimetype="application/pdf")


def _file(
    kind: JenisLaporan, typed: MultiDict[str, str], form: DeskForm, key: FormKey
) -> ResponseReturnValue:
    s, region, jadwal = staff(), _region(typed), _jadwal()
    if jadwal is None:
        return _closed(), 409
    if region.place is None:
        return _page(kind, typed, form=form), 422
    valid, seen = form.validate(), seen_papers(kind, typed)
    uploads = read_uploads(s.intake, request.files, typed)
    uploads.missing += still_missing([*uploads.given, *seen.dokumen], form)
    if form.must_note(seen) or not valid or uploads.problems:
        return _page(kind, typed, form=form, uploads=uploads), 422
    new, now = new_laporan(form, region.place.kode, key, s.lookup), s.clock.now()
    try:
        take_in(
            s.intake, officer(), new, uploads.documents, seen=seen, office=s.office, jadwal=jadwal, now=now
        )
    except ReportsClosed:
        return _closed(), 409
    except HolidayCoverageEnded as ended:
        log.critical("holidays", extra={"berlaku_sampai": ended.berlaku_sampai.isoformat()})
        return refusal(503, CALENDAR_ENDED)
    return keep_receipt(key.kunci)


def _anew(kind: JenisLaporan, typed: MultiDict[str, str], form: DeskForm) -> str:
    """This very form was sent before with another content: under a new key it is a report of its own."""
    typed.pop("kunci")
    form.validate()
    form.benar.data, form.benar.errors = False, [SENT_BEFORE]
    return _page(kind, typed, form=form)


def _form(kind: JenisLaporan, typed: MultiDict[str, str] | None) -> DeskForm:
    return DeskForm.for_kind(kind, typed, today=local_date(staff().clock.now(), _zona()))


def _page(
    kind: JenisLaporan,
    typed: MultiDict[str, str],
    *,
    form: DeskForm | None = None,
    uploads: Uploads | None = None,
) -> str:
    if _jadwal() is None:
        return _closed()
    seen = seen_papers(kind, typed)
    return render_template(
        "admin/meja/isi.html",
        jenis=kind,
        form=form or _form(kind, typed or None),
        wilayah=_region(typed),
        tetap=_root().tingkat is Tingkat.KELURAHAN,
        unggahan=uploads or Uploads(),
        kunci=random_key(typed).hex(),
        syarat=requirements(kind),
        pilihan_bukti=document_choices(kind),
        nomor_bukti=range(1, MOST + 1),
        dilihat=seen_names(kind),
        tercentang=seen.dokumen,
        typed=typed,
        dibawa=carried_at_desk(kind, typed),
    )


def _closed() -> str:
    s, zona = staff(), _zona()
    pemilihan = active_pemilihan(s.reader)
    keadaan = masa_at(pemilihan.jadwal if pemilihan else None, s.clock.now(), zona=zona)
    return render_template("admin/meja/tutup.html", keadaan=keadaan)


def _jadwal() -> Jadwal | None:
    """The calendar by which reports are taken in now where that officer works; None while they are not."""
    s, root = staff(), _root()
    pemilihan = active_pemilihan(s.reader)
    if pemilihan is None or (pemilihan.wilayah and not KodeWilayah(pemilihan.wilayah).contains(root)):
        return None
    now, kode = s.clock.now(), KodeTahapan.TANGGAPAN
    return pemilihan.jadwal if open_at(pemilihan.jadwal, now, kode=kode, zona=_zona()) else None


def _region(typed: MultiDict[str, str]) -> RegionStep:
    return region_step(staff().chooser, typed, _root())


def _root() -> KodeWilayah:
    """Where the officer works: whoever sits at a desk has a wilayah."""
    wilayah = officer().wilayah
    if wilayah is None:
        abort(404)
    return wilayah


def _zona() -> Zona:
    return zona_of(_root())


def _kind(jenis: str) -> JenisLaporan:
    if jenis not in set(JenisLaporan):
        abort(404)
    return JenisLaporan(jenis)
