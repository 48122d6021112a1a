"""Headers on every answer, whatever its status. Nothing inline is allowed, so no nonce is needed."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Flask

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": with that, browsers say "Origin: null" of our own form, and old ones say no more.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "accelerometer=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
UNLESS_SAID = [("Cache-Control", "no-store"), ("Vary", "Accept-Language")]
HSTS = "max-age=63072000; includeSubDomains; preload"


def common_headers(*, https: bool) -> dict[str, str]:
    """What stands on every answer, whatever serves it."""
    return HEADERS | ({"Strict-Transport-Security": HSTS} if https else {})


def guard_headers(app: Flask, common: Mapping[str, str]) -> None:
    """Put the headers on every response; dynamic ones are never stored anywhere unless they say otherwise."""
    answer, always = app.wsgi_app, list(common.items())

    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            said = {name for name, _value in headers}
            headers += always
            headers += [default for default in UNLESS_SAID if default[0] not in said]
            return start_response(status, headers, *error)

        return answer(environ, start)

    app.wsgi_app = guarded  # type: ignore[method-assign]  # as Flask documents it
