"""The doors: which keys and which environment each process gets, and whose files it makes."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer

import pytest

import wsgi
from pemilu.cli import run
from pemilu.infra import keyring
from pemilu.infra.db import Database
from tests.factories import TERDAFTAR, published_roll
from tests.rules.sources import ROOT

# The discard service, which no machine runs.
NOBODY = "127.0.0.1:9"


@pytest.fixture(autouse=True)
def _umask_of_the_tests() -> Iterator[None]:
    before = os.umask(0)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture
def at_the_door(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The environment of a portal whose keyring is at the returned path."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/pemilu.db")
    monkeypatch.setenv("KEYRING_FILE", str(tmp_path / "kunci.json"))
    return tmp_path / "kunci.json"


def test_the_portal_does_not_start_with_the_admins_keys(
    at_the_door: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keyring.write(keyring.generate(), at_the_door)
    with pytest.raises(SystemExit, match=str(wsgi.REFUSED)):
        wsgi.portal()
    assert "laporan-pribadi" in capsys.readouterr().err


LOADED = "import sys, wsgi; wsgi.portal(); print(*{name.partition('.')[0] for name in sys.modules})"


def test_a_portal_loads_nothing_of_the_staff_side(at_the_door: Path) -> None:
    keyring.write(keyring.generate().only(keyring.PORTAL_PURPOSES), at_the_door)
    loaded = subprocess.check_output([sys.executable, "-c", LOADED], cwd=ROOT, text=True).split()
    assert "portal" in loaded
    assert not {"admin", "alembic"} & set(loaded)


@pytest.mark.parametrize("door", ["portal", "admin"])
def test_what_a_process_makes_is_for_its_owner_alone(at_the_door: Path, door: str) -> None:
    keyring.write(keyring.generate().only(keyring.PORTAL_PURPOSES), at_the_door)
    os.umask(0)
    getattr(wsgi, door)()
    assert os.umask(0) == 0o077


def test_a_portal_with_other_keys_is_not_ready_and_calls_nobody_unlisted(sqlite_database: Database) -> None:
    roll = published_roll(sqlite_database)
    assert roll.portal().test_client().get("/readyz").status_code == 200
    roll.keyring = keyring.generate()
    client = roll.portal().test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "kunci-tidak-cocok"})
    told = client.post("/api/v1/cek", data=json.dumps({"nik": TERDAFTAR}), content_type="application/json")
    assert told.json["status"] == "belum-terbit"


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """The environments that the preparation was run with; it always says that it failed."""
    seen: list[dict[str, str]] = []

    def prepare(
        command: list[str], *, env: dict[str, str], **_: object
    ) -> subprocess.CompletedProcess[bytes]:
        seen.append(dict(env))
        return subprocess.CompletedProcess(command, 7)

    monkeypatch.setattr(subprocess, "run", prepare)
    return seen


@pytest.mark.parametrize("given", [{}, {"PUBLIC_BASE_URL": ""}, {"HOST": "localhost"}])
def test_on_a_loopback_the_address_is_known(prepared: list[dict[str, str]], given: dict[str, str]) -> None:
    assert run.main({**given, "PORT": "8123", "ADMIN_PORT": "8124"}) == 7
    assert prepared[0]["PUBLIC_BASE_URL"] == f"http://{given.get('HOST', '127.0.0.1')}:8123"
    assert prepared[0]["ADMIN_BASE_URL"] == f"http://{given.get('HOST', '127.0.0.1')}:8124"


@pytest.mark.parametrize("kind", ["", "_FILE"])
def test_addresses_that_are_given_are_left_alone(prepared: list[dict[str, str]], kind: str) -> None:
    addresses = {"PUBLIC_BASE_URL": "https://cek.contoh.id", "ADMIN_BASE_URL": "https://petugas.contoh.id"}
    given = {"HOST": "0.0.0.0"} | {f"{name}{kind}": value for name, value in addresses.items()}
    assert run.main(given) == 7
    assert prepared == [given]


@pytest.mark.parametrize("missing", ["PUBLIC_BASE_URL", "ADMIN_BASE_URL"])
def test_another_host_asks_for_the_address(
    prepared: list[dict[str, str]], capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    given = {"PUBLIC_BASE_URL": "https://cek.contoh.id", "ADMIN_BASE_URL": "https://petugas.contoh.id"}
    assert run.main({"HOST": "0.0.0.0", **given, missing: ""}) == 2
    assert missing in capsys.readouterr().err
    assert prepared == []


def test_a_port_that_is_taken_is_named_before_anything_starts(
    prepared: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert run.main({"PORT": port, "ADMIN_PORT": "8124"}) == 2
    said = capsys.readouterr().err
    assert f"127.0.0.1:{port}" in said
    assert "8124" not in said
    assert prepared == []


def test_who_is_told_to_stop_while_starting_starts_nothing_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C before the first process answers ends that one, and no other is begun."""
    handlers: dict[int, Callable[[int, None], None]] = {}
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    serving = run._Serving()
    Timer(0.3, lambda: handlers[signal.SIGINT](signal.SIGINT, None)).start()
    serving.start([sys.executable, "-c", "import time; time.sleep(60)"], {}, until=NOBODY)
    serving.start([sys.executable, "-c", f"open({str(tmp_path / 'begun')!r}, 'w')"], {})
    assert serving.wait() == 0
    assert not (tmp_path / "begun").exists()


def test_the_portal_is_given_its_own_keyring_and_never_the_admins() -> None:
    assert run.portal_env({"KEYRING_FILE": "/srv/kunci/admin.json", "A": "b"}) == {
        "KEYRING_FILE": "/srv/kunci/portal.json",
        "A": "b",
    }
    assert run.portal_env({"A": "b"}) == {"A": "b"}
