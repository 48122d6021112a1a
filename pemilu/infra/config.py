"""Settings, read once at start. Everything missing or weak is named in one message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from pemilu.infra.errors import DomainError

MAX_PROXIES = 5


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
    trusted_proxies: int
    otoritas: str | None

    @property
    def lookup_is_file(self) -> bool:
        """True when lookups come from a published SQLite file of their own (nothing else is needed then)."""
        return self.lookup_database_url != self.database_url and self.lookup_database_url.startswith("sqlite")


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
        trusted_proxies=reader.count("TRUSTED_PROXIES", default=0, most=MAX_PROXIES),
        otoritas=reader.text("OTORITAS"),
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
        try:
            return Path(file).read_text().strip() or None
        except OSError:
            self.problems.append(f"{name}_FILE: berkas tidak dapat dibaca")
            return None

    def database(self, name: str, *, default: str) -> str:
        value = self.text(name) or default
        try:
            backend = make_url(value).get_backend_name()
            password = make_url(value).password
        except ArgumentError:
            self.problems.append(f"{name}: bukan alamat basis data")
            return default
        if backend not in {"sqlite", "postgresql"}:
            self.problems.append(f"{name}: hanya sqlite:/// atau postgresql://")
        if password in {"postgres", "password", "admin", "changeme"}:
            self.problems.append(f"{name}: kata sandi bawaan; ganti dahulu")
        return value

    def redis(self, name: str) -> str | None:
        value = self.text(name)
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            self.problems.append(f"{name}: harus redis://, rediss:// atau unix://")
        return value

    def base_url(self, name: str, *, default: str) -> str:
        value = (self.text(name) or default).rstrip("/")
        local = value.startswith(("http://127.0.0.1", "http://localhost"))
        if not (value.startswith("https://") or local):
            self.problems.append(f"{name}: harus https:// (http hanya untuk 127.0.0.1)")
        return value

    def count(self, name: str, *, default: int, most: int) -> int:
        value = self.text(name) or str(default)
        if not (value.isascii() and value.isdigit() and int(value) <= most):
            self.problems.append(f"{name}: harus angka 0 sampai {most}")
            return default
        return int(value)
