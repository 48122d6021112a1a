"""One way to build a Flask app, so that neither surface can forget a guard."""

from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from flask_limiter import Limiter
from jinja2 import FileSystemLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from pemilu.infra.config import Settings
from pemilu.web.assets import serve_assets
from pemilu.web.errors import handle_errors
from pemilu.web.headers import common_headers, guard_headers
from pemilu.web.i18n import translate
from pemilu.web.petugas import petugas
from pemilu.web.ratelimit import build_limiter

FORM_BYTES = 16 * 1024
STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]


def build_app(name: str, settings: Settings, *, folder: Path) -> tuple[Flask, Limiter]:
    """A Flask app with guards, words, static files and limits, but no route yet.

    `folder` is the surface's own: its templates are in `templates/`, its static files in `static/`.
    """
    app = Flask(name, static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        MAX_FORM_PARTS=50,
        TRUSTED_HOSTS=_hosts(settings),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.auto_reload = False
    app.json.ensure_ascii = app.json.sort_keys = False  # type: ignore[attr-defined]  # of the default provider
    app.jinja_loader = FileSystemLoader([folder / "templates", TEMPLATES])
    app.context_processor(lambda: {"otoritas": settings.otoritas})
    translate(app)
    app.jinja_env.globals["petugas"] = petugas
    handle_errors(app)
    common = common_headers(https=settings.public_base_url.startswith("https://"))
    guard_headers(app, common)
    limiter = build_limiter(app, settings.redis_url)
    own = folder / "static"
    serve_assets(app, STATIC, *([own] if own.is_dir() else []), headers=common)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask documents it
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies
        )
    return app, limiter


def _hosts(settings: Settings) -> list[str]:
    """The public name; on a developer's machine also the loopback names."""
    host = urlsplit(settings.public_base_url).hostname or "localhost"
    return LOCAL_HOSTS if host in LOCAL_HOSTS else [host, *LOCAL_HOSTS]
