"""Regions, elections with their stages, the roll, and what was published of it."""

import sqlalchemy as sa
from alembic import op

revision = "0001_ground"
down_revision = None
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only for INTEGER PRIMARY KEY.
ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
KIND = sa.String(32)


def upgrade() -> None:
    create_wilayah()
    create_pemilihan()
    create_tahapan()
    create_tps()
    create_impor()
    create_pemilih()
    create_daftar()
    create_terbit()


def downgrade() -> None:
    for table in ("terbit", "daftar", "pemilih", "impor", "tps", "tahapan", "pemilihan", "wilayah"):
        op.drop_table(table)


def create_wilayah() -> None:
    op.create_table(
        "wilayah",
        sa.Column("kode", sa.String(10), nullable=False),
        sa.Column("induk", sa.String(10), nullable=True),
        sa.Column("nama", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("kode", name="pk_wilayah"),
        sa.ForeignKeyConstraint(["induk"], ["wilayah.kode"], name="fk_wilayah_induk_wilayah"),
    )
    op.create_index("ix_wilayah_induk", "wilayah", ["induk"])


def create_pemilihan() -> None:
    op.create_table(
        "pemilihan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kode", sa.String(40), nullable=False),
        sa.Column("nama", sa.String(150), nullable=False),
        sa.Column("jenis", KIND, nullable=False),
        sa.Column("wilayah", sa.String(10), nullable=False),
        sa.Column("zona", KIND, nullable=False),
        sa.Column("tanggal_pemungutan", sa.Date(), nullable=False),
        sa.Column("tps_maks", sa.SmallInteger(), nullable=False),
        sa.Column("edisi_kode", sa.String(10), nullable=False),
        sa.Column("aturan_tanggapan", KIND, nullable=False),
        sa.Column("hari_tanggapan", sa.SmallInteger(), nullable=True),
        sa.Column("hari_kerja", sa.Boolean(), nullable=False),
        sa.Column("versi_aturan", sa.SmallInteger(), nullable=False),
        sa.Column("contoh", sa.Boolean(), nullable=False),
        sa.Column("aktif", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pemilihan"),
        sa.UniqueConstraint("kode", name="uq_pemilihan_kode"),
    )


def create_tahapan() -> None:
    op.create_table(
        "tahapan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pemilihan_id", sa.Integer(), nullable=False),
        sa.Column("kode", KIND, nullable=False),
        sa.Column("mulai", sa.Date(), nullable=False),
        sa.Column("selesai", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tahapan"),
        sa.ForeignKeyConstraint(["pemilihan_id"], ["pemilihan.id"], name="fk_tahapan_pemilihan_id_pemilihan"),
        sa.UniqueConstraint("pemilihan_id", "kode", "mulai", name="uq_tahapan_pemilihan_id_kode_mulai"),
    )


def create_tps() -> None:
    op.create_table(
        "tps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pemilihan_id", sa.Integer(), nullable=False),
        sa.Column("kelurahan", sa.String(10), nullable=False),
        sa.Column("nomor", sa.SmallInteger(), nullable=False),
        sa.Column("khusus", sa.Boolean(), nullable=False),
        sa.Column("nama", sa.String(100), nullable=True),
        sa.Column("tempat", sa.String(150), nullable=True),
        sa.Column("alamat", sa.String(200), nullable=True),
        sa.Column("lintang", sa.Float(), nullable=True),
        sa.Column("bujur", sa.Float(), nullable=True),
        sa.Column("buka", sa.String(5), nullable=False),
        sa.Column("tutup", sa.String(5), nullable=False),
        sa.Column("kursi_roda", sa.Boolean(), nullable=True),
        sa.Column("tanpa_tangga", sa.Boolean(), nullable=True),
        sa.Column("pintu_lebar", sa.Boolean(), nullable=True),
        sa.Column("toilet_akses", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_tps"),
        sa.ForeignKeyConstraint(["pemilihan_id"], ["pemilihan.id"], name="fk_tps_pemilihan_id_pemilihan"),
        sa.ForeignKeyConstraint(["kelurahan"], ["wilayah.kode"], name="fk_tps_kelurahan_wilayah"),
        sa.UniqueConstraint("pemilihan_id", "kelurahan", "nomor", name="uq_tps_pemilihan_id_kelurahan_nomor"),
    )
    op.create_index("ix_tps_kelurahan", "tps", ["kelurahan"])


def create_impor() -> None:
    op.create_table(
        "impor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pemilihan_id", sa.Integer(), nullable=False),
        sa.Column("nama_berkas", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("waktu", INSTANT, nullable=False),
        sa.Column("petugas", sa.String(80), nullable=False),
        sa.Column("ringkasan", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_impor"),
        sa.ForeignKeyConstraint(["pemilihan_id"], ["pemilihan.id"], name="fk_impor_pemilihan_id_pemilihan"),
        sa.UniqueConstraint("pemilihan_id", "sha256", name="uq_impor_pemilihan_id_sha256"),
    )


def create_pemilih() -> None:
    op.create_table(
        "pemilih",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("row_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("pemilihan_id", sa.Integer(), nullable=False),
        sa.Column("impor_id", sa.Integer(), nullable=False),
        sa.Column("nik_idx", sa.LargeBinary(16), nullable=True),
        sa.Column("nkk_idx", sa.LargeBinary(16), nullable=True),
        sa.Column("identitas", sa.LargeBinary(), nullable=False),
        sa.Column("nama", sa.String(200), nullable=False),
        sa.Column("nama_cari", sa.String(200), nullable=False),
        sa.Column("jenis_kelamin", KIND, nullable=False),
        sa.Column("kelompok_umur", KIND, nullable=False),
        sa.Column("kelurahan", sa.String(10), nullable=False),
        sa.Column("rt", sa.SmallInteger(), nullable=True),
        sa.Column("rw", sa.SmallInteger(), nullable=True),
        sa.Column("tps_id", sa.Integer(), nullable=False),
        sa.Column("keterangan", KIND, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pemilih"),
        sa.ForeignKeyConstraint(["pemilihan_id"], ["pemilihan.id"], name="fk_pemilih_pemilihan_id_pemilihan"),
        sa.ForeignKeyConstraint(["impor_id"], ["impor.id"], name="fk_pemilih_impor_id_impor"),
        sa.ForeignKeyConstraint(["kelurahan"], ["wilayah.kode"], name="fk_pemilih_kelurahan_wilayah"),
        sa.ForeignKeyConstraint(["tps_id"], ["tps.id"], name="fk_pemilih_tps_id_tps"),
    )
    op.create_index("ix_pemilih_nik_idx", "pemilih", ["nik_idx"])
    op.create_index("ix_pemilih_nkk_idx", "pemilih", ["nkk_idx"])
    op.create_index("ix_pemilih_tps_id", "pemilih", ["tps_id"])
    op.create_index("ix_pemilih_impor_id", "pemilih", ["impor_id"])
    op.create_index("ix_pemilih_kelurahan_nama", "pemilih", ["kelurahan", "nama_cari"])


def create_daftar() -> None:
    op.create_table(
        "daftar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pemilihan_id", sa.Integer(), nullable=False),
        sa.Column("jenis", KIND, nullable=False),
        sa.Column("versi", sa.SmallInteger(), nullable=False),
        sa.Column("per_tanggal", sa.Date(), nullable=False),
        sa.Column("dibuat", INSTANT, nullable=False),
        sa.Column("jumlah", sa.Integer(), nullable=False),
        sa.Column("jumlah_l", sa.Integer(), nullable=False),
        sa.Column("jumlah_p", sa.Integer(), nullable=False),
        sa.Column("jumlah_tps", sa.Integer(), nullable=False),
        sa.Column("jumlah_tanpa_nik", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kunci_uji", sa.String(16), nullable=False),
        sa.Column("aktif", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_daftar"),
        sa.ForeignKeyConstraint(["pemilihan_id"], ["pemilihan.id"], name="fk_daftar_pemilihan_id_pemilihan"),
        sa.UniqueConstraint("pemilihan_id", "jenis", "versi", name="uq_daftar_pemilihan_id_jenis_versi"),
    )


def create_terbit() -> None:
    op.create_table(
        "terbit",
        sa.Column("nik_idx", sa.LargeBinary(16), nullable=False),
        sa.Column("daftar_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("urut", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("tps_id", sa.Integer(), nullable=False),
        sa.Column("nama_samar", sa.String(60), nullable=False),
        sa.Column("nama_token", sa.LargeBinary(), nullable=False),
        sa.Column("tanda", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("nik_idx", "daftar_id", "urut", name="pk_terbit"),
        sa.ForeignKeyConstraint(["daftar_id"], ["daftar.id"], name="fk_terbit_daftar_id_daftar"),
        sa.ForeignKeyConstraint(["tps_id"], ["tps.id"], name="fk_terbit_tps_id_tps"),
        # The key is the row: one B-tree instead of two, so a lookup is one descent.
        sqlite_with_rowid=False,
    )
