"""Templates are compiled once for each test process, however many apps are made in it."""

from collections.abc import Hashable

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from pemilu.web.i18n import language


class Compiled(BytecodeCache):
    """Keeps what Jinja made of a source; texts are translated when a template is compiled."""

    def __init__(self) -> None:
        self._codes: dict[Hashable, object] = {}

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        key = (environment.app.name, language(), filename, source)  # type: ignore[attr-defined]  # Flask's own
        bucket = Bucket(environment, key, "")  # type: ignore[arg-type]  # a key of ours, never a file name
        bucket.code = self._codes.get(key)  # type: ignore[assignment]
        return bucket

    def set_bucket(self, bucket: Bucket) -> None:
        self._codes[bucket.key] = bucket.code
