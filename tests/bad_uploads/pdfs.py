"""PDFs: active, locked, long, large, hidden and broken ones, and honest ones as programs write them."""

import io
from collections.abc import Iterator

from PIL import Image

from pemilu.laporan.pages import EvidenceProblem
from tests.bad_uploads import BERSIH, EICAR, MARK, Upload, upload
from tests.bad_uploads.images import card, deflated_zeros
from tests.bad_uploads.pdf_writer import encrypted_pdf, in_hex, packed_pdf, pdf, predicted, stream

_P = EvidenceProblem
_SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
_BUTTON = b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 300 300] /A %s >>]"


def pdfs() -> list[Upload]:
    return [*_honest(), *_active(), *_hidden(), *_locked_long_or_large(), *_broken()]


def form_bomb(levels: int, width: int) -> bytes:
    """A page whose drawing calls a drawing that calls a drawing ...: width ** levels of them."""
    forms = {
        10_000 + level: stream(
            b"/F Do " * width,
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << "
            b"/F %d 0 R >> >>" % (10_001 + level),
        )
        for level in range(levels)
    }
    forms[10_000 + levels] = stream(b"0 0 5 5 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    return pdf(page=b"/Resources << /XObject << /F 10000 0 R >> >>", content=b"/F Do", objects=forms)


def _honest() -> Iterator[Upload]:
    yield upload("pdf-plain", pdf(), BERSIH)
    yield upload("pdf-10-pages", pdf(pages=10), BERSIH)
    yield upload("pdf-scan", _scan(), BERSIH)
    yield upload("pdf-photo-a-point-a-pixel", pdf(box=(8_064, 6_048)), BERSIH)
    yield upload("pdf-tiny-page", pdf(box=(1, 1)), BERSIH)
    yield upload("pdf-very-long-page", pdf(box=(9_000, 1)), BERSIH)
    yield upload("pdf-opens-at-a-page", pdf(b"/OpenAction [10 0 R /FitH null]"), BERSIH)
    yield upload("pdf-opens-by-goto", pdf(b"/OpenAction << /S /GoTo /D [10 0 R /Fit] >>"), BERSIH)
    link = _BUTTON % (
        b"<< /S /URI /URI (https://example.test/%s) >>" % MARK.replace(b"(", b"").replace(b")", b"")
    )
    yield upload("pdf-with-link", pdf(page=link), BERSIH)
    yield upload("pdf-with-info", pdf(objects={10_000: b"<< /Author (%s) >>" % MARK}), BERSIH)
    yield upload("pdf-with-tail", pdf() + MARK, BERSIH)
    yield upload("pdf-with-eicar-tail", pdf() + EICAR, BERSIH)
    yield upload("pdf-with-object-stream", packed_pdf(b"/Metadata 5 0 R", b"<< /Nothing /Here >>"), BERSIH)
    yield upload("pdf-with-form", _form(), BERSIH)
    yield upload("pdf-words-in-content", pdf(objects={10_000: stream(b"/JS /AA /Launch")}), BERSIH)


def _active() -> Iterator[Upload]:
    yield from _refused(
        {
            "javascript": pdf(b"/Names << /JavaScript << /Names [(a) %s] >> >>" % _SCRIPT),
            "open-action-script": pdf(b"/OpenAction %s" % _SCRIPT),
            "open-action-uri": pdf(b"/OpenAction << /S /URI /URI (https://example.test/) >>"),
            "open-action-print": pdf(b"/OpenAction << /S /Named /N /Print >>"),
            "open-action-by-reference": pdf(b"/OpenAction 10000 0 R", objects={10_000: _SCRIPT}),
            "open-action-launch": pdf(b"/OpenAction << /S /Launch /F (cmd.exe) >>"),
            "script-on-close": pdf(b"/AA << /WC %s >>" % _SCRIPT),
            "script-in-button": pdf(page=_BUTTON % _SCRIPT),
            "launch-in-button": pdf(page=_BUTTON % b"<< /S /Launch /F (cmd.exe) >>"),
            "other-file-in-button": pdf(
                page=_BUTTON % b"<< /S /GoToR /F (//jahat.test/a.pdf) /D [0 /Fit] >>"
            ),
            "submit-in-button": pdf(page=_BUTTON % b"<< /S /SubmitForm /F (https://example.test/) >>"),
            "attachment": _attached(b"catatan"),
            "attachment-eicar": _attached(EICAR),
            "xfa": pdf(b"/AcroForm << /Fields [] /XFA 10000 0 R >>", objects={10_000: stream(b"<xdp:xdp/>")}),
            "rich-media": pdf(page=b"/Annots [<< /Type /Annot /Subtype /RichMedia /Rect [0 0 9 9] >>]"),
        }
    )


def _hidden() -> Iterator[Upload]:
    script = b"/OpenAction 5 0 R"
    yield from _refused(
        {
            "escaped-name": pdf(b"/OpenAction << /S /J#61vaScript /J#53 (app.alert\\(1\\)) >>"),
            "in-object-stream": packed_pdf(script, _SCRIPT),
            "in-bare-object-stream": packed_pdf(script, _SCRIPT, filters=b"", encode=bytes),
            "behind-predictor": packed_pdf(
                script,
                _SCRIPT,
                filters=b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 4 >>",
                encode=predicted,
            ),
            "behind-two-filters": packed_pdf(
                script, _SCRIPT, filters=b"/Filter [/ASCIIHexDecode /FlateDecode]", encode=in_hex
            ),
        }
    )
    bomb = stream(deflated_zeros(60), b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode")
    yield upload("pdf-object-stream-bomb", pdf(objects={10_000: bomb}), _P.TERLALU_BESAR)
    broken = stream(b"bukan zlib", b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode")
    yield upload("pdf-object-stream-broken", pdf(objects={10_000: broken}), BERSIH)


def _locked_long_or_large() -> Iterator[Upload]:
    yield upload("pdf-locked", encrypted_pdf(b"rahasia"), _P.PDF_TERSANDI)
    yield upload("pdf-locked-without-password", encrypted_pdf(b""), _P.PDF_TERSANDI)
    yield upload("pdf-11-pages", pdf(pages=11), _P.PDF_TERLALU_PANJANG)
    yield upload("pdf-9000-pages", pdf(pages=9_000), _P.PDF_TERLALU_PANJANG)
    yield upload("pdf-14400-points", pdf(box=(14_400, 14_400)), _P.TERLALU_BANYAK_PIKSEL)
    yield upload("pdf-2-31-points", pdf(box=(2**31 - 1, 2**31 - 1)), _P.TERLALU_BANYAK_PIKSEL)
    entries = b"/Type /XObject /Subtype /Image /Width 30000 /Height 30000 /BitsPerComponent 8 "
    picture = stream(deflated_zeros(2_700), entries + b"/ColorSpace /DeviceRGB /Filter /FlateDecode")
    drawn = pdf(
        page=b"/Resources << /XObject << /F 10000 0 R >> >>",
        content=b"200 0 0 200 0 0 cm /F Do",
        objects={10_000: picture},
    )
    yield upload("pdf-picture-bomb", drawn, _P.RUSAK, _P.TERLALU_BANYAK_PIKSEL, BERSIH)


def _broken() -> Iterator[Upload]:
    whole = pdf()
    yield upload("pdf-header-only", b"%PDF-1.7\n", _P.RUSAK)
    yield upload("pdf-random", b"%PDF-1.7\n" + bytes(range(256)) * 40, _P.RUSAK)
    yield upload("pdf-no-pages", whole.replace(b"/Kids [10 0 R]", b"/Kids []      "), _P.RUSAK, BERSIH)
    yield upload("pdf-kids-loop", whole.replace(b"/Kids [10 0 R]", b"/Kids [2 0 R] "), _P.RUSAK, BERSIH)
    yield upload("pdf-wrong-table", whole.replace(b"startxref\n", b"startxref\n9"), BERSIH)
    yield upload("pdf-truncated", whole[: whole.index(b"3 0 obj")], _P.RUSAK, BERSIH)
    yield upload("pdf-endless-stream", whole.replace(b"endstream", b"endstriim"), BERSIH, _P.RUSAK)
    yield upload("pdf-many-streams", b"%PDF-1.7\n" + b"stream\n" * 1_000_000, _P.RUSAK)
    nested = b"[" * 200_000
    yield upload("pdf-deep-nesting", pdf(b"/Nest " + nested), _P.RUSAK, BERSIH)


def _refused(files: dict[str, bytes]) -> Iterator[Upload]:
    return (upload(f"pdf-{name}", content, _P.PDF_AKTIF) for name, content in files.items())


def _attached(body: bytes) -> bytes:
    return pdf(
        b"/Names << /EmbeddedFiles << /Names [(a) 10001 0 R] >> >>",
        objects={
            10_000: stream(body, b"/Type /EmbeddedFile"),
            10_001: b"<< /Type /Filespec /F (a.txt) /EF << /F 10000 0 R >> >>",
        },
    )


def _form() -> bytes:
    field = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (nama) /V (BUDI) /Rect [300 300 500 500] "
    return pdf(
        b"/AcroForm << /Fields [10000 0 R] >>",
        page=b"/Annots [10000 0 R]",
        objects={
            10_000: field + b"/AP << /N 10001 0 R >> >>",
            10_001: stream(
                b"1 0 0 rg 0 0 200 200 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 200 200]"
            ),
        },
    )


def _scan() -> bytes:
    buffer = io.BytesIO()
    pages: list[Image.Image] = [card(1_240, 1_754), card(1_754, 1_240)]
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return buffer.getvalue()
