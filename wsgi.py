"""The two doors: gunicorn 'wsgi:portal()' and 'wsgi:admin()'. Only here is the environment read."""

import os

from flask import Flask

import admin as admin_surface
import portal as portal_surface
from pemilu.infra import keyring, log
from pemilu.infra.clock import SystemClock
from pemilu.infra.config import from_env


def portal() -> Flask:
    """What citizens see. Refuses to start without its keyring."""
    log.configure()
    settings = from_env(os.environ, keyring="portal")  # noqa: TID251 - the door
    return portal_surface.create_app(settings, keyring.read(settings.keyring_file), SystemClock())


def admin() -> Flask:
    """What staff see, and the operators' commands. Commands that need no key also run without a keyring."""
    log.configure()
    settings = from_env(os.environ, keyring="admin")  # noqa: TID251 - the door
    return admin_surface.create_app(settings, SystemClock())
