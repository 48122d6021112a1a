"""A QR code inside the page: drawn with attributes only, because the policy of the site allows no style."""

import segno
from markupsafe import Markup

SCALE = 4
BORDER = 4


def qr_svg(text: str) -> Markup:
    """An `<svg>` of black on white, also on a dark page: cameras need the contrast."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        scale=SCALE, border=BORDER, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True
    )
    return Markup(drawn)  # noqa: S704 - made of numbers and our own colours; the text is drawn, not written
