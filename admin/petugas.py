"""The accounts below: who they are, new ones, and what to do when a phone is lost or somebody leaves."""

import secrets

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from wtforms import Form, StringField
from wtforms.validators import Length

from admin.door import officer, requires
from admin.staff import staff
from pemilu.petugas import manage
from pemilu.petugas.below import AccountBelow, list_below, look_below
from pemilu.petugas.kinds import Peran
from pemilu.petugas.manage import LEVELS, MAKES, NAME, NewPetugas, NewProblem, NoSuchPetugas
from pemilu.petugas.permissions import Permission
from pemilu.web.guards import refuse_odd_forms
from pemilu.wilayah.kode import InvalidKode, KodeWilayah, Tingkat
from pemilu.wilayah.zona import Zona, zona_of

MANAGE = Permission.MANAGE_STAFF
AKUN, SEARCH = 40, 60
MOST_PAGES = 100_000
WRONG = 422


class BaruForm(Form):
    akun = StringField(validators=[Length(max=AKUN)])
    nama = StringField(validators=[Length(max=NAME)])


def build(_limiter: Limiter) -> Blueprint:
    bp = Blueprint("petugas", __name__, url_prefix="/petugas")
    bp.get("")(show)
    bp.get("/baru")(new)
    bp.post("/baru")(create)
    bp.get("/akun/<akun>")(one)
    bp.post("/akun/<akun>/matikan")(switch_off)
    bp.post("/akun/<akun>/nyalakan")(switch_on)
    bp.post("/akun/<akun>/akhiri-sesi")(end_sessions)
    bp.get("/akun/<akun>/atur-ulang")(ask_reset)
    bp.post("/akun/<akun>/atur-ulang")(reset)
    return bp


@requires(MANAGE)
def show() -> ResponseReturnValue:
    s, by = staff(), officer()
    cari, peran = request.args.get("cari", "")[:SEARCH], _peran(request.args.get("peran"))
    with s.database.reading() as session:
        page = list_below(
            session,
            by,
            cari=cari,
            peran=peran,
            halaman=_number(request.args.get("halaman")),
            now=s.clock.now(),
        )
    return render_template("admin/petugas/daftar.html", hal=page, cari=cari, peran=peran, bawahan=_below())


@requires(MANAGE, strong=True)
def new() -> ResponseReturnValue:
    """First the role, then the region step by step, then who it is."""
    return _new_page(request.args.get("peran"), request.args.get("di"))


@requires(MANAGE, strong=True, keeps=True)
def create() -> ResponseReturnValue:
    """The link stands in this answer and nowhere else."""
    refuse_odd_forms()
    s, by, form = staff(), officer(), BaruForm(request.form)
    peran, wilayah = _peran(request.form.get("peran")), _kode(request.form.get("di"))
    if peran is None:
        raise NoSuchPetugas
    akun, nama = (form.akun.data or "").strip().lower(), " ".join((form.nama.data or "").split())
    made: str | NewProblem = NewProblem.AKUN_SALAH
    if form.validate():
        wanted = NewPetugas(akun, nama, peran, wilayah)
        with s.database.transaction() as session:
            made = manage.create(
                session, s.gate.vault, by, wanted, uid=secrets.token_bytes(16), now=s.clock.now()
            )
    if isinstance(made, NewProblem):
        page = _new_page(peran, request.form.get("di"), masalah=made, akun=akun[:AKUN], nama=nama[:NAME])
        return page, WRONG
    return _link(akun, made)


@requires(MANAGE)
def one(akun: str) -> ResponseReturnValue:
    return _account_page("admin/petugas/satu.html", akun)


@requires(MANAGE)
def switch_off(akun: str) -> ResponseReturnValue:
    s = staff()
    with s.database.transaction() as session:
        manage.switch_off(session, s.gate.vault, officer(), akun, now=s.clock.now())
    return redirect(url_for("petugas.one", akun=akun), 303)


@requires(MANAGE)
def switch_on(akun: str) -> ResponseReturnValue:
    s = staff()
    with s.database.transaction() as session:
        manage.switch_on(session, s.gate.vault, officer(), akun, now=s.clock.now())
    return redirect(url_for("petugas.one", akun=akun), 303)


@requires(MANAGE)
def end_sessions(akun: str) -> ResponseReturnValue:
    s = staff()
    with s.database.transaction() as session:
        manage.end_sessions(session, s.gate.vault, officer(), akun, now=s.clock.now())
    return redirect(url_for("petugas.one", akun=akun), 303)


@requires(MANAGE, strong=True)
def ask_reset(akun: str) -> ResponseReturnValue:
    return _account_page("admin/petugas/atur_ulang.html", akun)


@requires(MANAGE, strong=True)
def reset(akun: str) -> ResponseReturnValue:
    """The link stands in this answer and nowhere else."""
    s = staff()
    with s.database.transaction() as session:
        token = manage.reset(session, s.gate.vault, officer(), akun, now=s.clock.now())
    return _link(akun, token)


def _account_page(template: str, akun: str) -> str:
    s = staff()
    with s.database.reading() as session:
        found = look_below(session, officer(), akun, now=s.clock.now())
    return render_template(template, satu=found, zona=_zona(found))


def _link(akun: str, token: str) -> str:
    s = staff()
    address = f"{s.settings.admin_base_url}{url_for('undangan.show', token=token, bahasa=None)}"
    with s.database.reading() as session:
        found = look_below(session, officer(), akun, now=s.clock.now())
    return render_template("admin/petugas/tautan.html", satu=found, tautan=address, zona=_zona(found))


def _new_page(
    peran: str | None, di: str | None, *, masalah: NewProblem | None = None, akun: str = "", nama: str = ""
) -> str:
    s, by, role = staff(), officer(), _peran(peran)
    here = _kode(di) or by.wilayah
    if here and not by.scope.covers(here):
        raise NoSuchPetugas
    levels = LEVELS[role] if role else ()
    return render_template(
        "admin/petugas/baru.html",
        bawahan=_below(),
        peran=role,
        di=here,
        tempat=s.chooser.names(here),
        siap=(here.tingkat if here else None) in levels,
        lanjut=s.chooser.below(here) if _goes_on(levels, here) else (),
        masalah=masalah,
        akun=akun,
        nama=nama,
    )


def _goes_on(levels: tuple[Tingkat | None, ...], here: KodeWilayah | None) -> bool:
    """Whether the role is appointed somewhere below this region, too."""
    return any(level is not None and level.digits > len(here or "") for level in levels)


def _below() -> tuple[Peran, ...]:
    return tuple(role for role in Peran if role in MAKES.get(officer().peran, frozenset()))


def _peran(text: str | None) -> Peran | None:
    return next((role for role in _below() if role == text), None)


def _kode(text: str | None) -> KodeWilayah | None:
    """Raises NoSuchPetugas for what is no code."""
    try:
        return KodeWilayah.parse(text) if text else None
    except InvalidKode as error:
        raise NoSuchPetugas from error


def _number(text: str | None) -> int:
    plain = text is not None and text.isascii() and text.isdigit() and len(text) < len(str(MOST_PAGES))
    return int(text) if text and plain else 1


def _zona(account: AccountBelow) -> Zona:
    return zona_of(account.wilayah) if account.wilayah else Zona.WIB
