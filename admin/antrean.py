"""The queue: what an officer has to do, the most urgent first."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from admin.door import requires
from pemilu.petugas.permissions import Permission


def build(_limiter: Limiter) -> Blueprint:
    bp = Blueprint("antrean", __name__)
    bp.get("/antrean")(show)
    return bp


@requires(Permission.READ_REPORTS)
def show() -> ResponseReturnValue:
    return render_template("admin/antrean.html")
