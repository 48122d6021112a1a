"""One's own account: password, authenticator, recovery codes, passkeys, and where one is signed in."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from wtforms import Form, HiddenField, PasswordField, StringField
from wtforms.validators import Length

from admin import kenal
from admin.door import officer, requires, signed
from admin.qr import qr_svg
from admin.staff import SITE, staff
from pemilu.petugas import own
from pemilu.petugas.enrol import offer
from pemilu.petugas.passkey import NAME, Assertion
from pemilu.petugas.password import SandiProblem
from pemilu.petugas.permissions import Permission
from pemilu.web.guards import refuse_odd_forms
from pemilu.web.i18n import gettext
from pemilu.web.i18n import lazy_gettext as _
from pemilu.wilayah.zona import Zona, zona_of

CODE = 20
SEALED = 400
SANDI = 1_000
PASSKEY = 12_000
WRONG = 422
OWN = Permission.OWN_ACCOUNT
# PostgreSQL's integer ends here; a longer number in an address names nothing.
ROW = "<int(max=2147483647):nomor>"


class SandiForm(Form):
    sandi_lama = PasswordField(_("Kata sandi sekarang"), [Length(max=SANDI)])
    sandi = PasswordField(_("Kata sandi baru"), [Length(max=SANDI)])


class FaktorForm(Form):
    kode = StringField(_("Kode dari aplikasi"), [Length(max=CODE)])
    rahasia = HiddenField(validators=[Length(max=SEALED)])


class PasskeyForm(Form):
    nama = StringField(_("Nama passkey"), [Length(max=NAME)])
    kredensial = HiddenField(validators=[Length(max=PASSKEY)])
    tiket = HiddenField(validators=[Length(max=SEALED)])


def build(limiter: Limiter) -> Blueprint:
    bp = Blueprint("akun", __name__, url_prefix="/akun")
    bp.get("")(show)
    bp.get("/sandi")(password)
    bp.post("/sandi")(kenal.limit_proving(limiter)(change_password))
    bp.get("/faktor")(authenticator)
    bp.post("/faktor")(change_authenticator)
    bp.get("/pemulihan")(recovery)
    bp.post("/pemulihan")(renew_recovery)
    bp.get("/passkey")(passkeys)
    bp.post("/passkey")(add_passkey)
    bp.post(f"/passkey/{ROW}/hapus")(remove_passkey)
    bp.post("/sesi")(end_sessions)
    return bp


@requires(OWN)
def show() -> ResponseReturnValue:
    return _overview()


@requires(OWN, strong=True)
def password() -> ResponseReturnValue:
    return render_template("admin/akun/sandi.html", masalah=None)


@requires(OWN, strong=True)
def change_password() -> ResponseReturnValue:
    refuse_odd_forms()
    s, by, form = staff(), officer(), SandiForm(request.form)
    problem: SandiProblem | None = SandiProblem.TERLALU_PANJANG
    if form.validate():
        about = (by.akun, by.nama, *s.chooser.names(by.wilayah))
        old, new = form.sandi_lama.data or "", form.sandi.data or ""
        problem = own.change_sandi(s.gate, signed(), old=old, new=new, about=about, now=s.clock.now())
    if problem:
        return render_template("admin/akun/sandi.html", masalah=problem), WRONG
    return _overview(gettext("Kata sandi sudah diganti. Perangkat lain sudah dikeluarkan."))


@requires(OWN, strong=True)
def authenticator() -> ResponseReturnValue:
    return _offer()


@requires(OWN, strong=True)
def change_authenticator() -> ResponseReturnValue:
    refuse_odd_forms()
    s, form = staff(), FaktorForm(request.form)
    sealed, kode = form.rahasia.data or "", form.kode.data or ""
    right = form.validate() and own.change_totp(s.gate, signed(), sealed=sealed, kode=kode, now=s.clock.now())
    if not right:
        return _offer(sealed if form.validate() else "", salah=True), WRONG
    return _overview(gettext("Aplikasi kode sudah diganti. Yang lama tidak berlaku lagi."))


@requires(OWN, strong=True)
def recovery() -> ResponseReturnValue:
    return render_template("admin/akun/pemulihan.html")


@requires(OWN, strong=True)
def renew_recovery() -> ResponseReturnValue:
    """The codes stand in this answer and nowhere else."""
    s = staff()
    codes = own.renew_recovery(s.gate, signed(), now=s.clock.now())
    return render_template("admin/akun/kode.html", kode=codes, akun=officer().akun, baru=False)


@requires(OWN, strong=True)
def passkeys() -> ResponseReturnValue:
    return _passkeys()


@requires(OWN, strong=True)
def add_passkey() -> ResponseReturnValue:
    refuse_odd_forms()
    s, form = staff(), PasskeyForm(request.form)
    nama = "".join(filter(str.isprintable, form.nama.data or "")).strip() or gettext("Passkey")
    given = Assertion(form.kredensial.data or "", form.tiket.data or "")
    added = form.validate() and own.add_passkey(s.gate, signed(), given, nama=nama, now=s.clock.now())
    if not added:
        return _passkeys(salah=True), WRONG
    return redirect(url_for("akun.passkeys"), 303)


@requires(OWN, strong=True)
def remove_passkey(nomor: int) -> ResponseReturnValue:
    s = staff()
    own.remove_passkey(s.gate, signed(), nomor, now=s.clock.now())
    return redirect(url_for("akun.passkeys"), 303)


@requires(OWN)
def end_sessions() -> ResponseReturnValue:
    """End the one that the form names, or all others."""
    refuse_odd_forms()
    s = staff()
    own.end_sessions(s.gate, signed(), request.form.get("sesi"), now=s.clock.now())
    return redirect(url_for("akun.show"), 303)


def _overview(done: str | None = None) -> str:
    s, by = staff(), officer()
    with s.database.reading() as session:
        mine = own.look(session, signed(), now=s.clock.now())
    return render_template(
        "admin/akun/akun.html",
        milik=mine,
        selesai=done,
        tempat=s.chooser.names(by.wilayah),
        zona=zona_of(by.wilayah) if by.wilayah else Zona.WIB,
        bisa_passkey=s.gate.party is not None,
    )


def _offer(sealed: str = "", *, salah: bool = False) -> str:
    s, by = staff(), officer()
    with s.database.reading() as session:
        uid = own.uid_of(session, signed())
    issuer = s.settings.otoritas or SITE
    secret = offer(uid, by.akun, s.accounts, issuer=issuer, sealed=sealed)
    return render_template("admin/akun/faktor.html", calon=secret, gambar=qr_svg(secret.uri), salah=salah)


def _passkeys(*, salah: bool = False) -> str:
    s, by = staff(), officer()
    now = s.clock.now()
    with s.database.reading() as session:
        mine = own.look(session, signed(), now=now)
    return render_template(
        "admin/akun/passkey.html",
        milik=mine,
        salah=salah,
        tantangan=own.challenge(s.gate, signed(), now=now),
        zona=zona_of(by.wilayah) if by.wilayah else Zona.WIB,
    )
