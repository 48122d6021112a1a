"""PDFs into pictures of their pages. Run as a module it answers for one file (see `scrub`)."""

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # the library ships no types
from pypdfium2 import raw

from pemilu.laporan.image import to_page
from pemilu.laporan.pages import CleanEvidence, CleanPage, EvidenceProblem, Limits
from pemilu.laporan.pdf_active import find_active
from pemilu.laporan.scrub import serve

POINTS_PER_INCH = 72
NOT_ENCRYPTED = -1
LOCKED = {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}
XFA = {raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND}


def read_pages(content: bytes, limits: Limits) -> CleanEvidence | EvidenceProblem:
    """Every page as a picture; refused when the file is active, locked, long or larger than a poster."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        return EvidenceProblem.PDF_TERSANDI if error.err_code in LOCKED else EvidenceProblem.RUSAK
    problem = _locked(document) or _active(document) or find_active(content, most=limits.pdf_unpacked)
    return problem or _render(document, limits)


def _locked(document: pdfium.PdfDocument) -> EvidenceProblem | None:
    """Some open without a password, but what cannot be read in the file cannot be checked either."""
    locked = raw.FPDF_GetSecurityHandlerRevision(document) != NOT_ENCRYPTED
    return EvidenceProblem.PDF_TERSANDI if locked else None


def _active(document: pdfium.PdfDocument) -> EvidenceProblem | None:
    active = (
        raw.FPDFDoc_GetJavaScriptActionCount(document) > 0
        or document.count_attachments() > 0
        or document.get_formtype() in XFA
    )
    return EvidenceProblem.PDF_AKTIF if active else None


def _render(document: pdfium.PdfDocument, limits: Limits) -> CleanEvidence | EvidenceProblem:
    # Before the first page: what was filled into a form, and signatures, are drawn only then.
    document.init_forms()
    if len(document) > limits.pdf_pages:
        return EvidenceProblem.PDF_TERLALU_PANJANG
    sizes = [document.get_page_size(number) for number in range(len(document))]
    if any(max(size) > limits.pdf_points for size in sizes):
        return EvidenceProblem.TERLALU_BANYAK_PIKSEL
    return CleanEvidence(tuple(_picture(document[number], limits) for number in range(len(document))))


def _picture(page: pdfium.PdfPage, limits: Limits) -> CleanPage:
    # The renderer rounds up, so one pixel less keeps a page within the edge.
    scale = min(limits.pdf_dpi / POINTS_PER_INCH, (limits.edge - 1) / max(page.get_size()))
    bitmap = page.render(scale=scale)
    picture = bitmap.to_pil().convert("RGB")
    bitmap.close()
    page.close()
    return to_page(picture, limits)


if __name__ == "__main__":
    serve(read_pages)
