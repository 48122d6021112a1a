"""Every group of commands, given to the staff app."""

from flask import Flask

from pemilu.cli import audit, daftar, demo, jobs, keys, petugas, purge, skema, tahapan, wilayah
from pemilu.cli.operator import EXTENSION, Operator
from pemilu.infra.clock import Clock
from pemilu.infra.config import Settings


def register(app: Flask, settings: Settings, clock: Clock) -> None:
    """Give the app every command group."""
    app.extensions[EXTENSION] = Operator(settings, clock)
    for module in (audit, daftar, demo, jobs, keys, petugas, purge, skema, tahapan, wilayah):
        app.cli.add_command(module.group)
