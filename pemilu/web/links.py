"""Links of templates: the router is asked once for each, not twelve times for every answer."""

from flask import Flask, request, url_for

MOST_KEPT = 2_000


def keep_links(app: Flask) -> None:
    """Give templates a `url_for` that remembers. A link depends on its values and the chosen language alone."""
    kept: dict[object, str] = {}

    def link(endpoint: str, **values: str | int | None) -> str:
        key = endpoint, request.args.get("bahasa"), tuple(values.items())
        found = kept.get(key)
        if found is None:
            found = url_for(endpoint, **values)  # type: ignore[arg-type]  # passed on as they are
            if len(kept) < MOST_KEPT:
                kept[key] = found
        return found

    app.jinja_env.globals["url_for"] = link
