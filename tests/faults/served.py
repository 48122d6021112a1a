"""What gunicorn serves under fire: the portal, with cheap cleaning and a random pause at every step.

A process is killed in the middle of what takes long. The pauses make that the syncs and the commit.
"""

import os
import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Flask
from sqlalchemy import event

import wsgi
from pemilu.web.services import EXTENSION, Services
from tests.faults.office import Copier

LONGEST_PAUSE = 0.03


def portal() -> Flask:
    app = wsgi.portal()
    services: Services = app.extensions[EXTENSION]
    intake = replace(services.intake, cleaner=Copier())
    app.extensions[EXTENSION] = replace(services, intake=intake)
    os.fsync = _slowly(os.fsync)
    event.listen(intake.database.engine, "commit", lambda _connection: _pause())
    event.listen(intake.database.engine, "checkin", lambda *_: _pause())
    return app


def _slowly(act: Callable[..., Any]) -> Callable[..., Any]:
    def slow(*args: Any) -> Any:
        _pause()
        result = act(*args)
        _pause()
        return result

    return slow


def _pause() -> None:
    time.sleep(random.uniform(0, LONGEST_PAUSE))
