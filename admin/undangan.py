"""The one-time link: whoever was given it sets the password and the authenticator of their own account."""

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from wtforms import Form, HiddenField, PasswordField, StringField
from wtforms.validators import Length

from admin.door import anyone
from admin.qr import qr_svg
from admin.staff import SITE, staff
from pemilu.petugas.enrol import offer
from pemilu.petugas.invite import Invitation, Refused, Setup, accept, find
from pemilu.web.guards import refuse_odd_forms
from pemilu.web.i18n import lazy_gettext as _

CODE = 20
SEALED = 400
# Cut off far above what a password may have, so that its own check says what is wrong.
SANDI = 1_000
WRONG = 422


class SiapkanForm(Form):
    sandi = PasswordField(_("Kata sandi baru"), [Length(max=SANDI)])
    kode = StringField(_("Kode dari aplikasi"), [Length(max=CODE)])
    rahasia = HiddenField(validators=[Length(max=SEALED)])


def build(_limiter: Limiter) -> Blueprint:
    bp = Blueprint("undangan", __name__, url_prefix="/undangan")
    bp.get("/<token>")(show)
    bp.post("/<token>")(set_up)
    return bp


@anyone
def show(token: str) -> ResponseReturnValue:
    return _page(_found(token))


@anyone
def set_up(token: str) -> ResponseReturnValue:
    """The recovery codes stand in this answer and nowhere else."""
    refuse_odd_forms()
    s, form, invitation = staff(), SiapkanForm(request.form), _found(token)
    sealed = form.rahasia.data or ""
    if not form.validate():
        return _page(invitation, Refused(None, kode_salah=True)), WRONG
    setup = Setup(form.sandi.data or "", form.kode.data or "", sealed, about=_about(invitation))
    codes = accept(s.database, s.gate.vault, token, setup, permintaan=g.permintaan, now=s.clock.now())
    if isinstance(codes, Refused):
        return _page(invitation, codes, sealed=sealed), WRONG
    return render_template("admin/akun/kode.html", kode=codes, akun=invitation.officer.akun, baru=True)


def _found(token: str) -> Invitation:
    s = staff()
    with s.database.reading() as session:
        return find(session, token, permintaan=g.permintaan, now=s.clock.now())


def _about(invitation: Invitation) -> tuple[str, ...]:
    who = invitation.officer
    return who.akun, who.nama, *staff().chooser.names(who.wilayah)


def _page(invitation: Invitation, refused: Refused | None = None, *, sealed: str = "") -> str:
    s, who = staff(), invitation.officer
    issuer = s.settings.otoritas or SITE
    secret = offer(invitation.uid, who.akun, s.accounts, issuer=issuer, sealed=sealed)
    return render_template(
        "admin/akun/undangan.html",
        undangan=invitation,
        tempat=s.chooser.names(who.wilayah),
        ditolak=refused,
        calon=secret,
        gambar=qr_svg(secret.uri),
    )
