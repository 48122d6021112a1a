"""Kiosk: an officer opens lookups for neighbours on the village phone, for eight hours, own region only.

The officer's own session ends in that browser when the kiosk begins, so no staff page is left behind.
"""

from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from wtforms import Form

from admin.door import give_cookie, kiosk, officer, requires, signed, take_cookie
from admin.staff import Staff, staff
from pemilu.audit.kinds import Tindakan
from pemilu.infra import limits
from pemilu.pemilih.lookup import DaftarTerbit, Placement, current_daftar
from pemilu.pemilih.nik import Nik
from pemilu.petugas.kinds import JenisSesi
from pemilu.petugas.officer import Officer
from pemilu.petugas.permissions import Permission
from pemilu.petugas.session import WHOLE, begin, end
from pemilu.tahapan.calendar import active_pemilihan
from pemilu.tahapan.stage import Jadwal
from pemilu.web.fields import NikField
from pemilu.web.guards import refuse_odd_forms
from pemilu.web.i18n import lazy_gettext as _
from pemilu.web.ratelimit import limit_account
from pemilu.wilayah.kode import KodeWilayah

WRONG = 422
OBJECT = "kios"


class KiosForm(Form):
    nik = NikField(_("NIK"))


@dataclass(frozen=True, slots=True)
class Found:
    """What the kiosk may tell: only entries at TPS of its own region. None: no list is out."""

    nik: Nik
    daftar: DaftarTerbit | None
    jadwal: Jadwal | None
    placements: tuple[Placement, ...]


def build(limiter: Limiter) -> Blueprint:
    bp = Blueprint("kios", __name__)
    bp.get("/kios/buka")(offer)
    bp.post("/kios/buka")(open_kiosk)
    bp.get("/kios")(show)
    each = limit_account(limiter, limits.KIOSK, scope="kios", key=lambda: str(signed().officer.id))
    bp.post("/kios")(each(answer))
    bp.post("/kios/tutup")(close)
    return bp


@requires(Permission.OPEN_KIOSK, strong=True)
def offer() -> ResponseReturnValue:
    return render_template("admin/kios/buka.html", tempat=_place(officer()), jam=WHOLE.seconds // 3600)


@requires(Permission.OPEN_KIOSK, strong=True)
def open_kiosk() -> ResponseReturnValue:
    """Leave one's own session in this browser, for one that opens nothing but lookups."""
    s, who = staff(), signed()
    now = s.clock.now()
    with s.database.transaction() as session:
        end(session, who.officer.id, who.id, now=now)
        agent = request.user_agent.string
        token = begin(session, who.officer.id, peramban=agent, now=now, jenis=JenisSesi.KIOS)
        where = str(who.officer.wilayah or "")
        s.office.note(session, who.officer, Tindakan.KIOS_DIBUKA, OBJECT, wilayah=where, now=now)
    return give_cookie(make_response(redirect(url_for("kios.show"), 303)), token)


@kiosk
def show() -> ResponseReturnValue:
    page = make_response(render_template("admin/kios/cek.html", form=KiosForm(), tempat=_place(officer())))
    # Whoever stood here before has gone: nothing of their answer stays in the browser.
    page.headers["Clear-Site-Data"] = '"cache"'
    return page


@kiosk
def answer() -> ResponseReturnValue:
    refuse_odd_forms()
    form, by = KiosForm(request.form), officer()
    if not form.validate():
        return render_template("admin/kios/cek.html", form=form, tempat=_place(by)), WRONG
    found = _look_up(staff(), by, form.nik.nik)
    _record(by, hit=bool(found.placements))
    return render_template("admin/kios/hasil.html", temuan=found, tempat=_place(by))


@kiosk
def close() -> ResponseReturnValue:
    """End the kiosk on the server; whoever holds the phone may do it."""
    s, who = staff(), signed()
    now = s.clock.now()
    with s.database.transaction() as session:
        end(session, who.officer.id, who.id, now=now)
        where = str(who.officer.wilayah or "")
        s.office.note(session, who.officer, Tindakan.KIOS_DITUTUP, OBJECT, wilayah=where, now=now)
    response = make_response(redirect(url_for("masuk.show"), 303))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return take_cookie(response)


def _look_up(s: Staff, by: Officer, nik: Nik) -> Found:
    """One that is elsewhere and one that is nowhere cost the same and look alike."""
    daftar, pemilihan = current_daftar(s.reader), active_pemilihan(s.reader)
    everywhere = s.lookup.find(nik, None).placements
    here = tuple(one for one in everywhere if by.scope.covers(one.tps.place.kode))
    return Found(nik, daftar, pemilihan.jadwal if pemilihan else None, here)


def _record(by: Officer, *, hit: bool) -> None:
    """That somebody was looked up and whether they were found; not who."""
    s = staff()
    where, result = str(by.wilayah or ""), "ada" if hit else "tidak-ada"
    with s.writing(by) as session:
        now = s.clock.now()
        s.office.note(session, by, Tindakan.KIOS_MENCARI, OBJECT, wilayah=where, now=now, hasil=result)


def _place(by: Officer) -> str:
    """The region of the kiosk as people say it."""
    names = staff().chooser.names(KodeWilayah(by.wilayah) if by.wilayah else None)
    return ", ".join(reversed(names))
