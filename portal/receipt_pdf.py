"""Tanda Terima as one printable page. The QR holds the public number only."""

from io import BytesIO

import segno
from fpdf import FPDF

from pemilu.laporan.submit import Receipt
from pemilu.web.i18n import gettext as _
from pemilu.web.i18n import local_time, long_date
from pemilu.wilayah.tree import Place
from portal.words import JENIS_LAPORAN, TINGKAT_PANITIA

WIDTH_MM = 170
QR_MM = 32
# The built-in fonts know Latin-1 only; region names hold nothing else.
FONT = "Helvetica"


def receipt_pdf(receipt: Receipt, place: Place) -> bytes:
    """A PDF of one A4 page."""
    pdf = FPDF(format="A4")
    pdf.set_title(_("Tanda Terima %(nomor)s", nomor=receipt.nomor))
    pdf.set_lang("id")
    pdf.set_margin(20)
    pdf.add_page()
    pdf.image(_qr(receipt.nomor), x=190 - QR_MM, y=18, w=QR_MM, alt_text=receipt.nomor)
    pdf.set_font(FONT, "B", 20)
    pdf.cell(WIDTH_MM - QR_MM, 12, _("Tanda Terima Laporan"), new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(FONT, "", 11)
    pdf.cell(WIDTH_MM - QR_MM, 7, _("Simpan lembar ini. Jangan berikan kode rahasia kepada orang lain."))
    pdf.ln(24)
    for label, value in _lines(receipt, place):
        pdf.set_font(FONT, "", 10)
        pdf.cell(WIDTH_MM, 6, _latin(label), new_x="LMARGIN", new_y="NEXT")
        pdf.set_font(FONT, "B", 13)
        pdf.multi_cell(WIDTH_MM, 7, _latin(value), new_x="LMARGIN", new_y="NEXT")
        pdf.ln(3)
    return bytes(pdf.output())


def _lines(receipt: Receipt, place: Place) -> list[tuple[str, str]]:
    names = ", ".join(name for name in (place.kelurahan, place.kecamatan, place.kabupaten) if name)
    return [
        (_("Nomor laporan"), receipt.nomor),
        (_("Kode rahasia"), receipt.kode),
        (_("Jenis laporan"), str(JENIS_LAPORAN[receipt.jenis])),
        (_("Alamat pemilih"), names),
        (_("Diterima"), local_time(receipt.diajukan, receipt.zona)),
        (_("Dijawab paling lambat"), long_date(receipt.tenggat_tanggal) + " 23.59 " + receipt.zona.value),
        (_("Yang menjawab"), str(TINGKAT_PANITIA[receipt.holder.tingkat])),
        (_("Alamat petugas"), receipt.holder.alamat or _("Tanyakan di kantor desa atau kelurahan")),
    ]


def _qr(nomor: str) -> BytesIO:
    picture = BytesIO()
    segno.make(nomor, error="m").save(picture, kind="png", scale=6, border=2)
    picture.seek(0)
    return picture


def _latin(text: str) -> str:
    return text.encode("latin-1", "replace").decode("latin-1")
