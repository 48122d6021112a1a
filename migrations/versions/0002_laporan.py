"""Reports from citizens with their evidence, history, notices and cases; the committees that answer them."""

import sqlalchemy as sa
from alembic import op

revision = "0002_laporan"
down_revision = "0001_ground"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KIND = sa.String(32)


def upgrade() -> None:
    create_panitia()
    create_kasus()
    create_laporan()
    create_bukti()
    create_riwayat()
    create_kunci_kirim()
    create_kabar()


def downgrade() -> None:
    for table in ("kabar", "kunci_kirim", "riwayat", "bukti", "laporan", "kasus", "panitia"):
        op.drop_table(table)


def create_panitia() -> None:
    op.create_table(
        "panitia",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tingkat", KIND, nullable=False),
        sa.Column("wilayah", sa.String(10), nullable=False),
        sa.Column("mulai", sa.Date(), nullable=True),
        sa.Column("sampai", sa.Date(), nullable=True),
        sa.Column("alamat", sa.String(200), nullable=True),
        sa.Column("telepon", sa.String(30), nullable=True),
        sa.Column("jam", sa.String(60), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_panitia"),
        sa.ForeignKeyConstraint(["wilayah"], ["wilayah.kode"], name="fk_panitia_wilayah_wilayah"),
    )
    op.create_index("ix_panitia_wilayah", "panitia", ["wilayah"])


def create_kasus() -> None:
    op.create_table(
        "kasus",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kelurahan", sa.String(10), nullable=False),
        sa.Column("tanggal", sa.Date(), nullable=False),
        sa.Column("dibuka", INSTANT, nullable=False),
        sa.Column("ditutup", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_kasus"),
        sa.ForeignKeyConstraint(["kelurahan"], ["wilayah.kode"], name="fk_kasus_kelurahan_wilayah"),
        sa.UniqueConstraint("kelurahan", "tanggal", name="uq_kasus_kelurahan_tanggal"),
    )


def create_laporan() -> None:
    op.create_table(
        "laporan",
        *laporan_columns(),
        *laporan_constraints(),
    )
    op.create_index("ix_laporan_kasus_id", "laporan", ["kasus_id"])
    op.create_index("ix_laporan_kelurahan_diajukan", "laporan", ["kelurahan", "diajukan"])
    op.create_index("ix_laporan_kontak", "laporan", ["kontak_idx", "diajukan"])
    op.create_index("ix_laporan_tps", "laporan", ["tps_kelurahan", "tps_nomor", "diajukan"])
    op.create_index("ix_laporan_pelapor", "laporan", ["pelapor_idx", "diajukan"])
    op.create_index("ix_laporan_pemegang", "laporan", ["pemegang_wilayah", "status", "tenggat"])
    op.create_index("ix_laporan_target", "laporan", ["target_idx", "jenis"])


def laporan_columns() -> list[sa.Column[object]]:
    return [*laporan_facts(), *laporan_sealed()]


def laporan_facts() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nomor", sa.String(12), nullable=False),
        sa.Column("kode_hash", sa.String(120), nullable=False),
        sa.Column("pemilihan_id", sa.Integer(), nullable=False),
        sa.Column("jenis", KIND, nullable=False),
        sa.Column("pelapor", KIND, nullable=False),
        sa.Column("berisiko", sa.Boolean(), nullable=False),
        sa.Column("pelapor_cocok", sa.Boolean(), nullable=False),
        sa.Column("disanggah", sa.Boolean(), nullable=False),
        sa.Column("kelurahan", sa.String(10), nullable=False),
        sa.Column("tps_kelurahan", sa.String(10), nullable=True),
        sa.Column("tps_nomor", sa.SmallInteger(), nullable=True),
        sa.Column("status", KIND, nullable=False),
        sa.Column("pemegang_tingkat", KIND, nullable=False),
        sa.Column("pemegang_wilayah", sa.String(10), nullable=False),
    ]


def laporan_sealed() -> list[sa.Column[object]]:
    return [
        sa.Column("diajukan", INSTANT, nullable=False),
        sa.Column("tenggat", INSTANT, nullable=False),
        sa.Column("tenggat_tanggal", sa.Date(), nullable=False),
        sa.Column("tenggat_alasan", sa.JSON(), nullable=False),
        sa.Column("zona", KIND, nullable=False),
        sa.Column("target_idx", sa.LargeBinary(16), nullable=True),
        sa.Column("pelapor_idx", sa.LargeBinary(16), nullable=True),
        sa.Column("kontak_idx", sa.LargeBinary(16), nullable=True),
        sa.Column("isi", sa.LargeBinary(), nullable=False),
        sa.Column("held_alone", sa.Boolean(), nullable=False),
        sa.Column("mirip_id", sa.Integer(), nullable=True),
        sa.Column("kasus_id", sa.Integer(), nullable=True),
        sa.Column("ditutup", INSTANT, nullable=True),
        sa.Column("keberatan_sampai", INSTANT, nullable=True),
        sa.Column("keberatan", sa.LargeBinary(), nullable=True),
        sa.Column("versi", sa.Integer(), nullable=False),
    ]


def laporan_constraints() -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("id", name="pk_laporan"),
        sa.ForeignKeyConstraint(["kasus_id"], ["kasus.id"], name="fk_laporan_kasus_id_kasus"),
        sa.ForeignKeyConstraint(["kelurahan"], ["wilayah.kode"], name="fk_laporan_kelurahan_wilayah"),
        sa.ForeignKeyConstraint(
            ["pemegang_wilayah"], ["wilayah.kode"], name="fk_laporan_pemegang_wilayah_wilayah"
        ),
        sa.ForeignKeyConstraint(["mirip_id"], ["laporan.id"], name="fk_laporan_mirip_id_laporan"),
        sa.ForeignKeyConstraint(["pemilihan_id"], ["pemilihan.id"], name="fk_laporan_pemilihan_id_pemilihan"),
        sa.UniqueConstraint("nomor", name="uq_laporan_nomor"),
    ]


def create_bukti() -> None:
    op.create_table(
        "bukti",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("laporan_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("berkas", sa.String(32), nullable=False),
        sa.Column("kecil", sa.String(32), nullable=False),
        sa.Column("kunci", sa.LargeBinary(), nullable=False),
        sa.Column("kunci_kecil", sa.LargeBinary(), nullable=False),
        sa.Column("urutan", sa.SmallInteger(), nullable=False),
        sa.Column("halaman", sa.SmallInteger(), nullable=False),
        sa.Column("jenis", KIND, nullable=False),
        sa.Column("ukuran", sa.Integer(), nullable=False),
        sa.Column("ditambah", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bukti"),
        sa.ForeignKeyConstraint(["laporan_id"], ["laporan.id"], name="fk_bukti_laporan_id_laporan"),
        sa.UniqueConstraint("uid", name="uq_bukti_uid"),
    )
    op.create_index("ix_bukti_laporan_id", "bukti", ["laporan_id"])


def create_riwayat() -> None:
    op.create_table(
        "riwayat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("laporan_id", sa.Integer(), nullable=False),
        sa.Column("waktu", INSTANT, nullable=False),
        sa.Column("peristiwa", KIND, nullable=True),
        sa.Column("status", KIND, nullable=False),
        sa.Column("oleh", sa.String(40), nullable=False),
        sa.Column("alasan", sa.String(60), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_riwayat"),
        sa.ForeignKeyConstraint(["laporan_id"], ["laporan.id"], name="fk_riwayat_laporan_id_laporan"),
    )
    op.create_index("ix_riwayat_laporan_id", "riwayat", ["laporan_id"])


def create_kunci_kirim() -> None:
    op.create_table(
        "kunci_kirim",
        sa.Column("kunci", sa.LargeBinary(32), nullable=False),
        sa.Column("sidik", sa.LargeBinary(32), nullable=False),
        sa.Column("laporan_id", sa.Integer(), nullable=False),
        sa.Column("dibuat", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("kunci", name="pk_kunci_kirim"),
        sa.ForeignKeyConstraint(["laporan_id"], ["laporan.id"], name="fk_kunci_kirim_laporan_id_laporan"),
    )
    op.create_index("ix_kunci_kirim_dibuat", "kunci_kirim", ["dibuat"])


def create_kabar() -> None:
    op.create_table(
        "kabar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("laporan_id", sa.Integer(), nullable=False),
        sa.Column("kanal", sa.String(10), nullable=False),
        sa.Column("tujuan", sa.LargeBinary(), nullable=False),
        sa.Column("tujuan_idx", sa.LargeBinary(16), nullable=False),
        sa.Column("jenis", sa.String(30), nullable=False),
        sa.Column("dibuat", INSTANT, nullable=False),
        sa.Column("berikutnya", INSTANT, nullable=False),
        sa.Column("percobaan", sa.SmallInteger(), nullable=False),
        sa.Column("dikirim", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_kabar"),
        sa.ForeignKeyConstraint(["laporan_id"], ["laporan.id"], name="fk_kabar_laporan_id_laporan"),
        sa.UniqueConstraint("uid", name="uq_kabar_uid"),
    )
    op.create_index("ix_kabar_laporan_id", "kabar", ["laporan_id"])
    op.create_index("ix_kabar_menunggu", "kabar", ["dikirim", "berikutnya"])
