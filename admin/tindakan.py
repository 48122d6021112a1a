"""What an officer does to one report: one address for each act; whatever is refused keeps what was typed."""

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from wtforms import Form

from admin.door import officer, requires
from admin.galat import CHANGED
from admin.laporan import roll as roll_of_page
from admin.perbuatan import ACTS, Doing, roll
from admin.selesai import address_telling
from admin.staff import staff
from admin.tindakan_form import FAULTS, fault_words
from pemilu.infra.db import RowChanged
from pemilu.infra.errors import DomainError
from pemilu.laporan.act import NoSuchLaporan, StaleLaporan, find
from pemilu.laporan.answers import AlasanAlih
from pemilu.laporan.claim import TERTUTUP
from pemilu.laporan.kinds import HasilKunjungan, Putusan
from pemilu.laporan.panel import Panel, panel
from pemilu.laporan.possible import Halangan
from pemilu.laporan.read import ReportPage, read
from pemilu.laporan.status import Act
from pemilu.petugas.permissions import Permission
from pemilu.web import words_laporan
from pemilu.web.i18n import lazy_gettext as _

UNPROCESSABLE = 422
CONFLICT = 409
NAMES = {
    "ambil": _("Ambil laporan ini"),
    "tugaskan": _("Tugaskan kepada rekan"),
    "minta-dokumen": _("Minta dokumen"),
    "kunjungan": _("Catat hasil kunjungan"),
    "rekomendasi": _("Rekomendasikan"),
    "alihkan": _("Alihkan ke panitia lain"),
    "gabung": _("Gabung dengan laporan lain"),
    "pisah": _("Pisahkan lagi"),
    "kembalikan": _("Kembalikan kepada pemeriksa"),
    "putuskan": _("Putuskan"),
}
HINDRANCES = {
    Halangan.PANITIA_LAIN: _("laporan ini dipegang panitia lain"),
    Halangan.BUKAN_PENGESAH: _("KPU Kabupaten/Kota yang mengesahkan"),
    Halangan.PETUGAS_LAIN: _("Anda yang merekomendasikan, jadi petugas lain harus memutuskan"),
    Halangan.SATU_TANGAN: _(
        "akun Anda atau akun yang merekomendasikan disiapkan lewat tautan dari yang lain, jadi petugas KPU "
        "lain harus memutuskan"
    ),
    Halangan.TUNGGU: _("menunggu 10 menit sesudah rekomendasi"),
    Halangan.DISANGGAH: _("pemilihnya menyanggah, jadi laporan ini hanya dapat ditolak"),
    Halangan.IKUT_INDUK: _("laporan ini mendapat jawaban laporan yang digabungi"),
    Halangan.TAK_TERBUKA: _("isi laporan tidak dapat dibuka; beri tahu operator, sebutkan nomor laporannya"),
}


def build(_limiter: Limiter) -> Blueprint:
    bp = Blueprint("tindakan", __name__)
    bp.post("/laporan/<nomor>/<aksi>")(act)
    bp.add_app_template_global(panel_of, "panel_tindakan")
    bp.add_app_template_global(words_for_forms, "kata_tindakan")
    return bp


@requires(Permission.WORK_ON_REPORTS)
def act(nomor: str, aksi: str) -> ResponseReturnValue:
    """Do one act. A form that is not fit comes back with what was typed, also after somebody else's act."""
    if aksi not in ACTS:
        abort(404)
    doing, form = ACTS[aksi], ACTS[aksi].form(request.form)
    if not form.validate():
        return _again(nomor, aksi, form, {field.name: field.errors[0] for field in form if field.errors})
    try:
        done = doing.run(nomor, form)
    except (StaleLaporan, RowChanged):
        return _overtaken(nomor, aksi, form)
    except FAULTS as fault:
        return _again(nomor, aksi, form, fault)
    return redirect(_onward(nomor, done), 303)


def panel_of(nomor: str) -> Panel:
    """What the officer of this request can do to that report."""
    s, by = staff(), officer()
    with s.reading(by) as session:
        return panel(session, by, nomor, office=s.office, roll=roll(), now=s.clock.now())


def page_of(nomor: str) -> ReportPage:
    """What an officer decides by, closed: nothing is opened by sending a form."""
    s, by = staff(), officer()
    with s.reading(by) as session:
        return read(session, by, nomor, office=s.office, roll=roll_of_page(), now=s.clock.now())


def words_for_forms() -> Mapping[str, object]:
    """What the forms are labelled with, and the values that there are."""
    return {
        "nama": NAMES,
        "halangan": HINDRANCES,
        "kl": words_laporan,
        "act": Act,
        "putusan": Putusan,
        "hasil": HasilKunjungan,
        "alih": AlasanAlih,
        "tempat": staff().places.of,
        "wilayah": staff().chooser.names,
    }


def _again(
    nomor: str, aksi: str, form: Form, wrong: DomainError | Mapping[str, object]
) -> ResponseReturnValue:
    """The new form carries the version of now, so what has changed since the old one is told with it."""
    p = panel_of(nomor)
    errors = dict([fault_words(wrong, p.zona)]) if isinstance(wrong, DomainError) else wrong
    changed = form["versi"].data != p.versi and "versi" not in errors
    return _page(p, aksi, form, errors=errors, changed=changed), CONFLICT if changed else UNPROCESSABLE


def _overtaken(nomor: str, aksi: str, form: Form) -> ResponseReturnValue:
    """Somebody else was first. What was typed stands on the page, to be sent again or copied."""
    try:
        p = panel_of(nomor)
    except NoSuchLaporan:  # it has gone to another wilayah
        raise StaleLaporan(nomor) from None
    return _page(p, aksi, form, errors={}, changed=True), CONFLICT


def _page(p: Panel, aksi: str, form: Form, *, errors: Mapping[str, object], changed: bool = False) -> str:
    doing: Doing = ACTS[aksi]
    possible = bool(p.dapat & ({Act.APPROVE, Act.REJECT} if doing.act is Act.APPROVE else {doing.act}))
    return render_template(
        "admin/laporan/tindakan_ulang.html",
        p=p,
        l=page_of(p.nomor) if doing.act is Act.APPROVE else None,
        TERTUTUP=TERTUTUP,
        aksi=aksi,
        typed={field.name: field.data for field in form if field.name != "versi"},
        errors=errors,
        berubah=CHANGED if changed else None,
        mungkin=possible,
    )


def _onward(nomor: str, done: Act) -> str:
    """Back to the report, or to the queue once it has left the officer's wilayah."""
    s, by = staff(), officer()
    try:
        with s.reading(by) as session:
            find(session, by, nomor)
    except NoSuchLaporan:
        return address_telling("antrean.show", done.value)
    return address_telling("laporan.show", done.value, nomor=nomor)
