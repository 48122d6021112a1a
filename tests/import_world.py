"""A database with an election and no voters, and the one way tests import into it."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from pemilu.infra.db import Database
from pemilu.pemilih.importers.load import import_beside_traffic, import_file
from pemilu.pemilih.importers.summary import Ringkasan
from pemilu.pemilih.models import Impor, Pemilih
from pemilu.wilayah.models import Tps, Wilayah
from tests.factories import NOW, pemilihan, silent
from tests.voter_files import KELURAHAN, KEMBAR, KEYS, LAIN, Voter, lines, write_text

NAMES = {
    "13": "Sumatera Barat",
    "1371": "Kota Padang",
    "137103": "Padang Utara",
    "137104": "Nanggalo",
    KELURAHAN: "Lolong Belanti",
    LAIN: "Ulak Karang Utara",
    KEMBAR[0]: "Koto Tuo",
    KEMBAR[1]: "Koto Tuo",
}


class ImportWorld:
    """`report` is where the last import wrote what it found."""

    def __init__(self, database: Database, folder: Path, names: dict[str, str] | None = None) -> None:
        self.database, self.folder = database, folder
        self.report = folder / "laporan.csv"
        self.pemilihan = pemilihan(NOW, tanggal_pemungutan=date(2024, 11, 27), tps_maks=3)
        with database.transaction() as session:
            for kode, nama in sorted((names or NAMES).items(), key=lambda pair: len(pair[0])):
                above = [known for known in (names or NAMES) if kode.startswith(known) and known != kode]
                session.add(Wilayah(kode=kode, induk=max(above, key=len, default=None), nama=nama))
                session.flush()
            session.add(self.pemilihan)

    def file(self, rows: Sequence[Voter], name: str = "daftar.csv") -> Path:
        return write_text(self.folder / name, lines(rows))

    def load(self, path: Path, **differing: Any) -> Ringkasan:
        with self.database.transaction() as session:
            return import_file(session, path, **self.options(**differing))

    def load_rows(self, rows: Sequence[Voter], **differing: Any) -> Ringkasan:
        return self.load(self.file(rows), **differing)

    def load_beside_traffic(self, path: Path, **differing: Any) -> Ringkasan:
        return import_beside_traffic(self.database, path, **self.options(**differing))

    def options(self, **differing: Any) -> dict[str, Any]:
        return {
            "pemilihan": self.pemilihan,
            "keyring": KEYS,
            "report": self.report,
            "actor": "operator",
            "now": NOW,
            "progress": silent,
        } | differing

    def findings(self) -> list[dict[str, str]]:
        with self.report.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def lines_about(self, words: str) -> list[str]:
        """The lines of the file that have a finding with these words."""
        return [finding["baris"] for finding in self.findings() if words in finding["alasan"]]

    def count(self, model: type = Pemilih) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(model)) or 0

    def contents(self) -> tuple[list[Any], ...]:
        """Every row of what an import may change."""
        with self.database.reading() as session:
            tables = [model.__table__ for model in (Impor, Tps, Pemilih)]
            return tuple(list(session.execute(select(table).order_by(table.c.id))) for table in tables)

    def placed(self, nik: str) -> list[tuple[str, int]]:
        """Name and TPS number of every row with this NIK."""
        with self.database.reading() as session:
            found = select(Pemilih.nama, Tps.nomor).join(Tps, Tps.id == Pemilih.tps_id)
            here = Pemilih.nik_idx == KEYS.nik_index().of(nik)
            return [tuple(row) for row in session.execute(found.where(here).order_by(Pemilih.id))]
