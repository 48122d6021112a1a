"""Static files: named by their content, served with their compressed twins, cached for ever."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

HASHED = re.compile(r"\.[0-9a-f]{10}\.\w+$")
COMPRESSED = {".gz", ".br"}


def serve_assets(app: Flask, *folders: Path, headers: Mapping[str, str]) -> None:
    """Serve every file of `folders` as /static/NAME.HASH.EXT and give templates `asset('NAME.EXT')`.

    `headers` stand on each: these files do not pass through Flask, which adds them to everything else.
    """

    def add(on_file: Headers, _path: str, _url: str) -> None:
        for name, value in headers.items():
            on_file[name] = value

    noise = WhiteNoise(
        app.wsgi_app,
        immutable_file_test=_is_hashed,
        autorefresh=False,
        allow_all_origins=False,
        add_headers_function=add,
    )
    urls: dict[str, str] = {}
    for folder in folders:
        for file in sorted(folder.iterdir()):
            if file.is_file() and file.suffix not in COMPRESSED:
                urls[file.name] = f"/static/{public_name(file)}"
                noise.add_file_to_dictionary(urls[file.name], str(file))
    app.wsgi_app = noise  # type: ignore[method-assign]  # Flask documents wrapping wsgi_app this way
    app.jinja_env.globals["asset"] = urls.__getitem__


def public_name(file: Path) -> str:
    """The file's name with a part of its SHA-256: another content has another name."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:10]
    return f"{file.stem}.{digest}{file.suffix}"


def _is_hashed(_path: str, url: str) -> bool:
    return HASHED.search(url) is not None
