"""Signing in and out of the staff app."""

from collections.abc import Mapping

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from wtforms import Form, HiddenField, PasswordField, StringField
from wtforms.validators import Length

from admin import kenal
from admin.door import CSRF_FIELD, anyone, give_cookie, requires, signed, signed_in, take_cookie, way_back
from admin.peramban import browser_name
from admin.staff import staff
from pemilu.audit.kinds import Tindakan
from pemilu.petugas.factor import Given
from pemilu.petugas.login import Attempt, prove_again, sign_in
from pemilu.petugas.passkey import Assertion, Challenge, to_sign_in
from pemilu.petugas.password import LONGEST
from pemilu.petugas.permissions import Permission
from pemilu.petugas.session import end
from pemilu.web.guards import refuse_odd_forms
from pemilu.web.i18n import lazy_gettext as _

CODE = 40
PASSKEY = 8_000
TICKET = 400
KEPT = "isi-"
"""What a field of the form that waits is called, before its own name."""
WRONG = 422


class MasukForm(Form):
    """What both sign-in forms ask. What is too long is wrong, as everything else is."""

    akun = StringField(_("Nama akun"))
    sandi = PasswordField(_("Kata sandi"), [Length(1, LONGEST)])
    kode = StringField(_("Kode dari aplikasi"), [Length(max=CODE)])
    kredensial = HiddenField(validators=[Length(max=PASSKEY)])
    tiket = HiddenField(validators=[Length(max=TICKET)])

    @property
    def given(self) -> Given:
        """The second factor: a passkey when the browser sent one, else the typed code."""
        passkey = Assertion(self.kredensial.data, self.tiket.data or "") if self.kredensial.data else None
        return Given(self.kode.data or "", passkey)


def build(limiter: Limiter) -> Blueprint:
    bp = Blueprint("masuk", __name__)
    bp.get("/masuk")(show)
    bp.post("/masuk")(kenal.limit_sign_in(limiter)(enter))
    bp.get("/masuk/lagi")(strengthen)
    bp.post("/masuk/lagi")(kenal.limit_proving(limiter)(prove))
    # Where a browser leads that opens the page of a form that waits once more, without the form.
    bp.get("/masuk/lagi/isian", endpoint="let_go")(strengthen)
    bp.post("/masuk/lagi/isian")(hold)
    bp.post("/keluar")(leave)
    return bp


@anyone
def show() -> ResponseReturnValue:
    back = way_back(request.args.get("kembali"))
    return redirect(back, 303) if signed_in() else _page(back)


@anyone
def enter() -> ResponseReturnValue:
    """One answer whatever was wrong, so that nothing can be tried out bit by bit."""
    refuse_odd_forms()
    s, form, akun = staff(), MasukForm(request.form), kenal.typed_akun()
    back = way_back(request.form.get("kembali"))
    if not form.validate():
        return _page(back, akun=akun, salah=True), WRONG
    found = sign_in(
        s.gate,
        Attempt(akun, form.sandi.data or "", form.given, known=kenal.device(akun) is not None),
        peramban=browser_name(request.user_agent.string),
        permintaan=g.permintaan,
        now=s.clock.now(),
        leaving=g.signed,
    )
    if found is None:
        return _page(back, akun=akun, salah=True), WRONG
    queue = url_for("antrean.show")
    start = back if back != queue or found.may_read_reports else url_for("akun.show")
    return kenal.remember(give_cookie(make_response(redirect(start, 303)), found.token), akun)


@requires(Permission.OWN_ACCOUNT)
def strengthen() -> ResponseReturnValue:
    return _page(way_back(request.args.get("kembali")), lagi=True)


@requires(Permission.OWN_ACCOUNT)
def hold() -> ResponseReturnValue:
    """A form that came too long after the last proof: it waits in the page that asks for another."""
    refuse_odd_forms()
    typed = {name: text for name, text in request.form.items() if name != CSRF_FIELD}
    return _page(way_back(request.args.get("kembali")), lagi=True, isian=typed)


@requires(Permission.OWN_ACCOUNT)
def prove() -> ResponseReturnValue:
    """Password and second factor once more, before something that a borrowed phone must not do."""
    refuse_odd_forms()
    s, form, back = staff(), MasukForm(request.form), way_back(request.form.get("kembali"))
    right, waiting = form.validate(), _waiting()
    token = (
        prove_again(s.gate, signed(), form.sandi.data or "", form.given, now=s.clock.now()) if right else None
    )
    if token is None:
        return _page(back, lagi=True, salah=True, isian=waiting), WRONG
    if not waiting:
        return give_cookie(make_response(redirect(back, 303)), token)
    g.token = token  # the forms of this page are sent in the session as it is from now on
    page = render_template("admin/kirim_lagi.html", ke=back, isian=waiting)
    return give_cookie(make_response(page), token)


def _waiting() -> dict[str, str]:
    """What was typed into the form that waits."""
    kept = request.form.items()
    return {name.removeprefix(KEPT): text for name, text in kept if name.startswith(KEPT)}


@requires(Permission.OWN_ACCOUNT)
def leave() -> ResponseReturnValue:
    """End this session on the server; the cookie alone is worth nothing then."""
    s, who = staff(), signed()
    now = s.clock.now()
    with s.database.transaction() as session:
        end(session, who.officer.id, who.id, now=now)
        s.office.note(
            session,
            who.officer,
            Tindakan.KELUAR,
            who.officer.akun,
            wilayah=who.officer.wilayah or "",
            now=now,
        )
    response = make_response(redirect(url_for("masuk.show"), 303))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return take_cookie(response)


def _page(
    kembali: str,
    *,
    akun: str = "",
    lagi: bool = False,
    salah: bool = False,
    isian: Mapping[str, str] | None = None,
) -> str:
    return render_template(
        "admin/masuk.html",
        kembali=kembali,
        akun=akun,
        lagi=lagi,
        salah=salah,
        isian=isian or {},
        awalan=KEPT,
        tantangan=_challenge(),
    )


def _challenge() -> Challenge | None:
    s = staff()
    gate = s.gate
    return to_sign_in(gate.party, gate.vault.box, now=s.clock.now()) if gate.party else None
