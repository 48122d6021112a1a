"""Templates are compiled once for each language: their plain texts are translated then, not at every answer.

Half the time of a lookup's answer went into looking up forty texts that never change (docs/performance.md).
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from flask import Flask
from flask.templating import Environment
from jinja2 import BaseLoader, FileSystemLoader
from jinja2 import Environment as JinjaEnvironment
from markupsafe import escape

from pemilu.web.i18n import BAHASA, CATALOGUES, language

# A text on its own, with nothing to fill in: {{ _("Daerah") }}
PLAIN = re.compile(r'\{\{ _\("((?:[^"\\%]|\\.)*)"\) \}\}')


class TranslatedLoader(FileSystemLoader):
    """Templates with their plain texts in one language."""

    def __init__(self, folders: Sequence[Path], bahasa: str) -> None:
        super().__init__(folders)
        self._gettext = CATALOGUES[bahasa].gettext

    def get_source(self, environment: JinjaEnvironment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, filename, current = super().get_source(environment, template)
        return PLAIN.sub(self._translated, source), filename, current

    def _translated(self, found: re.Match[str]) -> str:
        return str(escape(self._gettext(found[1].replace('\\"', '"'))))


class TranslatedEnvironment(Environment):
    """Finds a template, and whatever it includes, in the language of the answer."""

    loaders: dict[str, BaseLoader]

    @property
    def loader(self) -> BaseLoader | None:
        """Jinja keeps what it has compiled by the loader it came from: so each language has its own."""
        return self.loaders[language()]

    @loader.setter
    def loader(self, _given: BaseLoader | None) -> None:
        """Flask's own loader is not used."""


def translate_templates(app: Flask, folders: Sequence[Path]) -> None:
    """Read the app's templates from these folders. Call before anything uses `app.jinja_env`."""
    app.jinja_environment = TranslatedEnvironment
    environment = cast(TranslatedEnvironment, app.jinja_env)
    environment.loaders = {bahasa: TranslatedLoader(folders, bahasa) for bahasa in BAHASA}
