"""Whether the process is up."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from admin.door import anyone


def build(limiter: Limiter) -> Blueprint:
    bp = Blueprint("health", __name__)
    bp.get("/healthz")(limiter.exempt(alive))
    return bp


@anyone
def alive() -> ResponseReturnValue:
    return jsonify(status="ok")
