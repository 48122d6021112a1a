"""An election with its law and stages, written by an operator as TOML, into its rows."""

import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pemilu.infra.errors import DomainError
from pemilu.tahapan.kinds import AturanTanggapan, JenisPemilihan, KodeTahapan
from pemilu.tahapan.models import Pemilihan, Tahapan
from pemilu.tahapan.stage import BadStage, Tahap
from pemilu.wilayah.kode import InvalidKode, KodeWilayah
from pemilu.wilayah.zona import Zona

SMALLINT = 32_767
COUNTS_DAYS = {AturanTanggapan.HARI_SEJAK_LAPORAN}
KINDS: dict[str, type[StrEnum]] = {"jenis": JenisPemilihan, "zona": Zona, "aturan_tanggapan": AturanTanggapan}
Check = Callable[[object], bool]


class BadPemilihanFile(DomainError):
    """The file does not describe an election; `problems` names each key with what is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class NoSuchPemilihan(DomainError):
    """No election has that code (or none is active)."""


def _text(most: int) -> Check:
    return lambda value: isinstance(value, str) and 0 < len(value.strip()) <= most


def _number(value: object) -> bool:
    return type(value) is int and 0 < value <= SMALLINT


def _yes_or_no(value: object) -> bool:
    return type(value) is bool


def _day(value: object) -> bool:
    return type(value) is date  # a datetime is a date too, and TOML has both


def _one_of(kind: type[StrEnum]) -> Check:
    return lambda value: value in list(kind)


def _region(value: object) -> bool:
    """A region code, or "" for the whole country."""
    try:
        return value == "" or bool(isinstance(value, str) and KodeWilayah(value))
    except InvalidKode:
        return False


REQUIRED: dict[str, Check] = {
    "kode": _text(40),
    "nama": _text(150),
    "wilayah": _region,
    "tanggal_pemungutan": _day,
    "tps_maks": _number,
    "edisi_kode": _text(10),
    **{name: _one_of(kind) for name, kind in KINDS.items()},
}
OPTIONAL: dict[str, Check] = {
    "hari_tanggapan": _number,
    "hari_kerja": _yes_or_no,
    "versi_aturan": _number,
    "contoh": _yes_or_no,
    "tahapan": lambda value: isinstance(value, list) and all(isinstance(one, dict) for one in value),
}


def load_pemilihan(session: Session, path: Path, *, shift: timedelta = timedelta()) -> Pemilihan:
    """Load or replace the election that a TOML file describes; all its dates move by `shift` (demo).

    Raises:
        BadPemilihanFile: names every missing or wrong key.
    """
    described = _read(path)
    stages = [_stage(entry, shift) for entry in described.pop("tahapan", [])]
    _refuse_doubled(stages)
    values = {name: _typed(name, value) for name, value in described.items()}
    values["tanggal_pemungutan"] += shift
    pemilihan = session.scalars(select(Pemilihan).where(Pemilihan.kode == values["kode"])).one_or_none()
    if pemilihan is None:
        pemilihan = Pemilihan(**values)
        session.add(pemilihan)
    for name, value in values.items():
        setattr(pemilihan, name, value)
    pemilihan.tahapan.clear()
    session.flush()  # the old stages must be gone before the same ones may stand again
    pemilihan.tahapan = [Tahapan(kode=s.kode, mulai=s.mulai, selesai=s.selesai) for s in stages]
    session.flush()  # the caller needs the number of the election
    return pemilihan


def activate(session: Session, kode: str) -> None:
    """Make one election the one that is on. Raises NoSuchPemilihan."""
    if session.scalar(select(Pemilihan.id).where(Pemilihan.kode == kode)) is None:
        raise NoSuchPemilihan(kode)
    session.execute(update(Pemilihan).values(aktif=(Pemilihan.kode == kode)))


def find_pemilihan(session: Session, kode: str | None) -> Pemilihan:
    """The election with that code, or the active one. Raises NoSuchPemilihan."""
    wanted = Pemilihan.kode == kode if kode else Pemilihan.aktif
    pemilihan = session.scalars(select(Pemilihan).where(wanted)).one_or_none()
    if pemilihan is None:
        raise NoSuchPemilihan(kode)
    return pemilihan


def _read(path: Path) -> dict[str, Any]:
    try:
        described = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadPemilihanFile([f"bukan TOML: {error}"]) from error
    known = REQUIRED | OPTIONAL
    problems = [f"{name}: tidak ada" for name in REQUIRED if name not in described]
    problems += [f"{name}: tidak dikenal" for name in described if name not in known]
    problems += [
        f"{name}: {_hint(name)}"
        for name, check in known.items()
        if name in described and not check(described[name])
    ]
    if described.get("aturan_tanggapan") in COUNTS_DAYS and "hari_tanggapan" not in described:
        problems.append("hari_tanggapan: tidak ada")
    if problems:
        raise BadPemilihanFile(problems)
    return described


def _hint(name: str) -> str:
    return f"harus salah satu dari {', '.join(KINDS[name])}" if name in KINDS else "salah isi"


def _typed(name: str, value: Any) -> Any:
    return KINDS[name](value) if name in KINDS else value


def _stage(entry: Mapping[str, Any], shift: timedelta) -> Tahap:
    try:
        return Tahap(KodeTahapan(entry["kode"]), entry["mulai"] + shift, entry["selesai"] + shift)
    except (KeyError, ValueError, TypeError, BadStage) as error:
        raise BadPemilihanFile([f"tahapan {entry.get('kode', '?')}: kode, mulai, selesai"]) from error


def _refuse_doubled(stages: list[Tahap]) -> None:
    """A kind of stage may recur, but not from the same day."""
    counted = Counter((stage.kode, stage.mulai) for stage in stages)
    problems = [f"tahapan {kode.value}: dua kali mulai {day}" for (kode, day), n in counted.items() if n > 1]
    if problems:
        raise BadPemilihanFile(problems)
