"""What staff see. Today the operators' commands and the process's health; every other door is closed."""

from pathlib import Path

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue

from pemilu.cli.groups import register
from pemilu.infra.clock import Clock
from pemilu.infra.config import Settings
from pemilu.web.app import build_app


def create_app(settings: Settings, clock: Clock) -> Flask:
    """The staff app over the given settings and clock."""
    app, limiter = build_app("admin", settings, folder=Path(__file__).parent)
    register(app, settings, clock)
    app.context_processor(lambda: {"beranda": "/", "contoh": False})
    app.get("/healthz")(limiter.exempt(alive))
    return app


def alive() -> ResponseReturnValue:
    return jsonify(status="ok")
