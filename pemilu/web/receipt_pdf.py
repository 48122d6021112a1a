"""Tanda Terima as one printable page. The QR holds the public number only."""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

import segno

from pemilu.web.i18n import gettext as _
from pemilu.web.i18n import language
from pemilu.web.receipt_facts import Fact
from pemilu.web.words import SELANJUTNYA

if TYPE_CHECKING:
    from fpdf import FPDF

WIDTH_MM = 170
QR_MM = 32
# The built-in fonts know Latin-1 only; region names hold nothing else.
FONT = "Helvetica"


def receipt_pdf(nomor: str, facts: Sequence[Fact]) -> bytes:
    """A PDF of one A4 page in the language of the request."""
    # It brings a library of fonts: 20 MB and a third of a second that a worker of lookups never needs.
    from fpdf import FPDF  # noqa: PLC0415

    pdf = FPDF(format="A4")
    pdf.set_title(_("Tanda Terima %(nomor)s", nomor=nomor))
    pdf.set_lang(language())
    pdf.set_margin(20)
    pdf.add_page()
    pdf.image(_qr(nomor), x=190 - QR_MM, y=18, w=QR_MM, alt_text=nomor)
    pdf.set_font(FONT, "B", 20)
    pdf.cell(WIDTH_MM - QR_MM, 12, _latin(_("Tanda Terima Laporan")), new_x="LMARGIN", new_y="NEXT")
    _write(
        pdf, _("Simpan lembar ini. Jangan berikan kode rahasia kepada orang lain."), width=WIDTH_MM - QR_MM
    )
    pdf.set_y(52)
    for fact in facts:
        _write(pdf, fact.label)
        _write(pdf, fact.lines[0], style="B", size=13)
        for line in fact.lines[1:]:
            _write(pdf, line)
        pdf.ln(3)
    _write(pdf, _("Selanjutnya"), style="B", size=13)
    for number, step in enumerate(SELANJUTNYA, start=1):
        _write(pdf, f"{number}. {step}")
    return bytes(pdf.output())


def _write(pdf: "FPDF", text: str, *, style: str = "", size: int = 10, width: int = WIDTH_MM) -> None:
    pdf.set_font(FONT, style, size)
    pdf.multi_cell(width, size / 2 + 0.5, _latin(text), new_x="LMARGIN", new_y="NEXT")


def _qr(nomor: str) -> BytesIO:
    picture = BytesIO()
    segno.make(nomor, error="m").save(picture, kind="png", scale=6, border=2)
    picture.seek(0)
    return picture


def _latin(text: str) -> str:
    return text.encode("latin-1", "replace").decode("latin-1")
