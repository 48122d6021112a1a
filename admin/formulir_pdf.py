"""The blank form: what Model A-Tanggapan asks (PKPU 7/2022 art. 66), one page of A4, filled in by hand."""

from collections.abc import Iterable, Sequence

from admin.meja_form import PELAPOR
from pemilu.petugas.active import Holder
from pemilu.web.i18n import gettext as _
from pemilu.web.i18n import language
from pemilu.web.words import ALASAN_TMS, JENIS_BUKTI, JENIS_LAPORAN, TINGKAT_PANITIA

# The built-in fonts know Latin-1 only; region names hold nothing else.
FONT = "Helvetica"
LEFT, TOP, WIDTH, ROW, BOX, LABEL = 15, 12, 180, 6.6, 3.4, 42
NIK_DIGITS = 16


def blank_form(post: Holder | None, names: Sequence[str]) -> bytes:
    """One page. `post` is the committee that hands it out, `names` its region from the province down."""
    sheet = _Sheet()
    sheet.title(_("Tanggapan dan Masukan atas Daftar Pemilih"), _("Isian Model A-Tanggapan (PKPU 7/2022)"))
    _kinds(sheet)
    _reporter(sheet)
    _voter(sheet)
    sheet.heading(_("D. Yang salah dan yang benar"))
    for _number in range(3):
        sheet.line("", left=LEFT)
    sheet.heading(_("E. Salinan dokumen yang diserahkan"))
    sheet.ticks("", JENIS_BUKTI.values())
    sheet.signatures()
    sheet.note(_where(post, names))
    return bytes(sheet.pdf.output())


def _kinds(sheet: "_Sheet") -> None:
    sheet.heading(_("A. Yang dilaporkan (centang satu)"))
    for words in JENIS_LAPORAN.values():
        sheet.ticks("", [words])
    sheet.ticks("", ALASAN_TMS.values(), left=LEFT + 6)


def _reporter(sheet: "_Sheet") -> None:
    sheet.heading(_("B. Pelapor"))
    sheet.ticks(_("Sebagai"), PELAPOR.values())
    sheet.line(_("Nama lengkap"))
    sheet.boxes(_("NIK"), NIK_DIGITS)
    sheet.line(_("Alamat"))
    sheet.line(_("HP dan e-mail"))


def _voter(sheet: "_Sheet") -> None:
    sheet.heading(_("C. Pemilih yang dimaksud"))
    sheet.line(_("Nama lengkap"))
    sheet.boxes(_("NIK"), NIK_DIGITS)
    sheet.boxes(_("Nomor KK"), NIK_DIGITS)
    sheet.line(_("Tempat, tanggal lahir"))
    sheet.ticks(_("Jenis kelamin"), (_("Laki-laki"), _("Perempuan")))
    sheet.ticks(_("Perkawinan"), (_("Belum kawin"), _("Sudah kawin"), _("Pernah kawin")))
    sheet.line(_("Alamat KTP-el, RT/RW"))
    sheet.line(_("Desa/kelurahan, TPS"))
    sheet.line(_("Disabilitas, bila ada"))
    sheet.ticks(_("KTP-el"), (_("Sudah punya KTP-el"), _("Belum punya KTP-el")))


def _where(post: Holder | None, names: Sequence[str]) -> str:
    """Where to hand it in, as far as anybody has entered it."""
    if post is None:
        return _("Serahkan kepada PPS di kantor desa atau kelurahan.")
    office = ", ".join([str(TINGKAT_PANITIA[post.tingkat]), *reversed(names[1:])])
    reach = [text for text in (post.alamat, post.telepon, post.jam) if text]
    return " · ".join([_("Serahkan kepada %(panitia)s.", panitia=office), *reach])


class _Sheet:
    """Draws from the top down."""

    def __init__(self) -> None:
        # Not at the start: see pemilu/web/receipt_pdf.py.
        from fpdf import FPDF  # noqa: PLC0415

        self.pdf = FPDF(format="A4")
        self.pdf.set_title(_("Formulir tanggapan dan masukan"))
        self.pdf.set_lang(language())
        self.pdf.set_margins(LEFT, TOP, LEFT)
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.add_page()
        self.pdf.set_line_width(0.2)

    def title(self, text: str, below: str) -> None:
        self._text(text, style="B", size=15, height=8)
        self._text(below, size=9, height=5)

    def heading(self, text: str) -> None:
        self.pdf.ln(1.6)
        self._text(text, style="B", size=10, height=6)

    def ticks(self, label: str, options: Iterable[object], *, left: float = LEFT) -> None:
        """Boxes side by side, in as many lines as they need."""
        pdf = self.pdf
        self._label(label, left)
        start = left + LABEL if label else left
        pdf.set_x(start)
        for option in options:
            text = str(option)
            wide = BOX + 2 + pdf.get_string_width(text) + 4
            if pdf.get_x() + wide > LEFT + WIDTH:
                pdf.ln(5.2)
                pdf.set_x(start)
            self._box(pdf.get_x())
            pdf.set_x(pdf.get_x() + BOX + 1.2)
            pdf.cell(pdf.get_string_width(text) + 4, 5.2, text)
        pdf.ln(5.6)

    def line(self, label: str, *, left: float | None = None) -> None:
        """A label and a line to write on."""
        self._label(label, LEFT)
        start = LEFT + LABEL if left is None else left
        y = self.pdf.get_y() + ROW - 1.2
        self.pdf.line(start, y, LEFT + WIDTH, y)
        self.pdf.ln(ROW)

    def boxes(self, label: str, digits: int) -> None:
        """One box for each digit, in groups of four."""
        self._label(label, LEFT)
        for number in range(digits):
            x = LEFT + LABEL + number * 5.4 + number // 4 * 2
            self.pdf.rect(x, self.pdf.get_y() + 0.6, 5.4, 5.4)
        self.pdf.ln(ROW + 0.4)

    def signatures(self) -> None:
        """For the citizen and for who takes it in, and the receipt's number."""
        self.pdf.ln(1.5)
        y, half = self.pdf.get_y(), WIDTH / 2
        for x, who in ((LEFT, _("Pelapor, tanggal")), (LEFT + half, _("Petugas yang menerima, tanggal"))):
            self.pdf.set_xy(x, y)
            self.pdf.cell(half, 5, f"{who} ........................")
            self.pdf.line(x, y + 22, x + half - 10, y + 22)
            self.pdf.set_xy(x, y + 22.5)
            self.pdf.cell(half, 5, _("Nama dan tanda tangan"))
        self.pdf.set_xy(LEFT, y + 28)
        number, due = _("Nomor laporan"), _("Dijawab paling lambat")
        self._text(f"{number}: LP-____________   {due}: ____________________")

    def note(self, text: str) -> None:
        self.pdf.ln(1)
        self.pdf.set_font(FONT, "B", 9)
        self.pdf.multi_cell(WIDTH, 4.6, text.encode("latin-1", "replace").decode("latin-1"), align="L")

    def _label(self, label: str, left: float) -> None:
        self.pdf.set_font(FONT, "", 9.5)
        self.pdf.set_x(left)
        self.pdf.cell(LABEL, 5.2, label)

    def _box(self, x: float) -> None:
        self.pdf.rect(x, self.pdf.get_y() + 0.9, BOX, BOX)

    def _text(self, text: str, *, style: str = "", size: float = 10, height: float = 5.5) -> None:
        self.pdf.set_font(FONT, style, size)
        self.pdf.cell(WIDTH, height, text, new_x="LMARGIN", new_y="NEXT")
