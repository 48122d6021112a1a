"""An election with its law and stages, written by an operator as TOML, into its rows."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pemilu.infra.errors import DomainError
from pemilu.tahapan.kinds import AturanTanggapan, JenisPemilihan, KodeTahapan
from pemilu.tahapan.models import Pemilihan, Tahapan
from pemilu.tahapan.stage import BadStage, Tahap
from pemilu.wilayah.zona import Zona

KINDS = {"jenis": JenisPemilihan, "zona": Zona, "aturan_tanggapan": AturanTanggapan}
REQUIRED = {
    "kode": str,
    "nama": str,
    "jenis": str,
    "wilayah": str,
    "zona": str,
    "tanggal_pemungutan": date,
    "tps_maks": int,
    "edisi_kode": str,
    "aturan_tanggapan": str,
}


class BadPemilihanFile(DomainError):
    """The file does not describe an election; `problems` names each key with what is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class NoSuchPemilihan(DomainError):
    """No election has that code (or none is active)."""


def load_pemilihan(session: Session, path: Path, *, shift: timedelta = timedelta()) -> Pemilihan:
    """Load or replace the election that a TOML file describes; all its dates move by `shift` (demo).

    Raises:
        BadPemilihanFile: names every missing or wrong key.
    """
    described = _read(path)
    stages = [_stage(entry, shift) for entry in described.pop("tahapan", [])]
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
    problems = [
        f"{name}: {'tidak ada' if name not in described else 'salah jenis'}"
        for name, kind in REQUIRED.items()
        if not isinstance(described.get(name), kind)
    ]
    known = {column.key for column in Pemilihan.__table__.columns} | {"tahapan"}
    problems += [f"{name}: tidak dikenal" for name in described if name not in known]
    problems += [
        f"{name}: harus salah satu dari {', '.join(kind)}"
        for name, kind in KINDS.items()
        if described.get(name) not in set(kind)
    ]
    if problems:
        raise BadPemilihanFile(problems)
    return described


def _typed(name: str, value: Any) -> Any:
    return KINDS[name](value) if name in KINDS else value


def _stage(entry: Mapping[str, Any], shift: timedelta) -> Tahap:
    try:
        return Tahap(KodeTahapan(entry["kode"]), entry["mulai"] + shift, entry["selesai"] + shift)
    except (KeyError, ValueError, TypeError, BadStage) as error:
        raise BadPemilihanFile([f"tahapan {entry.get('kode', '?')}: kode, mulai, selesai"]) from error
