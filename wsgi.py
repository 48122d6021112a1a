"""The two doors: gunicorn 'wsgi:portal()' and 'wsgi:admin()'. Only here is the environment read."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from pemilu.infra import keyring, log
from pemilu.infra.clock import SystemClock
from pemilu.infra.config import Settings, SettingsRefused, from_env

# Databases, files and keys are for their owner alone, whoever makes them first.
PRIVATE = 0o077
# What gunicorn takes for an app that does not load: it stops, instead of starting another worker for ever.
REFUSED = 4


def portal() -> Flask:
    """What citizens see. Refuses to start without its keyring, or with keys that are not for it."""
    with _door():
        settings = _settings("portal")
        keys = _portal_keys(settings.keyring_file)
        import portal as surface  # noqa: PLC0415 - a process loads its own side only

        return surface.create_app(settings, keys, SystemClock())


def admin() -> Flask:
    """What staff see, and the operators' commands. Commands that need no key also run without a keyring."""
    with _door():
        settings = _settings("admin")
        import admin as surface  # noqa: PLC0415 - as above

        return surface.create_app(settings, SystemClock())


def check(door: str) -> None:
    """Refuse what the door of that name would refuse, and open nothing; other names have no settings."""
    with _door():
        if door == "portal":
            _portal_keys(_settings(door).keyring_file)
        elif door == "admin":
            _settings(door)


@contextmanager
def _door() -> Iterator[None]:
    """Private files, JSON lines; and what is refused is said in words, where the operator looks."""
    os.umask(PRIVATE)
    log.configure()
    try:
        yield
    except SettingsRefused as refused:
        sys.stderr.write(f"{refused}\n")
        sys.exit(REFUSED)


def _settings(door: str) -> Settings:
    return from_env(os.environ, keyring=door)  # noqa: TID251 - the only place


def _portal_keys(file: Path) -> keyring.Keyring:
    """The promise that the portal opens nothing is kept by what it holds."""
    try:
        keys = keyring.read(file)
    except keyring.KeyringUnsafe as unsafe:
        raise SettingsRefused([f"KEYRING_FILE: {unsafe}. Kunci portal dibuat dengan: keys init"]) from unsafe
    foreign = sorted(set(keys.keys) - set(keyring.PORTAL_PURPOSES))
    if foreign:
        raise SettingsRefused([f"KEYRING_FILE: memuat kunci yang bukan untuk portal: {', '.join(foreign)}"])
    return keys
