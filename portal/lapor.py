"""Lapor Pemilih: choose a kind, fill in one page, send it with its evidence."""

import logging
from collections.abc import Callable

from flask import Blueprint, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from werkzeug.datastructures import MultiDict

from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.submit import KeyReused, Receipt, ReportsClosed
from pemilu.tahapan.day import local_date
from pemilu.tahapan.holidays import HolidayCoverageEnded
from pemilu.tahapan.kinds import KodeTahapan
from pemilu.tahapan.stage import Jadwal, open_at
from pemilu.web.form_key import FormKey, form_key, random_key
from pemilu.web.guards import refuse_odd_forms
from pemilu.web.i18n import lazy_gettext as _
from pemilu.web.lapor_files import MOST, Uploads, document_choices, only_names, read_uploads, requirements
from pemilu.web.lapor_form import LaporForm, carried
from pemilu.web.lapor_new import new_laporan, still_missing
from pemilu.web.lapor_region import RegionStep, region_step
from pemilu.web.ratelimit import limit_reports
from pemilu.web.services import services
from pemilu.web.uploads import CALENDAR_ENDED, refusal, takes_files
from pemilu.wilayah.kode import KodeWilayah
from pemilu.wilayah.zona import Zona, zona_of
from portal.cek import CARRIED_WITHIN, USE
from portal.receipt import keep_receipt, receipt_again, remember_receipt

log = logging.getLogger("pemilu.web")
SENT_BEFORE = _(
    "Formulir ini sudah terkirim dengan isian lain dan sudah punya tanda terima. Bila yang ini laporan baru, "
    "pilih lagi berkasnya, centang lagi, lalu kirim."
)


def build(limiter: Limiter) -> Blueprint:
    """The blueprint; filing has a limit of its own, the steps before it have that of a page."""
    bp = Blueprint("lapor", __name__)
    bp.get("/lapor")(choose)
    bp.get("/lapor/<jenis>")(show)
    bp.post("/lapor/<jenis>", endpoint="send")(
        takes_files(_sender(limit_reports(limiter)(_file_new)), lambda: services().upload_turns)
    )
    return bp


def choose() -> ResponseReturnValue:
    return render_template("portal/lapor/pilih.html", situasi=services().situations.now())


def show(jenis: str) -> ResponseReturnValue:
    return _page(_kind(jenis), MultiDict())


def _sender(file_new: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """The view that takes what is sent; `file_new` has the limit of reports.

    The receipt of a form that was filed comes before that limit, so that nobody who has one is told to wait:
    whoever sends it once more, later or with a photo taken anew, wants the receipt that the network lost.
    """

    def send(jenis: str) -> ResponseReturnValue:
        refuse_odd_forms()
        kind, typed = _kind(jenis), request.form.copy()
        if typed.get("aksi") != "kirim":
            _unwrap_nik(typed)
            return _page(kind, typed)
        form = _form(kind, typed)
        key = form_key(kind, typed, form.content())
        try:
            receipt = services().intake.receipt(*key)
            return receipt_again(receipt, key.kunci) if receipt else file_new(kind, typed, form, key)
        except KeyReused:
            return _anew(kind, typed, form, key)

    return send


def _kind(jenis: str) -> JenisLaporan:
    if jenis not in set(JenisLaporan):
        abort(404)
    return JenisLaporan(jenis)


def _unwrap_nik(typed: MultiDict[str, str]) -> None:
    """A NIK handed over by an answer page goes into its field, so that nobody types it twice."""
    s = services()
    carried = s.titipan.take(USE, typed.get("titipan"), now=s.clock.now(), within=CARRIED_WITHIN)
    if carried:
        typed["nik"] = carried["nik"]


def _file_new(
    kind: JenisLaporan, typed: MultiDict[str, str], form: LaporForm, key: FormKey
) -> ResponseReturnValue:
    """File the form that was not filed before, as far as could be seen. Raises KeyReused."""
    s, region = services(), _region(typed)
    jadwal = s.situations.now().jadwal
    if jadwal is None or not _open_for(region):
        return _closed(kind, region), 409
    if region.place is None:
        return _page(kind, typed, form=form, uploads=only_names(request.files)), 422
    valid = form.validate()
    uploads = read_uploads(s.intake, request.files, typed)
    uploads.missing += still_missing(uploads.given, form)
    if not valid or uploads.problems:
        return _page(kind, typed, form=form, uploads=uploads), 422
    new = new_laporan(form, region.place.kode, key, s.lookup)
    try:
        s.intake.file(new, uploads.documents, jadwal=jadwal, now=s.clock.now())
    except ReportsClosed:
        return _closed(kind, region), 409
    except HolidayCoverageEnded as ended:
        log.critical("holidays", extra={"berlaku_sampai": ended.berlaku_sampai.isoformat()})
        return refusal(503, CALENDAR_ENDED)
    return keep_receipt(key.kunci)


def _anew(
    kind: JenisLaporan, typed: MultiDict[str, str], form: LaporForm, key: FormKey
) -> ResponseReturnValue:
    """This very form was sent before with another content: under a new key it is a report of its own.

    Whoever sends it has the old key and may never have seen the receipt: it is told here, and kept.
    """
    first = services().intake.receipt(key.kunci)
    if first and not _open_for(_region(typed)):
        return receipt_again(first, key.kunci)
    typed.pop("kunci")
    form.validate()
    form.benar.data, form.benar.errors = False, [SENT_BEFORE]
    page = _page(kind, typed, form=form, uploads=only_names(request.files), first=first)
    return remember_receipt(make_response(page, 422), key.kunci)


def _form(kind: JenisLaporan, typed: MultiDict[str, str] | None) -> LaporForm:
    """The form of that kind. The day is that of the east, where it begins."""
    return LaporForm.for_kind(kind, typed, today=local_date(services().clock.now(), Zona.WIT))


def _region(typed: MultiDict[str, str]) -> RegionStep:
    s = services()
    pemilihan = s.situations.now().pemilihan
    root = KodeWilayah(pemilihan.wilayah) if pemilihan and pemilihan.wilayah else None
    return region_step(s.chooser, typed, root)


def _page(
    kind: JenisLaporan,
    typed: MultiDict[str, str],
    *,
    form: LaporForm | None = None,
    uploads: Uploads | None = None,
    first: Receipt | None = None,
) -> str:
    """The form as far as it is filled in; `first` is the receipt that an earlier sending of it had."""
    s = services()
    region = _region(typed)
    if not _open_for(region):
        return _closed(kind, region)
    return render_template(
        "portal/lapor/isi.html",
        jenis=kind,
        form=form or _form(kind, typed or None),
        wilayah=region,
        unggahan=uploads or Uploads(),
        kunci=random_key(typed).hex(),
        syarat=requirements(kind),
        pilihan_bukti=document_choices(kind),
        nomor_bukti=range(1, MOST + 1),
        typed=typed,
        dibawa=carried(kind, typed),
        terkirim=first,
        situasi=s.situations.now(),
    )


def _open_for(region: RegionStep) -> bool:
    """Whether reports are taken now for that region; until one is chosen, whether they are in any zone."""
    s = services()
    jadwal, zones = s.situations.now().jadwal, [zona_of(region.current)] if region.current else Zona
    return jadwal is not None and any(
        open_at(jadwal, s.clock.now(), kode=KodeTahapan.TANGGAPAN, zona=zona) for zona in zones
    )


def _closed(kind: JenisLaporan, region: RegionStep) -> str:
    """What to do instead, by the clock of the region."""
    s = services()
    situasi, now = s.situations.now(), s.clock.now()
    jadwal = situasi.jadwal
    keadaan = situasi.keadaan(now, _zona(region, jadwal) if jadwal else None)
    return render_template("portal/lapor/tutup.html", jenis=kind, situasi=situasi, keadaan=keadaan)


def _zona(region: RegionStep, jadwal: Jadwal) -> Zona:
    return zona_of(region.current) if region.current else jadwal.zona
