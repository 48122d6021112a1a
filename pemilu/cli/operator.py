"""What a command works with, and how it tells of progress."""

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import click
from flask import current_app
from flask.cli import AppGroup
from tqdm import tqdm

from pemilu.cli.refusals import REFUSALS, told
from pemilu.infra import keyring
from pemilu.infra.clock import Clock
from pemilu.infra.config import Settings
from pemilu.infra.db import Database, open_database

EXTENSION = "cek-pemilih-operator"


class Commands(AppGroup):
    """A group whose refusals are sentences with the next step, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # whoever read our output has had enough
            raise
        except REFUSALS as error:
            raise click.ClickException(told(error)) from error


class Operator:
    """The person at the terminal with the settings of the staff process. Opens things when first used."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock

    @property
    def name(self) -> str:
        """Who is recorded as having done it."""
        return f"operator:{getpass.getuser()}"

    @cached_property
    def database(self) -> Database:
        return Database(open_database(self.settings.database_url, patient=True))

    @cached_property
    def keyring(self) -> keyring.Keyring:
        return keyring.read(self.settings.keyring_file)


def operator() -> Operator:
    """The operator of the running command."""
    return cast(Operator, current_app.extensions[EXTENSION])


@contextmanager
def bar(title: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar with rate and time left; call what it gives with (done, total)."""
    with tqdm(desc=title, unit=f" {unit}", unit_scale=True, mininterval=0.3) as drawn:

        def show(done: int, total: int) -> None:
            drawn.total = total
            drawn.update(done - drawn.n)

        yield show


existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
