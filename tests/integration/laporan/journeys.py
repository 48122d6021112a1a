"""Every journey of a report, made by people with names, numbers and pictures that can be looked for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from pemilu.laporan.kinds import AlasanTms, JenisBukti, JenisLaporan, Pelapor
from pemilu.laporan.models import Laporan
from pemilu.laporan.status import Status
from tests.integration.laporan import canary
from tests.integration.laporan.canary import photograph
from tests.integration.laporan.forms import Page, filled, post, receipt_of
from tests.integration.laporan.office import Office

J = JenisLaporan
STRIPES = {
    "ktp": ("red", "lime", "blue", "yellow"),
    "kematian": ("white", "red", "black", "aqua"),
    "tambahan": ("magenta", "white", "lime", "black"),
}
BIRTH = {"tempat_lahir": "Muaratebung", "tanggal_lahir": canary.LAHIR}
REACH = {"telepon": canary.TELEPON, "email": canary.EMAIL}
ADDRESS = {"alamat": "Gang Cempakawulung 7"}


@dataclass
class Travels:
    """What was sent under which number, and every answer that came."""

    answers: list[TestResponse]
    sent: dict[str, dict[str, str]] = field(default_factory=dict)
    pictures: dict[str, list[bytes]] = field(default_factory=dict)
    objection: str = "Itu tidak benar: lembayungsenja."


def recorded(office: Office) -> list[TestResponse]:
    """Every answer of that office from now on."""
    answers: list[TestResponse] = []

    class Recorder(FlaskClient):
        def open(self, *args: Any, **kwargs: Any) -> TestResponse:
            answers.append(super().open(*args, **kwargs))
            return answers[-1]

    office.app.test_client_class = Recorder
    return answers


def travel(office: Office, visit: Callable[[Office], FlaskClient]) -> Travels:
    """All journeys, one after the other."""
    travels = Travels(recorded(office))
    _missing_voter(office, visit(office), travels)
    _mourner(office, visit(office), travels)
    _accused(visit(office))
    for _response in _lost(visit(office)):
        pass
    return travels


def _missing_voter(office: Office, browser: FlaskClient, travels: Travels) -> None:
    """Looks in vain, carries the NIK over, files, prints, adds a document, is rejected, objects."""
    answer = browser.post("/cek", data={"nik": canary.NIK_PELAPOR, "nama": canary.NAMA_PELAPOR})
    browser.post(f"/lapor/{J.BELUM_TERDAFTAR}", data={"titipan": Page(answer).values["titipan"]})
    person = {"nik": canary.NIK_PELAPOR, "nkk": canary.NKK, "nama": canary.NAMA_PELAPOR}
    form = filled(J.BELUM_TERDAFTAR, **person, **BIRTH, **ADDRESS, **REACH)
    nomor, kode = _file(browser, J.BELUM_TERDAFTAR, form, {"ktp": JenisBukti.KTP_EL}, travels)
    browser.get("/lapor/tanda-terima.pdf", query_string={"nomor": nomor})
    token = Page(browser.post("/lacak", data={"nomor": nomor, "kode": kode})).values["titipan"]
    more = photograph(STRIPES["tambahan"])
    added = _act(browser, token, "tambah-dokumen", **_files({JenisBukti.KK: more}))
    assert added.status_code == 200
    travels.pictures[nomor].append(more)
    _reject(office, nomor)
    assert _act(browser, token, "keberatan", alasan=travels.objection).status_code == 200
    assert browser.post("/lapor/tanda-terima/simpan").status_code == 303


def _mourner(office: Office, browser: FlaskClient, travels: Travels) -> None:
    """Reports a death in the family, sends the form again, thinks better of it."""
    by = {"pelapor_nik": canary.NIK_PELAPOR, "pelapor_nama": canary.NAMA_PELAPOR}
    about = {"nik": canary.NIK_TARGET, "nama": canary.NAMA_TARGET, "alasan": AlasanTms.MENINGGAL.value}
    words = {"keterangan": "Wafat tahun lalu, rumbaikesumba."}
    form = filled(J.TIDAK_MEMENUHI_SYARAT, Pelapor.KELUARGA, **about, **by, **words, **ADDRESS, **REACH)
    needed = {"kematian": JenisBukti.SURAT_KEMATIAN, "ktp": JenisBukti.IDENTITAS_PELAPOR}
    for _again in range(2):
        nomor, kode = _file(browser, J.TIDAK_MEMENUHI_SYARAT, form, needed, travels)
    token = Page(browser.post("/lacak", data={"nomor": nomor, "kode": kode})).values["titipan"]
    assert "titipan" in Page(_act(browser, token, "batalkan")).values


def _accused(browser: FlaskClient) -> None:
    """Learns of the report at the lookup and keeps their right."""
    answer = browser.post("/cek", data={"nik": canary.NIK_TARGET, "nama": canary.NAMA_TARGET})
    kept = browser.post("/cek/sanggah", data={"titipan": Page(answer).values["titipan"]})
    assert "Sanggahan Anda sudah dicatat" in kept.text


def _lost(browser: FlaskClient) -> Iterator[TestResponse]:
    """Takes every wrong turn with everything personal in hand."""
    person = {"nik": canary.NIK_TARGET, "nama": canary.NAMA_TARGET}
    form = filled(J.PERBAIKAN_DATA, **person, keterangan="rumbaikesumba", **REACH)
    broken = _files({JenisBukti.KTP_EL: canary.MARK})
    yield post(browser, f"/lapor/{J.PERBAIKAN_DATA}", form | broken)
    yield post(browser, f"/lapor/{J.PERBAIKAN_DATA}", form | {"nama": "", "email": canary.EMAIL * 9})
    yield post(browser, f"/lapor/{J.PERBAIKAN_DATA}", form | {"tempat": canary.NIK_TARGET})
    yield browser.post("/lacak", data={"nomor": canary.NIK_TARGET, "kode": canary.NAMA_TARGET})
    yield browser.post("/lacak/tindakan", data={"titipan": canary.NIK_TARGET, "aksi": canary.NAMA_TARGET})
    yield browser.post("/lapor/tanda-terima/simpan", data={"nomor": canary.NIK_TARGET})


def _file(
    browser: FlaskClient,
    jenis: JenisLaporan,
    form: dict[str, str],
    evidence: dict[str, JenisBukti],
    travels: Travels,
) -> tuple[str, str]:
    """Number and code of a report that was sent with these pictures."""
    pictures = {kind: photograph(STRIPES[name]) for name, kind in evidence.items()}
    assert post(browser, f"/lapor/{jenis}", form | _files(pictures)).status_code == 303
    nomor, kode = receipt_of(browser)
    travels.sent[nomor] = form
    travels.pictures[nomor] = list(pictures.values())
    return nomor, kode


def _files(pictures: dict[JenisBukti, bytes]) -> dict[str, Any]:
    """Their file fields; people name files after themselves."""
    fields: dict[str, Any] = {}
    for number, (kind, picture) in enumerate(pictures.items(), start=1):
        fields[f"jenis_bukti_{number}"] = kind.value
        name = f"{canary.NAMA_PELAPOR} {canary.NIK_PELAPOR}.jpg"
        fields[f"bukti_{number}"] = FileStorage(BytesIO(picture), name)
    return fields


def _act(browser: FlaskClient, token: str, aksi: str, **fields: object) -> TestResponse:
    return post(browser, "/lacak/tindakan", {"titipan": token, "aksi": aksi} | fields)


def _reject(office: Office, nomor: str) -> None:
    """What KPU Kab/Kota does, as far as the citizen sees it."""
    until = office.clock.now() + timedelta(days=3)
    with office.database.transaction() as session:
        here = update(Laporan).where(Laporan.nomor == nomor)
        session.execute(here.values(status=Status.DITOLAK, keberatan_sampai=until))
