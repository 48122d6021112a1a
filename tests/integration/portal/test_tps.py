"""The card of a polling place: what the answer said, for the election that is on, and as a calendar entry."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from pemilu.infra.db import Database
from tests.factories import KELURAHAN, Roll, published_roll

NewVisitor = Callable[..., FlaskClient]
CARD = f"/tps/{KELURAHAN}-004"


def test_between_elections_no_place_has_been_set(database: Database, new_visitor: NewVisitor) -> None:
    roll = Roll(database, aktif=False)
    roll.tps(4)
    client = new_visitor(roll.portal())
    assert [client.get(path).status_code for path in (CARD, f"{CARD}.ics")] == [404, 404]


def test_a_place_of_an_election_in_preparation_is_not_shown(roll: Roll, new_visitor: NewVisitor) -> None:
    after = Roll(roll.database, kode="berikut", aktif=False)
    after.tps(4, tempat="Gedung Lain")
    after.tps(5)
    client = new_visitor(roll.portal())
    assert "SDN 05 Contoh" in client.get(CARD).text
    assert client.get(f"/tps/{KELURAHAN}-005").status_code == 404


def test_a_place_that_was_corrected_is_shown_so_at_once(roll: Roll, new_visitor: NewVisitor) -> None:
    """A flooded school is changed the same morning: places are not frozen with the list."""
    client = new_visitor(roll.portal())
    assert client.get(CARD).status_code == 200
    roll.change_tps(4, tempat="Balai Kelurahan")
    assert "Balai Kelurahan" in client.get(CARD).text
    assert "Balai Kelurahan" in client.post("/cek", data={"nik": "1399991708900001"}).text


@pytest.mark.parametrize("path", [CARD, f"/tps/{KELURAHAN}-4", f"/tps/{KELURAHAN}-901"])
def test_a_card_tells_number_place_and_hours(visitor: FlaskClient, path: str) -> None:
    page = visitor.get(path).text
    assert "07.00" in page
    assert "13.00" in page
    assert "WIB" in page


def test_a_calendar_entry_is_one_event_on_polling_day_in_utc(visitor: FlaskClient) -> None:
    response = visitor.get(f"{CARD}.ics")
    lines = response.data.decode().split("\r\n")
    assert response.mimetype == "text/calendar"
    assert f'filename="tps-{KELURAHAN}-004.ics"' in response.headers["Content-Disposition"]
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert {"DTSTART:20241127T000000Z", "DTEND:20241127T060000Z", "TRIGGER:-PT720M"} <= set(lines)
    assert lines[-1] == ""


def test_a_calendar_entry_forges_no_line_and_folds_long_ones(
    sqlite_database: Database, new_visitor: NewVisitor
) -> None:
    roll = published_roll(sqlite_database)
    roll.change_tps(4, tempat="Aula\r\nATTENDEE:x; a, b \\ " + "é" * 120)
    raw = new_visitor(roll.portal()).get(f"{CARD}.ics").data
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not [line for line in lines if line.startswith(b"ATTENDEE")]
    unfolded = raw.replace(b"\r\n ", b"").decode()
    assert "Aula ATTENDEE:x\\; a\\, b \\\\ " + "é" * 120 in unfolded
