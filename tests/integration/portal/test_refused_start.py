"""Bad settings end a start at once, in words: each is named, nothing is traced, nobody tries again."""

import subprocess
import sys
from pathlib import Path

import pytest

import wsgi
from tests.rules.sources import ROOT
from tests.servers.process import free_port

PROGRAMS = Path(sys.executable).parent
SECONDS = 60
HIDDEN = "rahasia"
BAD = {
    "DATABASE_URL": f"mysql://pemilu:{HIDDEN}@contoh/pemilu",
    "PUBLIC_BASE_URL": "http://cek.contoh.id",
    "TRUSTED_PROXIES": "banyak",
    "REDIS_URL": "redis:",
    "SMTP_URL": f"http://pemilu:{HIDDEN}@contoh",
}
# Nothing of an exception, neither in Python's own words nor by the names that our log lines give it.
TRACED = ("Traceback", "jejak", "galat", "SettingsRefused", "KeyringUnsafe", ".py")
SAID = "Pengaturan ditolak:"


def start(program: str, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [str(PROGRAMS / program), *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=SECONDS, check=False
    )


def serve(*options: str, **settings: str) -> subprocess.CompletedProcess[str]:
    config = str(ROOT / "deploy" / "gunicorn.conf.py")
    where = f"127.0.0.1:{free_port()}"
    return start("gunicorn", "--config", config, *options, "--bind", where, "wsgi:portal()", **settings)


def is_refused_in_words(ended: subprocess.CompletedProcess[str]) -> bool:
    """Whether it ended with the code that says so, and told neither its inner life nor a secret."""
    assert ended.returncode == wsgi.REFUSED
    assert not [word for word in (*TRACED, HIDDEN) if word in ended.stderr + ended.stdout]
    return SAID in ended.stderr


@pytest.mark.parametrize("options", [(), ("--preload",)], ids=["", "preload"])
def test_gunicorn_stops_at_bad_settings_and_names_all_of_them_once(options: tuple[str, ...]) -> None:
    ended = serve(*options, WEB_CONCURRENCY="3", **BAD)
    assert is_refused_in_words(ended)
    assert [ended.stderr.count(f"  - {name}: ") for name in BAD] == [1] * len(BAD)
    assert ended.stderr.count(SAID) == 1
    assert "Booting worker" not in ended.stderr


def test_a_portal_without_its_keys_says_which_file_and_how_to_make_it(tmp_path: Path) -> None:
    keys = str(tmp_path / "tidak-ada.json")
    ended = serve(DATABASE_URL=f"sqlite:///{tmp_path}/pemilu.db", KEYRING_FILE=keys)
    assert is_refused_in_words(ended)
    assert "KEYRING_FILE: tidak-ada.json" in ended.stderr
    assert "keys init" in ended.stderr


def test_an_operators_command_ends_alike() -> None:
    ended = start("flask", "--app", "wsgi:admin()", "daftar", "list", **BAD)
    assert is_refused_in_words(ended)
    assert [ended.stderr.count(f"  - {name}: ") for name in BAD] == [1] * len(BAD)
