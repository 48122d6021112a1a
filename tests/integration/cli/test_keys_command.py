"""Keys: made once, never for a roll that was made with others, never half."""

import stat

import pytest

from pemilu.infra import keyring
from pemilu.infra.db import Database
from tests.factories import published_roll
from tests.integration.cli.conftest import Office


def test_a_roll_with_rows_gets_no_second_keys(office: Office, sqlite_database: Database) -> None:
    published_roll(sqlite_database)
    for command in ("keys init", "demo prepare"):
        assert "Kembalikan admin.json" in office.refused(command)
    assert not office.keys.exists()


def test_a_portal_keyring_alone_is_not_joined_by_keys_that_differ(office: Office) -> None:
    keyring.write(keyring.generate().only(keyring.PORTAL_PURPOSES), office.keys.with_name("portal.json"))
    assert "Kembalikan admin.json" in office.refused("keys init")
    assert not office.keys.exists()


def test_keys_that_stand_are_told_and_left(office: Office) -> None:
    office.done("keys init")
    before = [file.read_bytes() for file in sorted(office.keys.parent.iterdir())]
    assert "Kunci sudah ada" in office.refused("keys init")
    assert [file.read_bytes() for file in sorted(office.keys.parent.iterdir())] == before


def test_a_missing_portal_keyring_is_derived_from_the_admins(office: Office) -> None:
    office.done("keys init")
    portal = office.keys.with_name("portal.json")
    portal.unlink()
    assert "portal.json" in office.done("keys init")
    whole = keyring.read(office.keys)
    assert keyring.read(portal) == whole.only(keyring.PORTAL_PURPOSES)


def test_keys_are_made_before_there_is_a_database(new_office: Office) -> None:
    new_office.done("keys init")
    assert stat.S_IMODE(new_office.keys.stat().st_mode) == 0o400


@pytest.mark.parametrize("command", ["daftar publish dps", "daftar check README.md"])
def test_without_keys_it_is_said_how_to_make_them(
    office: Office, sqlite_database: Database, command: str
) -> None:
    published_roll(sqlite_database)
    assert "keys init" in office.refused(command)
