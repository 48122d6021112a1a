"""What is kept of an answer page is nobody's own, and never older than what it tells."""

import re

import pytest
from sqlalchemy import select

from pemilu.infra.clock import FrozenClock
from pemilu.infra.db import Database
from pemilu.pemilih.models import Pemilih
from pemilu.tahapan.kinds import JenisDaftar
from pemilu.web import services as web_services
from portal import answer_page
from tests.factories import ABSEN, GANDA, KHUSUS, NAMA, NOW, TERDAFTAR, Roll, published_roll

SECOND = "1399991708900077"


@pytest.fixture
def roll(sqlite_database: Database) -> Roll:
    return published_roll(sqlite_database, clock=FrozenClock(NOW))


def answer(app: object, nik: str, query: str = "", **fields: str) -> str:
    page = app.test_client().post(f"/cek{query}", data={"nik": nik} | fields)  # type: ignore[attr-defined]
    assert page.status_code == 200
    return str(page.text)


def test_two_voters_of_one_tps_see_their_own_name_and_hand_over_their_own_nik(roll: Roll) -> None:
    with roll.database.reading() as session:
        tps_id = session.scalars(select(Pemilih.tps_id).order_by(Pemilih.id)).first()
    roll.pemilih(tps_id, SECOND, nama="ZAINAL ABIDIN")
    roll.publish(JenisDaftar.DPS)
    app = roll.portal()
    first, second = answer(app, TERDAFTAR), answer(app, SECOND)
    assert "B*** S******" in first
    assert "Z*****" in second
    assert "B***" not in second
    assert "Z*****" not in first
    sealed = {
        re.search('name="titipan" value="([^"]+)"', page)[1] for page in (first, second, answer(app, SECOND))
    }
    assert len(sealed) == 3


def test_nothing_personal_is_in_what_is_kept(roll: Roll) -> None:
    app = roll.portal()
    answer(app, TERDAFTAR, nama=NAMA)
    answer(app, GANDA)
    kept = app.extensions["cek-pemilih-jawaban"]._kept
    text = repr(kept.frames) + repr(kept.cards)
    assert kept.frames
    assert not re.search("0001|0003|BUDI|B\\*\\*\\*|S\\*\\*", text)


def test_no_fact_of_a_tps_is_in_what_is_kept_so_that_a_nation_takes_no_more_room(roll: Roll) -> None:
    app = roll.portal()
    first = answer(app, TERDAFTAR)
    kept = app.extensions["cek-pemilih-jawaban"]._kept
    cards = len(kept.cards)
    assert "SDN 05 Contoh" in first
    assert not re.search("SDN|Contoh|004|1399", repr(kept.cards))
    roll.change_tps(4, tempat="Balai <b>Nagari</b>", alamat="Jl. ~~kode~~")
    again = answer(app, TERDAFTAR)
    assert "Balai &lt;b&gt;Nagari&lt;/b&gt;" in again
    assert "Jl. ~~kode~~" in again
    assert len(kept.cards) == cards


def test_a_changed_place_is_told_by_the_next_answer(roll: Roll) -> None:
    app = roll.portal()
    assert "SDN 05 Contoh" in answer(app, TERDAFTAR)
    roll.change_tps(4, tempat="Balai Nagari", kursi_roda=False)
    again = answer(app, TERDAFTAR)
    assert "Balai Nagari" in again
    assert "SDN 05 Contoh" not in again
    assert "Belum dapat dimasuki kursi roda" in again


def test_each_language_has_its_own_page_and_links(roll: Roll) -> None:
    app = roll.portal()
    indonesian, english = answer(app, TERDAFTAR), answer(app, TERDAFTAR, "?bahasa=en")
    assert '<html lang="id">' in indonesian
    assert '<html lang="en">' in english
    assert "bahasa=en" in re.search('href="([^"]*/lacak[^"]*)"', english)[1]
    assert "bahasa" not in re.search('href="([^"]*/lacak[^"]*)"', indonesian)[1]
    assert answer(app, TERDAFTAR) != english


def test_the_front_page_is_rendered_once_for_each_language_and_follows_the_list(
    roll: Roll, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = roll.portal()
    client = app.test_client()
    asked = ("/", "/?bahasa=en", "/?bahasa=xx", "/")
    indonesian, english, unknown, again = (client.get(path).get_data(as_text=True) for path in asked)
    assert ('<html lang="id">' in indonesian, '<html lang="en">' in english) == (True, True)
    assert (indonesian, "bahasa=en" in english) == (again, True)
    assert unknown == indonesian
    assert len(app.extensions["cek-pemilih-jawaban"]._kept.fronts) == 2
    monkeypatch.setattr(web_services, "SITUATION_SECONDS", 0)
    roll.publish(JenisDaftar.DPT)
    assert "DPT · per" in client.get("/").get_data(as_text=True)


def test_the_next_day_is_seen_at_midnight(roll: Roll) -> None:
    app = roll.portal()
    assert "Anda masih bisa didaftarkan" in answer(app, ABSEN)
    roll.clock.advance(days=7)
    assert "Anda masih bisa didaftarkan" not in answer(app, ABSEN)


def test_a_new_list_is_told_by_the_next_answer(roll: Roll, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_services, "SITUATION_SECONDS", 0)
    app = roll.portal()
    assert "DPS per" in answer(app, TERDAFTAR)
    roll.publish(JenisDaftar.DPT)
    assert "DPT per" in answer(app, TERDAFTAR)


def test_what_is_kept_is_bounded(roll: Roll, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_page, "MOST_CARDS", 1)
    monkeypatch.setattr(answer_page, "MOST_FRAMES", 1)
    app = roll.portal()
    for nik in (TERDAFTAR, KHUSUS, GANDA, ABSEN):
        answer(app, nik)
    kept = app.extensions["cek-pemilih-jawaban"]._kept
    assert (len(kept.frames), len(kept.cards)) == (1, 1)


@pytest.mark.parametrize("language", ["id, en", "en", "xx", "\0", "id" * 3000])
def test_no_asked_language_makes_more_pages_than_there_are(roll: Roll, language: str) -> None:
    app = roll.portal()
    for _ in range(3):
        app.test_client().post("/cek", data={"nik": TERDAFTAR}, query_string={"bahasa": language})
    assert len(app.extensions["cek-pemilih-jawaban"]._kept.frames) == 1
