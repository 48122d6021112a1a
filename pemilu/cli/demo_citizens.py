"""The citizens of the demo, who file reports about themselves and their families."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from pemilu.cli.demo_people import LISTED_SEED, PLACES, VOTERS
from pemilu.cli.operator import Operator
from pemilu.cli.synthetic import Cells, voters
from pemilu.infra.keyring import Purpose
from pemilu.infra.reader import open_reader
from pemilu.laporan.kinds import AlasanTms, JenisBukti, JenisLaporan, Pelapor
from pemilu.laporan.kontak import Kontak
from pemilu.laporan.office import Office
from pemilu.laporan.pages import CleanEvidence, CleanPage
from pemilu.laporan.store import store
from pemilu.laporan.submit import Desk, NewLaporan, submit
from pemilu.pemilih.nik import Nik, parse_nik
from pemilu.tahapan.calendar import active_pemilihan
from pemilu.wilayah.kode import KodeWilayah

UNLISTED_SEED = 1945
MOST_UNLISTED = 400
J = JenisLaporan
KINDS = (
    *((J.BELUM_TERDAFTAR, Pelapor.PEMILIH),) * 8,
    *((J.PERBAIKAN_DATA, Pelapor.PEMILIH),) * 5,
    *((J.SALAH_TPS, Pelapor.PEMILIH),) * 3,
    *((J.TIDAK_MEMENUHI_SYARAT, Pelapor.KELUARGA),) * 2,
    (J.TIDAK_BERDOMISILI, Pelapor.KELUARGA),
    (J.GANDA, Pelapor.PEMILIH),
)
REMARK = "Data contoh, bukan laporan warga."
PAPER, INK, LINES = (236, 240, 245), (40, 60, 90), (190, 200, 215)
LATEST, EARLIEST = 200, 4_000
"""Minutes ago."""


def people(polling_day: date) -> tuple[list[Cells], list[Cells]]:
    """Who is on the demo's list, and at most `MOST_UNLISTED` who are not."""
    listed = list(voters(VOTERS, seed=LISTED_SEED, places=PLACES, polling_day=polling_day))
    taken = {person["nik"] for person in listed}
    others = voters(MOST_UNLISTED, seed=UNLISTED_SEED, places=PLACES, polling_day=polling_day)
    # Of another seed, but born on the same days: a NIK of the list would show staff a stranger's name.
    return listed, [person for person in others if person["nik"] not in taken]


class Citizens:
    """Files one report after the other, each of somebody else."""

    def __init__(self, o: Operator, random: Random) -> None:
        self._operator, self._random = o, random
        reader = open_reader(o.settings.database_url, published_file=False)
        found = active_pemilihan(reader)
        reader.close()
        assert found is not None
        self._jadwal = found.jadwal
        self._listed, self._unlisted = people(found.jadwal.tanggal_pemungutan)
        for each in (self._listed, self._unlisted):
            random.shuffle(each)

    def file(self, session: Session, office: Office, *, again: bool = False) -> tuple[str, datetime]:
        """One report of the last three days: its number and when. `again`: by who filed the last one."""
        if not again:
            jenis, pelapor = self._random.choice(KINDS)
            person = (self._unlisted if jenis is J.BELUM_TERDAFTAR else self._listed).pop()
            self._last = jenis, pelapor, person
        jenis, pelapor, person = self._last
        ago = timedelta(minutes=self._random.randint(LATEST, EARLIEST))
        filed = self._operator.clock.now() - ago
        pages = store(office.files, office.sealer, _documents(jenis, pelapor))
        new, desk = _new(jenis, pelapor, person), self._desk(office)
        receipt = submit(session, new, pages, desk=desk, jadwal=self._jadwal, now=filed)
        session.flush()
        return receipt.nomor, filed

    def _desk(self, office: Office) -> Desk:
        code_key = self._operator.keyring.active(Purpose.RESI)
        return Desk(sealer=office.sealer, index=office.index, code_key=code_key, libur=office.libur)


def _new(jenis: JenisLaporan, pelapor: Pelapor, person: Cells) -> NewLaporan:
    nik = parse_nik(person["nik"])
    assert isinstance(nik, Nik)
    reporter = nik if pelapor.reports_about_self else _relative(nik)
    return NewLaporan(
        jenis=jenis,
        pelapor=pelapor,
        kelurahan=KodeWilayah(person["kelurahan"]),
        target=nik,
        pelapor_nik=reporter,
        pelapor_cocok=jenis is not J.BELUM_TERDAFTAR,
        tps_nomor=None if jenis is J.BELUM_TERDAFTAR else int(person["tps"]),
        kontak=Kontak(email=f"warga{nik.value[6:]}@contoh.example"),
        isi=_content(jenis, pelapor, person, reporter),
        kunci=secrets.token_bytes(32),
        sidik=secrets.token_bytes(32),
    )


def _relative(nik: Nik) -> Nik:
    """Somebody born on the same day: with the next serial."""
    parsed = parse_nik(nik.value[:12] + f"{int(nik.value[12:]) + 4_000:04}")
    return parsed if isinstance(parsed, Nik) else nik


def _content(jenis: JenisLaporan, pelapor: Pelapor, person: Cells, reporter: Nik) -> Mapping[str, str]:
    """What the form would hold, by the names of its fields."""
    names = ("nik", "nkk", "nama", "tempat_lahir", "tanggal_lahir", "jenis_kelamin", "alamat", "rt", "rw")
    isi = {name: person[name] for name in names} | {"keterangan": REMARK, "pelapor": pelapor.value}
    isi["email"] = f"warga{person['nik'][6:]}@contoh.example"
    if jenis is J.TIDAK_MEMENUHI_SYARAT:
        isi["alasan"] = AlasanTms.MENINGGAL.value
    if not pelapor.reports_about_self:
        isi |= {"pelapor_nik": reporter.value, "pelapor_nama": f"KELUARGA {person['nama']}"[:60]}
    return isi


def _documents(jenis: JenisLaporan, pelapor: Pelapor) -> list[tuple[JenisBukti, CleanEvidence]]:
    kinds = [JenisBukti.SURAT_KEMATIAN if jenis is J.TIDAK_MEMENUHI_SYARAT else JenisBukti.KTP_EL]
    kinds += [] if pelapor.reports_about_self else [JenisBukti.IDENTITAS_PELAPOR]
    return [(kind, CleanEvidence((_picture(kind),))) for kind in kinds]


def _picture(kind: JenisBukti) -> CleanPage:
    """A card that says what it stands for, and that it is none."""
    card = Image.new("RGB", (640, 400), PAPER)
    draw = ImageDraw.Draw(card)
    draw.rectangle((12, 12, 628, 388), outline=INK, width=4)
    draw.text((40, 40), kind.value.upper(), fill=INK, font_size=40)
    draw.text((40, 110), "CONTOH - BUKAN DOKUMEN ASLI", fill=INK, font_size=28)
    for line in range(5):
        draw.rectangle((40, 180 + 38 * line, 560 - 60 * (line % 3), 194 + 38 * line), fill=LINES)
    small = card.resize((160, 100))
    return CleanPage(card.width, card.height, *map(_jpeg, (card, small)))


def _jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=70)
    return out.getvalue()
