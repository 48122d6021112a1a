"""The root of every broken rule. Words for people live in `pemilu.web.errors`."""


class DomainError(Exception):
    """A rule was broken. Subclasses carry facts as attributes, never sentences for a page."""
