"""Evidence out of an upload form: up to five files, each with what it is, cleaned or refused in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import FileStorage

from pemilu.laporan.documents import PELENGKAP, SYARAT, SYARAT_TMS, SyaratBukti, missing
from pemilu.laporan.intake import Document, Intake
from pemilu.laporan.kinds import AlasanTms, JenisBukti, JenisLaporan, Pelapor
from pemilu.laporan.pages import CleanEvidence, EvidenceProblem
from pemilu.web.i18n import gettext as _
from pemilu.web.words import JENIS_BUKTI, MASALAH_BUKTI

MOST = 5
FIRST_SHOWN = 2
BYTES_EACH = 10 * 1024 * 1024
FORM_BYTES = MOST * BYTES_EACH + 256 * 1024
# Werkzeug counts its read buffer (64 KiB) as form memory too.
TEXT_BYTES = 256 * 1024
CLEAN_PAGES = 30
CLEAN_BYTES = 40 * 1024 * 1024
SHOWN_NAME = 60


@dataclass(slots=True)
class Uploads:
    """What came: clean documents, what is wrong with which field, what is missing, names to tell again."""

    documents: list[Document] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    @property
    def given(self) -> list[JenisBukti]:
        return [kind for kind, _evidence in self.documents]

    @property
    def problems(self) -> list[str]:
        return [*self.faults.values(), *self.missing]

    @property
    def needs_more_fields(self) -> bool:
        """Whether the fields after the first two, which start folded, hold a file or a fault."""
        return len(self.names) > FIRST_SHOWN or any(int(name[-1]) > FIRST_SHOWN for name in self.faults)

    def fits(self, evidence: CleanEvidence) -> bool:
        """Whether one form may hold that as well: clean pages wait in memory until all are stored."""
        pages = [page for _kind, kept in (*self.documents, (None, evidence)) for page in kept.pages]
        size = sum(len(page.jpeg) + len(page.thumbnail) for page in pages)
        return len(pages) <= CLEAN_PAGES and size <= CLEAN_BYTES


def read_uploads(intake: Intake, files: Mapping[str, FileStorage], typed: Mapping[str, str]) -> Uploads:
    """Clean every chosen file, in the order of the form."""
    uploads = Uploads()
    for number in range(1, MOST + 1):
        upload = files.get(f"bukti_{number}")
        if upload is None or not upload.filename:
            continue
        uploads.names.append(_shown(upload.filename))
        _read_one(intake, upload, number, typed.get(f"jenis_bukti_{number}", ""), uploads)
    return uploads


def only_names(files: Mapping[str, FileStorage]) -> Uploads:
    """The names of the chosen files, to be told again where the form comes back before they are looked at."""
    chosen = (files.get(f"bukti_{number}") for number in range(1, MOST + 1))
    return Uploads(names=[_shown(upload.filename) for upload in chosen if upload and upload.filename])


def _read_one(intake: Intake, upload: FileStorage, number: int, jenis: str, uploads: Uploads) -> None:
    name = uploads.names[-1]
    if jenis not in set(JenisBukti):
        uploads.faults[f"jenis_bukti_{number}"] = _("%(nama)s: pilih jenis dokumennya.", nama=name)
        return
    content = upload.stream.read(BYTES_EACH + 1)
    cleaned = intake.clean(content)
    if isinstance(cleaned, EvidenceProblem):
        uploads.faults[f"bukti_{number}"] = f"{name}: {MASALAH_BUKTI[cleaned]}"
    elif not uploads.fits(cleaned):
        uploads.faults[f"bukti_{number}"] = _(
            "%(nama)s: semua berkas bersama-sama lebih dari 30 halaman atau 40 MB. Kirim halaman yang perlu "
            "saja; sisanya dapat ditambahkan nanti di halaman Lacak.",
            nama=name,
        )
    else:
        uploads.documents.append((JenisBukti(jenis), cleaned))


def requirements(kind: JenisLaporan) -> list[tuple[AlasanTms | None, SyaratBukti]]:
    """What must be proved; for TMS each reason has a document of its own."""
    return [(None, SYARAT[kind])] if kind in SYARAT else list(SYARAT_TMS.items())


def document_choices(kind: JenisLaporan) -> list[JenisBukti]:
    """What a file may be, for the lists beside the file fields: the required ones first."""
    required = [bukti for _reason, syarat in requirements(kind) for bukti in syarat.salah_satu]
    return list(dict.fromkeys([*required, *PELENGKAP[kind], JenisBukti.IDENTITAS_PELAPOR]))


def tell_missing(
    given: Collection[JenisBukti], jenis: JenisLaporan, pelapor: Pelapor, alasan: AlasanTms | None
) -> Sequence[str]:
    """A sentence for each requirement that the given documents leave open."""
    return [_needed(syarat) for syarat in missing(given, jenis, pelapor=pelapor, alasan=alasan)]


def _needed(syarat: SyaratBukti) -> str:
    names = ", ".join(str(JENIS_BUKTI[bukti]) for bukti in syarat.salah_satu)
    if len(syarat.salah_satu) == 1:
        return _("Lampirkan: %(dokumen)s.", dokumen=names)
    return _("Lampirkan salah satu: %(dokumen)s.", dokumen=names)


def _shown(filename: str) -> str:
    """A file's own name, only to be told back on the page; it is never stored."""
    plain = "".join(char for char in filename if char.isprintable())
    return plain[-SHOWN_NAME:]
