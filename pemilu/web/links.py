"""Links of templates: the router is asked once for each, not twelve times for every answer."""

from flask import Flask, url_for

from pemilu.web.i18n import asked_language

MOST_KEPT = 2_000


def keep_links(app: Flask) -> None:
    """Give templates a `url_for` that remembers: a link follows from its values and the asked language."""
    kept: dict[object, str] = {}

    def link(endpoint: str, **values: str | int | None) -> str:
        key = endpoint, asked_language(), tuple(values.items())
        found = kept.get(key)
        if found is None:
            found = url_for(endpoint, **values)  # type: ignore[arg-type]  # passed on as they are
            if len(kept) < MOST_KEPT:
                kept[key] = found
        return found

    app.jinja_env.globals["url_for"] = link
