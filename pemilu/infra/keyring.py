"""The keyring file: random 32-byte keys by purpose. The portal's file simply lacks what opens an identity."""

import base64
import hmac
import json
import os
import secrets
import stat
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from pemilu.infra.crypto import BlindIndex, Box, TokenHash
from pemilu.infra.envelope import PrivateOpener, PublicSealer, generate_keypair
from pemilu.infra.errors import DomainError

KEY_BYTES = 32
LARGEST_KID = 255


class Purpose(StrEnum):
    """What a key is for; nothing is ever used for two things."""

    AUDIT = "audit"
    IDENTITAS = "identitas"
    INDEKS_LAPORAN = "indeks-laporan"
    INDEKS_NIK = "indeks-nik"
    INDEKS_NKK = "indeks-nkk"
    LAPORAN_PRIBADI = "laporan-pribadi"
    LAPORAN_PUBLIK = "laporan-publik"
    NAMA = "nama"
    PETUGAS = "petugas"
    RESI = "resi"
    SUMBER = "sumber"
    TITIPAN = "titipan"


# The portal finds a row and checks a name; it can open nothing that the roll has sealed.
PORTAL_PURPOSES = (
    Purpose.INDEKS_LAPORAN,
    Purpose.INDEKS_NIK,
    Purpose.LAPORAN_PUBLIK,
    Purpose.NAMA,
    Purpose.RESI,
    Purpose.SUMBER,
    Purpose.TITIPAN,
)


class KeyMissing(DomainError):
    """This process was not given a key for that purpose."""

    def __init__(self, purpose: Purpose) -> None:
        super().__init__(purpose.value)
        self.purpose = purpose


class KeyringUnsafe(DomainError):
    """The keyring file is absent, unreadable, damaged, or open to other users."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """Keys in memory; `repr` shows none of them."""

    keys: dict[Purpose, dict[int, bytes]] = field(repr=False)

    def active(self, purpose: Purpose) -> bytes:
        """The newest key for `purpose`. Raises KeyMissing."""
        return self._of(purpose)[max(self._of(purpose))]

    def index(self, purpose: Purpose) -> BlindIndex:
        return BlindIndex(self.active(purpose))

    def nik_index(self) -> BlindIndex:
        return self.index(Purpose.INDEKS_NIK)

    def nik_check(self) -> str:
        """16 hex digits that stand with a published list and tell whether it is to be read by this key."""
        return hmac.digest(self.active(Purpose.INDEKS_NIK), b"uji", sha256).hex()[:16]

    def nkk_index(self) -> BlindIndex:
        return self.index(Purpose.INDEKS_NKK)

    def name_hash(self) -> TokenHash:
        return TokenHash(self.active(Purpose.NAMA))

    def box(self, purpose: Purpose) -> Box:
        keys = self._of(purpose)
        return Box(purpose.value, keys, max(keys))

    def report_sealer(self) -> PublicSealer:
        """Seals what citizens report; opens nothing."""
        kid = max(self._of(Purpose.LAPORAN_PUBLIK))
        return PublicSealer(self._of(Purpose.LAPORAN_PUBLIK)[kid], kid)

    def report_opener(self) -> PrivateOpener:
        """Opens reports; only the staff side can. Raises KeyMissing elsewhere."""
        return PrivateOpener(self._of(Purpose.LAPORAN_PRIBADI))

    def only(self, purposes: tuple[Purpose, ...]) -> "Keyring":
        """The part of this keyring that a less trusted process may hold."""
        return Keyring({purpose: self._of(purpose) for purpose in purposes})

    def _of(self, purpose: Purpose) -> dict[int, bytes]:
        if purpose not in self.keys:
            raise KeyMissing(purpose)
        return self.keys[purpose]


def generate() -> Keyring:
    """A fresh keyring with one key for every purpose; the two for reports are halves of one pair."""
    keys = {purpose: {1: secrets.token_bytes(KEY_BYTES)} for purpose in Purpose}
    pair = generate_keypair()
    keys[Purpose.LAPORAN_PRIBADI], keys[Purpose.LAPORAN_PUBLIK] = {1: pair.private}, {1: pair.public}
    return Keyring(keys)


def write(keyring: Keyring, path: Path) -> None:
    """Write the file so that only its owner can read it: whole, or not at all. Never overwrites: keys once
    lost cannot be remade.

    Raises:
        FileExistsError: the file is there already.
    """
    text = json.dumps(
        {
            "versi": 1,
            "kunci": [
                {"guna": purpose.value, "kid": kid, "nilai": base64.b64encode(key).decode()}
                for purpose, keys in sorted(keyring.keys.items())
                for kid, key in sorted(keys.items())
            ],
        },
        indent=1,
    )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)  # unlike a renaming it refuses a name that is taken
    finally:
        beside.unlink(missing_ok=True)


def read(path: Path) -> Keyring:
    """Read a keyring file.

    Raises:
        KeyringUnsafe: no file, not readable, damaged, one key twice, or readable by other users (mode must be
            0400 or 0600).
    """
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyringUnsafe(f"{path.name}: chmod 400")
        entries = json.loads(path.read_text())["kunci"]
        keys: dict[Purpose, dict[int, bytes]] = {}
        for entry in entries:
            key, kid = base64.b64decode(entry["nilai"], validate=True), int(entry["kid"])
            if len(key) != KEY_BYTES or not 0 < kid <= LARGEST_KID:
                raise KeyringUnsafe(f"{path.name}: {entry['guna']}")
            keys.setdefault(Purpose(entry["guna"]), {})[kid] = key
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeyringUnsafe(f"{path.name}: {type(error).__name__}") from error
    if len({key for kids in keys.values() for key in kids.values()}) != len(entries):
        raise KeyringUnsafe(f"{path.name}: kunci kembar")
    return Keyring(keys)
