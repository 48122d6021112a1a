"""Settings, read once at start. Everything missing or weak is named in one message."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from pemilu.infra.errors import DomainError
from pemilu.infra.outlets import TOKEN, parse_gateway_url, parse_smtp_url

MAX_PROXIES = 5
DEFAULT_PASSWORDS = {"postgres", "password", "admin", "changeme"}
# A name and perhaps a port, nothing after it. Plain http never leaves the machine.
BASE_URL = re.compile(r"(https://[a-z0-9.-]+|http://(127\.0\.0\.1|localhost|\[::1\]))(:[0-9]{1,5})?")
SENDER_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9.-]{1,190}")
KABAR_FOLDER = "var/kabar"


class SettingsRefused(DomainError):
    """The environment does not make a safe process; `problems` holds one line for each thing to mend."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("Pengaturan ditolak:\n" + "\n".join(f"  - {p}" for p in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """What both processes are told. URLs may hold passwords, so `repr` hides them."""

    database_url: str = field(repr=False)
    lookup_database_url: str = field(repr=False)
    redis_url: str | None = field(repr=False)
    keyring_file: Path
    public_base_url: str
    admin_base_url: str
    trusted_proxies: int
    otoritas: str | None
    files_dir: Path
    smtp_url: str | None = field(repr=False)
    pesan_url: str | None = field(repr=False)
    pesan_token: str | None = field(repr=False)
    kabar_dari: str | None
    kabar_dir: Path | None
    """Where messages without a URL of their own are written; None: they wait until there is one."""

    @property
    def lookup_is_file(self) -> bool:
        """True when lookups come from a published SQLite file of their own (nothing else is needed then)."""
        lookup = _sqlite_file(self.lookup_database_url)
        return lookup is not None and lookup != _sqlite_file(self.database_url)


def from_env(env: Mapping[str, str], *, keyring: str) -> Settings:
    """Settings out of the environment; `NAME_FILE` is read where `NAME` is absent (for mounted secrets).

    `keyring` names the default key file of this process under `var/keys/`.

    Raises:
        SettingsRefused: names every missing or weak setting at once.
    """
    reader = _Reader(env)
    database = reader.database("DATABASE_URL", default="sqlite:///var/pemilu.db")
    settings = Settings(
        database_url=database,
        lookup_database_url=reader.database("LOOKUP_DATABASE_URL", default=database),
        redis_url=reader.redis("REDIS_URL"),
        keyring_file=Path(reader.text("KEYRING_FILE") or f"var/keys/{keyring}.json"),
        public_base_url=reader.base_url("PUBLIC_BASE_URL", default="http://127.0.0.1:8000"),
        admin_base_url=reader.base_url("ADMIN_BASE_URL", default="http://127.0.0.1:8001"),
        trusted_proxies=reader.count("TRUSTED_PROXIES", default=0, most=MAX_PROXIES),
        otoritas=reader.text("OTORITAS"),
        files_dir=Path(reader.text("FILES_DIR") or "var/berkas"),
        smtp_url=reader.smtp("SMTP_URL"),
        pesan_url=reader.gateway("PESAN_URL"),
        pesan_token=reader.token("PESAN_TOKEN"),
        kabar_dari=reader.sender_address("KABAR_DARI", needed_for="SMTP_URL"),
        kabar_dir=reader.folder("KABAR_DIR", default=KABAR_FOLDER, unless=("SMTP_URL", "PESAN_URL")),
    )
    if reader.problems:
        raise SettingsRefused(reader.problems)
    return settings


class _Reader:
    """Reads one setting after the other and collects what is wrong with them."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self.problems: list[str] = []

    def text(self, name: str) -> str | None:
        value = self._env.get(name, "").strip()
        file = self._env.get(f"{name}_FILE", "").strip()
        # KEYRING_FILE is a setting of its own, so its value is the path itself.
        if value or not file:
            return value or None
        return self._mounted(f"{name}_FILE", Path(file))

    def _mounted(self, name: str, file: Path) -> str | None:
        """A secret in a file of its own. An empty one is refused: the default must not slip in its place."""
        try:
            value = file.read_text().strip()
        except (OSError, UnicodeDecodeError):
            value = ""
        if not value:
            self.problems.append(f"{name}: berkas tidak dapat dibaca atau kosong")
        return value or None

    def database(self, name: str, *, default: str) -> str:
        value = self.text(name)
        if value is None:
            return default
        try:
            url = make_url(value)
        except (ArgumentError, ValueError):
            self.problems.append(f"{name}: bukan alamat basis data")
            return default
        if url.get_backend_name() not in {"sqlite", "postgresql"}:
            self.problems.append(f"{name}: hanya sqlite:/// atau postgresql://")
        elif url.database in {None, "", ":memory:"}:
            self.problems.append(f"{name}: tanpa nama basis data atau berkas")
        if url.password and url.password in DEFAULT_PASSWORDS | {url.username}:
            self.problems.append(f"{name}: kata sandi bawaan; ganti dahulu")
        return value

    def redis(self, name: str) -> str | None:
        value = self.text(name)
        if value and not _names_a_redis(value):
            self.problems.append(f"{name}: harus redis://HOST, rediss://HOST atau unix:///PATH")
        return value

    def base_url(self, name: str, *, default: str) -> str:
        value = (self.text(name) or default).rstrip("/").lower()
        if not BASE_URL.fullmatch(value):
            self.problems.append(f"{name}: harus https://NAMA tanpa path (http hanya untuk 127.0.0.1)")
        return value

    def count(self, name: str, *, default: int, most: int) -> int:
        value = self.text(name) or str(default)
        if not (value.isascii() and value.isdigit() and int(value) <= most):
            self.problems.append(f"{name}: harus angka 0 sampai {most}")
            return default
        return int(value)

    def smtp(self, name: str) -> str | None:
        value = self.text(name)
        if value and isinstance(problem := parse_smtp_url(value), str):
            self.problems.append(f"{name}: {problem}")
        return value

    def gateway(self, name: str) -> str | None:
        value = self.text(name)
        if value and isinstance(problem := parse_gateway_url(value), str):
            self.problems.append(f"{name}: {problem}")
        return value

    def token(self, name: str) -> str | None:
        value = self.text(name)
        if value and not TOKEN.fullmatch(value):
            self.problems.append(f"{name}: hanya huruf, angka, dan tanda ASCII tanpa spasi")
        return value

    def sender_address(self, name: str, *, needed_for: str) -> str | None:
        value = self.text(name)
        if value and not SENDER_ADDRESS.fullmatch(value):
            self.problems.append(f"{name}: bukan alamat e-mail")
        if not value and self.text(needed_for):
            self.problems.append(f"{name}: isi alamat pengirim bila {needed_for} diisi")
        return value

    def folder(self, name: str, *, default: str, unless: tuple[str, ...]) -> Path | None:
        """A folder; the default only while none of the settings that replace it is there."""
        value = self.text(name)
        if value is None and not any(self.text(other) for other in unless):
            value = default
        return Path(value) if value else None


def _sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite address, links and dots resolved: one file has many spellings."""
    parsed = make_url(url)
    return Path(parsed.database or "").resolve() if parsed.get_backend_name() == "sqlite" else None


def _names_a_redis(value: str) -> bool:
    try:
        url = urlsplit(value)
        place = url.path if url.scheme == "unix" else url.hostname
        return url.scheme in {"redis", "rediss", "unix"} and bool(place) and url.port != 0
    except ValueError:  # a port that is no number
        return False
