"""What a refusal looks like, whatever was refused."""

import re

from werkzeug.test import TestResponse

SOFTWARE = re.compile(
    r"traceback|werkzeug|flask|gunicorn|jinja|sqlalchemy|psycopg|sqlite|python|\.py\b", re.IGNORECASE
)


def assert_clean(response: TestResponse, *, api: bool = False) -> None:
    """A refusal in words of ours that tells nothing of what runs here."""
    assert not SOFTWARE.search(response.text)
    assert not {"Server", "X-Powered-By"} & set(response.headers.keys())
    if response.status_code >= 400:
        assert response.mimetype == ("application/problem+json" if api else "text/html")
        assert api or response.text.count("<h1>") == 1
        assert not api or {"type", "status", "title", "detail"} <= response.json.keys()
