"""What an answer says, and to whom it sends the citizen, through the calendar of an election."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from pemilu.infra import limits
from pemilu.infra.db import Database
from pemilu.pemilih.export import export
from pemilu.tahapan.kinds import JenisDaftar, KodeTahapan
from pemilu.tahapan.models import Tahapan
from tests.factories import (
    ABSEN,
    GANDA,
    KELURAHAN,
    KHUSUS,
    NAMA,
    NOW,
    TERDAFTAR,
    Roll,
    published_roll,
    silent,
)

NewVisitor = Callable[..., FlaskClient]
TODAY = NOW.date()
CARD = f"/tps/{KELURAHAN}-004"
WRONG = "AHMAD DAHLAN"
LANGUAGES = ["id", "en"]


def stage(kode: KodeTahapan, first: int, last: int) -> Tahapan:
    """A stage in days from today."""
    return Tahapan(kode=kode, mulai=TODAY + timedelta(first), selesai=TODAY + timedelta(last))


def answer(client: FlaskClient, nik: str, nama: str = "", language: str = "id") -> str:
    return client.post(f"/cek?bahasa={language}", data={"nik": nik, "nama": nama}).text


@pytest.fixture
def after(sqlite_database: Database, new_visitor: NewVisitor) -> FlaskClient:
    """The day after polling day."""
    roll = published_roll(sqlite_database, tanggal_pemungutan=TODAY - timedelta(1), tahapan=[])
    return new_visitor(roll.portal())


@pytest.mark.parametrize(("nik", "nama"), [(TERDAFTAR, ""), (GANDA, ""), (TERDAFTAR, WRONG), (KHUSUS, "")])
def test_after_polling_day_nobody_is_sent_to_a_pps(after: FlaskClient, nik: str, nama: str) -> None:
    page = answer(after, nik, nama)
    assert "PPS" not in page
    assert "KPU Kabupaten/Kota" in page
    assert "PPS" not in answer(after, nik, nama, "en")


def test_after_polling_day_a_refusal_for_too_many_names_the_kpu(
    sqlite_database: Database, new_visitor: NewVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LOOKUP_IPV4", "1 per hour")
    roll = published_roll(sqlite_database, tanggal_pemungutan=TODAY - timedelta(1), tahapan=[])
    client = new_visitor(roll.portal())
    answer(client, TERDAFTAR)
    refused = client.post("/cek", data={"nik": TERDAFTAR})
    assert refused.status_code == 429
    assert "KPU Kabupaten/Kota" in refused.text
    assert "PPS" not in refused.text


def test_while_an_election_is_on_a_refusal_for_too_many_names_the_pps(
    roll: Roll, new_visitor: NewVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LOOKUP_IPV4", "1 per hour")
    client = new_visitor(roll.portal())
    answer(client, TERDAFTAR)
    assert "PPS" in client.post("/cek", data={"nik": TERDAFTAR}).text
    assert "PPS" in client.post("/api/v1/cek", json={"nik": TERDAFTAR}).json["detail"]


def test_after_polling_day_no_day_no_hours_and_nothing_to_bring_are_told(after: FlaskClient) -> None:
    for page in (answer(after, TERDAFTAR), answer(after, KHUSUS), answer(after, GANDA), after.get(CARD).text):
        assert "TPS" in page
        told = ("Hari</dt>", "07.00", "Yang dibawa", ".ics", "pindah memilih")
        assert [word for word in told if word in page] == []


def test_before_polling_day_day_hours_and_what_to_bring_are_told(visitor: FlaskClient) -> None:
    for page in (answer(visitor, TERDAFTAR), visitor.get(CARD).text):
        told = ("Hari</dt>", "07.00", "Yang dibawa", ".ics")
        assert [word for word in told if word not in page] == []


@pytest.mark.parametrize(
    ("nik", "nama", "offered"),
    [
        (TERDAFTAR, "", {"perbaikan-data", "salah-tps"}),
        (KHUSUS, "", {"perbaikan-data", "salah-tps"}),
        (TERDAFTAR, WRONG, {"perbaikan-data"}),
        (KHUSUS, WRONG, {"perbaikan-data"}),
        (GANDA, "", {"ganda"}),
        (ABSEN, "", {"belum-terdaftar"}),
    ],
)
def test_while_reports_are_open_every_answer_leads_to_those_that_fit(
    visitor: FlaskClient, nik: str, nama: str, offered: set[str]
) -> None:
    page = answer(visitor, nik, nama)
    assert set(re.findall(r'action="/lapor/([a-z-]+)', page)) == offered


def test_who_was_moved_to_a_special_tps_is_told_so(
    sqlite_database: Database, new_visitor: NewVisitor
) -> None:
    roll = published_roll(sqlite_database)
    roll.change(TERDAFTAR, tps_id=roll.tps(902, khusus=True, nama="Lapas Contoh"))
    roll.publish()
    page = answer(new_visitor(roll.portal()), TERDAFTAR)
    assert "TPS lokasi khusus" in page
    assert "TPS Anda berubah" in page


@pytest.mark.parametrize(
    ("wilayah", "told", "not_told"), [("", "waktu setempat", "WIB"), ("13", "WIB", "waktu setempat")]
)
@pytest.mark.parametrize(
    ("stages", "jenis"),
    [([(KodeTahapan.TANGGAPAN, -3, 6)], JenisDaftar.DPS), ([(KodeTahapan.DPT, -9, -1)], JenisDaftar.DPT)],
    ids=["tanggapan", "dpk"],
)
def test_an_hour_is_local_where_several_zones_vote(
    sqlite_database: Database,
    new_visitor: NewVisitor,
    *,
    stages: list[tuple[KodeTahapan, int, int]],
    jenis: JenisDaftar,
    wilayah: str,
    told: str,
    not_told: str,
) -> None:
    tahapan = [stage(*one) for one in stages]
    roll = published_roll(sqlite_database, wilayah=wilayah, tahapan=tahapan)
    roll.publish(jenis)
    client = new_visitor(roll.portal())
    page = answer(client, ABSEN)
    assert told in page
    assert not_told not in page
    assert ("local time" in answer(client, ABSEN, language="en")) is (wilayah == "")


def test_once_a_dpt_is_published_the_dpk_is_told_though_its_stage_goes_on(
    sqlite_database: Database, new_visitor: NewVisitor
) -> None:
    stages = [stage(KodeTahapan.TANGGAPAN, -20, -10), stage(KodeTahapan.DPT, -2, 5)]
    roll = published_roll(sqlite_database, tahapan=stages)
    before = answer(new_visitor(roll.portal()), ABSEN)
    roll.publish(JenisDaftar.DPT)
    page = answer(new_visitor(roll.portal()), ABSEN)
    assert "sedang disusun" in before
    assert "DPK" not in before
    assert "sedang disusun" not in page
    assert "DPK" in page


def test_without_a_response_period_none_is_said_to_be_over(
    sqlite_database: Database, new_visitor: NewVisitor
) -> None:
    roll = published_roll(sqlite_database, tahapan=[])
    page = answer(new_visitor(roll.portal()), ABSEN)
    assert "Masa tanggapan" not in page
    assert "Tanyakan kepada KPU Kabupaten/Kota" in page


@pytest.mark.parametrize("path", ["/bantuan", "/lapor/belum-terdaftar", "/cek"])
def test_the_last_hour_is_promised_only_to_who_qualifies_and_while_ballots_last(
    sqlite_database: Database, new_visitor: NewVisitor, path: str
) -> None:
    roll = published_roll(sqlite_database, tahapan=[stage(KodeTahapan.DPT, -9, -1)])
    client = new_visitor(roll.portal())
    sent = {"nik": ABSEN, "kelurahan": KELURAHAN, "aksi": "kirim"}
    page = client.get(path).text if path == "/bantuan" else client.post(path, data=sent | {"nama": ""}).text
    if "lapor" in path:
        assert "Masa tanggapan tidak sedang dibuka" in page
    assert "Bila Anda memenuhi syarat" in page
    assert "selama surat suara masih ada" in page


def test_who_typed_the_number_of_the_family_card_finds_out(visitor: FlaskClient) -> None:
    assert "itu nomor KK, bukan NIK" in answer(visitor, ABSEN)


def test_the_source_of_the_regions_is_named(visitor: FlaskClient) -> None:
    assert "Data wilayah: idn-area-data 4.0.1 (ODbL 1.0)" in visitor.get("/bantuan").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_privacy_page_says_what_a_server_with_the_whole_list_holds(
    visitor: FlaskClient, language: str
) -> None:
    page = visitor.get(f"/privasi?bahasa={language}").text
    assert ("tidak menyimpan NIK dan nama" in page, "keeps no NIK" in page) == (False, False)
    assert ("tersegel" if language == "id" else "are sealed") in page


def test_a_server_whose_lookup_has_a_published_file_says_that_it_holds_no_nik(
    sqlite_database: Database, new_visitor: NewVisitor, tmp_path: Path
) -> None:
    roll = published_roll(sqlite_database)
    export(roll.database, tmp_path / "terbit.sqlite", progress=silent)
    client = new_visitor(roll.portal(LOOKUP_DATABASE_URL=f"sqlite:///{tmp_path / 'terbit.sqlite'}"))
    page = client.get("/privasi").text
    assert "Untuk pencarian, server ini tidak menyimpan NIK dan nama" in page
    assert "tersegel" not in page


def test_the_privacy_page_owns_to_the_cookie_of_a_receipt(visitor: FlaskClient) -> None:
    page = visitor.get("/privasi").text
    assert "Situs ini tidak memasang cookie" not in page
    assert "Pencarian tidak memasang cookie" in page
    assert "satu cookie" in page
    assert "retensi arsip" in page
    for response in (visitor.get("/privasi"), visitor.post("/cek", data={"nik": TERDAFTAR, "nama": NAMA})):
        assert "Set-Cookie" not in response.headers
