"""On PostgreSQL the roll is partitioned by kabupaten and the published list by the hash of its address.

A nation has 206 million voters. Partitions keep small what one act touches: an import fills a partition of
its own, whose indexes are built in memory, and VACUUM takes one after the other. They lie in a schema of
their own. SQLite keeps plain tables. Why these and not others: docs/adr/0009-partitions.md.
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0004_bagian"
down_revision = "0003_petugas"
branch_labels = None
depends_on = None

SCHEMA = "bagian"
ROLE = "pemilu_petugas"
HASHED = 32

PEMILIH_KEYS = {
    "fk_pemilih_pemilihan_id_pemilihan": "pemilihan_id) REFERENCES pemilihan (id",
    "fk_pemilih_impor_id_impor": "impor_id) REFERENCES impor (id",
    "fk_pemilih_kelurahan_wilayah": "kelurahan) REFERENCES wilayah (kode",
    "fk_pemilih_tps_id_tps": "tps_id) REFERENCES tps (id",
}
PEMILIH_INDEXES = {
    "ix_pemilih_nik_idx": "nik_idx",
    "ix_pemilih_nkk_idx": "nkk_idx",
    "ix_pemilih_tps_id": "tps_id",
    "ix_pemilih_impor_id": "impor_id",
    "ix_pemilih_kelurahan_nama": "kelurahan, nama_cari",
}
TERBIT_KEYS = {
    "fk_terbit_daftar_id_daftar": "daftar_id) REFERENCES daftar (id",
    "fk_terbit_tps_id_tps": "tps_id) REFERENCES tps (id",
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(f"CREATE SCHEMA {SCHEMA}")
    replace_pemilih("PARTITION BY RANGE (kelurahan)", key="id, kelurahan", parts=part_pemilih)
    replace_terbit("PARTITION BY HASH (nik_idx)", parts=part_terbit)


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    replace_pemilih("", key="id", parts=lambda: None)
    replace_terbit("", parts=lambda: None)
    op.execute(f"DROP SCHEMA {SCHEMA}")


def replace_pemilih(partition: str, *, key: str, parts: Callable[[], None]) -> None:
    op.execute("ALTER SEQUENCE pemilih_id_seq OWNED BY NONE")
    replace("pemilih", partition, parts)
    op.execute("ALTER SEQUENCE pemilih_id_seq OWNED BY pemilih.id")
    finish("pemilih", key, PEMILIH_KEYS)
    for name, columns in PEMILIH_INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON pemilih ({columns})")
    op.execute("ALTER TABLE pemilih ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY dalam_wilayah ON pemilih TO {ROLE} USING (dalam_wilayah(kelurahan))")


def replace_terbit(partition: str, *, parts: Callable[[], None]) -> None:
    replace("terbit", partition, parts)
    finish("terbit", "nik_idx, daftar_id, urut", TERBIT_KEYS)


def replace(table: str, partition: str, parts: Callable[[], None]) -> None:
    """The table anew in another shape, with its rows and who may do what with it."""
    op.execute(f"ALTER TABLE {table} RENAME TO {table}_lama")
    op.execute(f"CREATE TABLE {table} (LIKE {table}_lama INCLUDING DEFAULTS) {partition}")
    granted = sa.text(
        "SELECT grantee, privilege_type FROM information_schema.role_table_grants "
        "WHERE table_schema = 'public' AND table_name = :name AND grantee <> CURRENT_USER"
    )
    for who, what in op.get_bind().execute(granted, {"name": f"{table}_lama"}).all():
        to = "PUBLIC" if who == "PUBLIC" else f'"{who}"'
        op.execute(f"GRANT {what} ON {table} TO {to}")
    parts()
    op.execute(f"INSERT INTO {table} SELECT * FROM {table}_lama")
    op.execute(f"DROP TABLE {table}_lama")


def finish(table: str, key: str, references: dict[str, str]) -> None:
    """Keys after the rows: one look at all of them instead of one at each."""
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT pk_{table} PRIMARY KEY ({key})")
    for name, reference in references.items():
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({reference})")


def part_pemilih() -> None:
    op.execute(f"CREATE TABLE {SCHEMA}.pemilih_lain PARTITION OF pemilih DEFAULT")
    present = sa.text("SELECT DISTINCT left(kelurahan, 4) AS kode FROM pemilih_lama ORDER BY kode")
    for (kode,) in op.get_bind().execute(present).all():
        bounds = f"FROM ('{kode}') TO ('{int(kode) + 1:04}')"
        op.execute(f"CREATE TABLE {SCHEMA}.pemilih_{kode} PARTITION OF pemilih FOR VALUES {bounds}")


def part_terbit() -> None:
    for rest in range(HASHED):
        bounds = f"WITH (MODULUS {HASHED}, REMAINDER {rest})"
        op.execute(f"CREATE TABLE {SCHEMA}.terbit_{rest:02} PARTITION OF terbit FOR VALUES {bounds}")
