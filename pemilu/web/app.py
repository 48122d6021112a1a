"""One way to build a Flask app, so that neither surface can forget a guard."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from pemilu.infra.clock import Clock
from pemilu.infra.config import Settings
from pemilu.infra.crypto import BlindIndex
from pemilu.web.assets import serve_assets
from pemilu.web.errors import ErrorWords, handle_errors
from pemilu.web.headers import common_headers, guard_headers
from pemilu.web.i18n import translate
from pemilu.web.links import keep_links
from pemilu.web.petugas import petugas
from pemilu.web.ratelimit import SteadyLimiter, build_limiter
from pemilu.web.templates import translate_templates

FORM_BYTES = 16 * 1024
STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]


def build_app(
    name: str,
    settings: Settings,
    clock: Clock,
    *,
    base_url: str,
    source_index: Callable[[], BlindIndex],
    folder: Path,
    galat: ErrorWords,
) -> tuple[Flask, SteadyLimiter]:
    """A Flask app with guards, words, static files and limits, but no route yet.

    `base_url` is how people reach it; `source_index` keys the networks that limits count. `folder` is the
    surface's own, with `templates/` and `static/`. `galat` is how it tells of errors.
    """
    app = Flask(name, static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        MAX_FORM_PARTS=50,
        TRUSTED_HOSTS=_hosts(base_url),
        BASE_URL=base_url,
        CLOCK=clock,
        SOURCE_INDEX=source_index,
    )
    app.json.ensure_ascii = app.json.sort_keys = False  # type: ignore[attr-defined]  # of the default provider
    _prepare_templates(app, folder)
    app.context_processor(lambda: {"otoritas": settings.otoritas})
    translate(app)
    handle_errors(app, galat)
    common = common_headers(https=base_url.startswith("https://"))
    guard_headers(app, common)
    limiter = build_limiter(app, settings.redis_url)
    own = folder / "static"
    serve_assets(app, STATIC, *([own] if own.is_dir() else []), headers=common)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask documents it
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies
        )
    return app, limiter


def _prepare_templates(app: Flask, folder: Path) -> None:
    translate_templates(app, [folder / "templates", TEMPLATES])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.auto_reload = False
    app.jinja_env.globals["petugas"] = petugas
    keep_links(app)


def _hosts(base_url: str) -> list[str]:
    """The public name; on a developer's machine also the loopback names."""
    host = urlsplit(base_url).hostname or "localhost"
    return LOCAL_HOSTS if host in LOCAL_HOSTS else [host, *LOCAL_HOSTS]
