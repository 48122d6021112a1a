"""Settings: what is missing, weak or nonsense is refused at once, with one line for each thing to mend."""

from pathlib import Path

import pytest

from pemilu.infra.config import Settings, SettingsRefused, from_env

# One misconfiguration a line: the setting that the message must name, and its value.
REFUSED = [
    ("DATABASE_URL", "bukan alamat"),
    ("DATABASE_URL", "mysql://u:rahasia@h/db"),
    ("DATABASE_URL", "postgresql://u:rahasia@h:port/db"),
    ("DATABASE_URL", "postgresql://u:rahasia@h"),
    ("DATABASE_URL", "postgresql://u:postgres@h/db"),
    ("DATABASE_URL", "postgresql://u:changeme@h/db"),
    ("DATABASE_URL", "postgresql://pemilu:pemilu@h/db"),
    ("DATABASE_URL", "sqlite://"),
    ("DATABASE_URL", "sqlite:///:memory:"),
    ("LOOKUP_DATABASE_URL", "file:/terbit"),
    ("LOOKUP_DATABASE_URL", "oracle://h/db"),
    ("REDIS_URL", "http://127.0.0.1"),
    ("REDIS_URL", "redis://"),
    ("REDIS_URL", "redis://h:enam"),
    ("REDIS_URL", "redis://h:0"),
    ("REDIS_URL", "redis://h:70000"),
    ("REDIS_URL", "unix://"),
    ("PUBLIC_BASE_URL", "http://cek.example"),
    ("PUBLIC_BASE_URL", "http://127.0.0.1.jahat.example"),
    ("PUBLIC_BASE_URL", "http://localhost@jahat.example"),
    ("PUBLIC_BASE_URL", "https://"),
    ("PUBLIC_BASE_URL", "https://cek.example/portal"),
    ("PUBLIC_BASE_URL", "https://u:rahasia@cek.example"),
    ("PUBLIC_BASE_URL", "https://cek.example:port"),
    ("PUBLIC_BASE_URL", "cek.example"),
    ("TRUSTED_PROXIES", "-1"),
    ("TRUSTED_PROXIES", "6"),
    ("TRUSTED_PROXIES", "satu"),
    ("TRUSTED_PROXIES", "１"),
    ("TRUSTED_PROXIES", "1.0"),
]


def read(**env: str) -> Settings:
    return from_env(env, keyring="portal")


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_a_misconfiguration_is_refused_and_named(name: str, value: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        read(**{name: value})
    (problem,) = refused.value.problems
    assert problem.startswith(f"{name}: ")
    assert "rahasia" not in str(refused.value)


def test_all_misconfigurations_are_named_in_one_message() -> None:
    wrong = dict(REFUSED)
    with pytest.raises(SettingsRefused) as refused:
        read(**wrong)
    assert [problem.split(":")[0] for problem in refused.value.problems] == list(wrong)
    assert all(problem in str(refused.value) for problem in refused.value.problems)


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"])
def test_a_mounted_secret_that_says_nothing_is_refused_instead_of_the_default(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "url"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsRefused, match="DATABASE_URL_FILE"):
        read(DATABASE_URL_FILE=str(file))


def test_a_mounted_secret_is_read_without_its_line_end(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://u:rahasia@h/db\n")
    assert read(DATABASE_URL_FILE=str(tmp_path / "url")).database_url == "postgresql://u:rahasia@h/db"


def test_the_environment_goes_before_the_mounted_file(tmp_path: Path) -> None:
    settings = read(REDIS_URL="redis://satu", REDIS_URL_FILE=str(tmp_path / "tidak-ada"))
    assert settings.redis_url == "redis://satu"


def test_without_any_setting_one_machine_serves_from_sqlite() -> None:
    settings = read()
    assert settings.database_url == settings.lookup_database_url == "sqlite:///var/pemilu.db"
    assert settings.redis_url is None
    assert settings.trusted_proxies == 0
    assert settings.keyring_file == Path("var/keys/portal.json")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://Cek.Example/", "https://cek.example"),
        ("https://cek.example:8443", "https://cek.example:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_a_public_address_is_kept_without_slash_in_small_letters(given: str, kept: str) -> None:
    assert read(PUBLIC_BASE_URL=given).public_base_url == kept


@pytest.mark.parametrize("url", ["redis://h", "rediss://:kata@h:6380/1", "unix:///run/redis.sock"])
def test_a_redis_may_be_near_or_far(url: str) -> None:
    assert read(REDIS_URL=url).redis_url == url


@pytest.mark.parametrize(
    ("lookup", "is_file"),
    [
        (None, False),
        ("sqlite:///var/pemilu.db", False),
        ("postgresql://replika/db", False),
        ("sqlite:////srv/terbit", True),
        ("sqlite:///./var/pemilu.db", False),
        ("sqlite:///var/../var//pemilu.db", False),
        (f"sqlite:///{Path('var/pemilu.db').absolute()}", False),
        ("sqlite+pysqlite:///var/pemilu.db", False),
    ],
)
def test_lookups_come_from_a_published_file_only_when_it_is_another_sqlite(
    lookup: str | None, is_file: bool
) -> None:
    settings = read(**({"LOOKUP_DATABASE_URL": lookup} if lookup else {}))
    assert settings.lookup_is_file is is_file


def test_a_link_to_the_live_database_is_no_published_file(tmp_path: Path) -> None:
    (tmp_path / "tautan").symlink_to(tmp_path / "pemilu.db")
    live, link = (f"sqlite:///{tmp_path / name}" for name in ("pemilu.db", "tautan"))
    assert not read(DATABASE_URL=live, LOOKUP_DATABASE_URL=link).lookup_is_file


def test_settings_do_not_show_passwords() -> None:
    url = "postgresql://u:rahasia@h/db"
    settings = read(DATABASE_URL=url, LOOKUP_DATABASE_URL=url, REDIS_URL="redis://:rahasia@h")
    assert "rahasia" not in repr(settings)
