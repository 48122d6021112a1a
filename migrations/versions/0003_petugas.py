"""Staff: accounts, sessions, what they do to reports, proposed changes of the roll, and the audit record.

On PostgreSQL staff transactions take the role `pemilu_petugas`, whom row-level security shows the rows of
their own wilayah only (docs/adr/0008-staff.md).
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_petugas"
down_revision = "0002_laporan"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KIND = sa.String(32)
ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = (
    "audit",
    "audit_ujung",
    "petugas",
    "templat",
    "borongan",
    "kode_pemulihan",
    "passkey",
    "sesi",
    "tampilan",
    "permintaan_ekspor",
    "undangan",
    "kunjungan",
    "pemberitahuan",
    "perubahan",
    "rekap",
)

ROLE = "pemilu_petugas"
# What staff transactions may do: read the setting of the election, work on reports, add to the record.
READS = "wilayah, tps, pemilihan, tahapan, panitia, pemilih, daftar, terbit, impor, rekap"
WORKS = (
    "laporan, bukti, riwayat, kunci_kirim, kabar, kasus, kunjungan, borongan, templat, tampilan, "
    "pemberitahuan, perubahan"
)
# What becomes of somebody's wish to take many reports out. Who asked, for what and why stays as it was.
ANSWERED = "disetujui_oleh, disetujui, diambil"
# What staff may take away again. Reports and their history are never deleted by them.
SHORT_LIVED = "kunci_kirim, tampilan, templat"
IS_COLLEAGUE = "id, akun, nama, peran, wilayah, surel, aktif, dibuat_oleh"
BY_KELURAHAN = ("laporan", "kasus", "perubahan", "pemilih")
BY_LAPORAN = ("bukti", "riwayat", "kunjungan", "kabar", "pemberitahuan", "kunci_kirim")
OWN = ("borongan", "tampilan")


def upgrade() -> None:
    create_audit()
    create_audit_ujung()
    create_petugas()
    create_templat()
    create_borongan()
    create_kode_pemulihan()
    create_passkey()
    create_sesi()
    create_tampilan()
    create_permintaan_ekspor()
    create_undangan()
    create_kunjungan()
    create_pemberitahuan()
    create_perubahan()
    create_rekap()
    extend_laporan()
    extend_kasus()
    extend_riwayat()
    keep_audit()
    if op.get_bind().dialect.name == "postgresql":
        bind_staff()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        free_staff()
    else:
        op.execute("DROP TRIGGER audit_no_update")
        op.execute("DROP TRIGGER audit_no_delete")
    shorten_riwayat()
    op.drop_index("ix_kasus_tanggal", "kasus")
    shorten_laporan()
    for table in reversed(TABLES):
        op.drop_table(table)


def shorten_riwayat() -> None:
    with op.batch_alter_table("riwayat") as batch_op:
        batch_op.drop_constraint("fk_riwayat_petugas_id_petugas", type_="foreignkey")
        for column in ("catatan", "petugas_id", "jawaban"):
            batch_op.drop_column(column)


def shorten_laporan() -> None:
    with op.batch_alter_table("laporan") as batch_op:
        for name in POINTERS:
            batch_op.drop_constraint(f"fk_laporan_{name}", type_="foreignkey")
        for name in (
            "induk_id",
            "petugas_id",
            "antrean",
            "antrean_kabupaten",
            "antrean_semua",
            "kasus",
            "pantau",
            "selesai",
            "kabupaten",
        ):
            batch_op.drop_index(f"ix_laporan_{name}")
        batch_op.create_index("ix_laporan_kasus_id", ["kasus_id"])
        for column in EXTENDED:
            batch_op.drop_column(column)


POINTERS = (
    "induk_id_laporan",
    "penerima_id_petugas",
    "diputus_oleh_petugas",
    "petugas_id_petugas",
    "rekomendasi_oleh_petugas",
)
EXTENDED = (
    "petugas_id",
    "penerima_id",
    "rekomendasi",
    "rekomendasi_oleh",
    "direkomendasikan",
    "diputus_oleh",
    "induk_id",
    "diingatkan",
    "pantau",
    "kabupaten",
)
OPEN = "status IN ('diterima', 'diverifikasi', 'butuh-dokumen', 'direkomendasikan', 'dialihkan', 'keberatan')"
WAITS = f"{OPEN} AND kasus_id IS NULL"
CLOSED = "status IN ('digabung', 'disetujui', 'ditolak', 'dibatalkan')"
PARTIAL = {
    "ix_laporan_antrean_kabupaten": (["kabupaten", "tenggat", "id"], WAITS),
    "ix_laporan_antrean_semua": (["tenggat", "id"], WAITS),
    "ix_laporan_pantau": (["pantau", "id"], OPEN),
    "ix_laporan_selesai": (["status", "tenggat", "id"], CLOSED),
    "ix_laporan_kasus": (["kasus_id", "tenggat", "id"], "kasus_id IS NOT NULL"),
}


def keep_audit() -> None:
    """Nobody edits or removes a line of the record by accident; whoever does it on purpose is found out."""
    if op.get_bind().dialect.name != "postgresql":
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER audit_no_{act} BEFORE {act.upper()} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
    )


def bind_staff() -> None:
    """The role of staff, what it may touch, and the rows it may see."""
    op.execute(
        f"DO $$ BEGIN CREATE ROLE {ROLE} NOLOGIN; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    op.execute(f"GRANT {ROLE} TO CURRENT_USER")
    op.execute(f"GRANT SELECT ON {READS} TO {ROLE}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON {WORKS} TO {ROLE}")
    op.execute(f"GRANT DELETE ON {SHORT_LIVED} TO {ROLE}")
    op.execute(f"GRANT SELECT ({IS_COLLEAGUE}) ON petugas TO {ROLE}")
    op.execute(f"GRANT SELECT, INSERT ON audit TO {ROLE}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON audit_ujung TO {ROLE}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ({ANSWERED}) ON permintaan_ekspor TO {ROLE}")
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
    # No subquery in it: so PostgreSQL writes it into the queries instead of calling it for every row. And a
    # CASE: it takes half of the rows to pass, not one in a hundred, and so reads a queue in its order.
    op.execute(
        "CREATE FUNCTION dalam_wilayah(kode text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$ "
        "SELECT CASE WHEN current_setting('app.wilayah', true) = '*' THEN true ELSE kode ^@ ANY "
        "(string_to_array(NULLIF(current_setting('app.wilayah', true), ''), ',')) END $$"
    )
    for table in BY_KELURAHAN:
        restrict(table, "dalam_wilayah(kelurahan)")
    for table in BY_LAPORAN:
        restrict(table, "EXISTS (SELECT 1 FROM laporan WHERE laporan.id = " + table + ".laporan_id)")
    restrict("petugas", "wilayah IS NULL OR dalam_wilayah(wilayah)")
    restrict("rekap", "dalam_wilayah(kode)")
    restrict_own()
    restrict_templates()
    restrict_audit()


def restrict_own() -> None:
    """What belongs to one person is that person's; who asks to take many reports out is seen from above."""
    op.execute(
        "CREATE FUNCTION petugas_ini() RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE AS $$ "
        "SELECT NULLIF(current_setting('app.petugas', true), '')::integer $$"
    )
    for table in OWN:
        restrict(table, "petugas_id = petugas_ini()")
    op.execute("ALTER TABLE permintaan_ekspor ENABLE ROW LEVEL SECURITY")
    for act in ("SELECT", "UPDATE"):
        policy = f'CREATE POLICY "{act.lower()}" ON permintaan_ekspor FOR {act} TO {ROLE} '
        op.execute(policy + "USING (dalam_wilayah(wilayah))")
    op.execute(
        f"CREATE POLICY meminta ON permintaan_ekspor FOR INSERT TO {ROLE} "
        "WITH CHECK (petugas_id = petugas_ini() AND dalam_wilayah(wilayah))"
    )


def restrict_audit() -> None:
    """The record is read by wilayah; written, and its ends moved, in the chains of the wilayah only."""
    op.execute(
        "CREATE FUNCTION dalam_rantai(rantai text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$ "
        "SELECT CASE WHEN current_setting('app.wilayah', true) = '*' THEN true ELSE EXISTS ("
        "SELECT 1 FROM unnest(string_to_array(NULLIF(current_setting('app.wilayah', true), ''), ',')) "
        "AS kode WHERE rantai ^@ left(kode, 4)) END $$"
    )
    op.execute("ALTER TABLE audit ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY dalam_wilayah ON audit FOR SELECT TO {ROLE} USING (dalam_wilayah(wilayah))")
    op.execute(f"CREATE POLICY mencatat ON audit FOR INSERT TO {ROLE} WITH CHECK (dalam_rantai(rantai))")
    restrict("audit_ujung", "dalam_rantai(rantai)")


def restrict_templates() -> None:
    """Prepared answers are read by all offices below; written by those of the same region or above."""
    op.execute("ALTER TABLE templat ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY membaca ON templat FOR SELECT TO {ROLE} USING (true)")
    op.execute(f"CREATE POLICY menulis ON templat FOR INSERT TO {ROLE} WITH CHECK (dalam_wilayah(wilayah))")
    for act in ("UPDATE", "DELETE"):
        policy = f'CREATE POLICY "{act.lower()}" ON templat FOR {act} TO {ROLE} '
        op.execute(policy + "USING (dalam_wilayah(wilayah))")


def restrict(table: str, condition: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY dalam_wilayah ON {table} TO {ROLE} USING ({condition})")


def free_staff() -> None:
    for table in (*BY_KELURAHAN, *BY_LAPORAN, *OWN, "petugas", "rekap", "audit", "audit_ujung"):
        op.execute(f"DROP POLICY dalam_wilayah ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute("DROP POLICY mencatat ON audit")
    for policy in ("membaca", "menulis", '"update"', '"delete"'):
        op.execute(f"DROP POLICY {policy} ON templat")
    op.execute("ALTER TABLE templat DISABLE ROW LEVEL SECURITY")
    for policy in ('"select"', '"update"', "meminta"):
        op.execute(f"DROP POLICY {policy} ON permintaan_ekspor")
    op.execute("DROP TRIGGER audit_append_only ON audit")
    op.execute("DROP FUNCTION audit_append_only()")
    for function in ("dalam_rantai(text)", "petugas_ini()", "dalam_wilayah(text)"):
        op.execute(f"DROP FUNCTION {function}")
    # The role itself belongs to the whole server; another database may still need it.
    op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {ROLE}")
    op.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {ROLE}")
    op.execute(f"REVOKE ALL ({IS_COLLEAGUE}) ON petugas FROM {ROLE}")


def create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("rantai", sa.String(4), nullable=False),
        sa.Column("urut", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("waktu", INSTANT, nullable=False),
        sa.Column("pelaku", sa.String(60), nullable=False),
        sa.Column("peran", sa.String(20), nullable=False),
        sa.Column("wilayah", sa.String(10), nullable=False),
        sa.Column("tindakan", KIND, nullable=False),
        sa.Column("objek", sa.String(60), nullable=False),
        sa.Column("alasan", sa.String(300), nullable=True),
        sa.Column("rincian", sa.JSON(), nullable=False),
        sa.Column("permintaan", sa.String(32), nullable=False),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("rantai", "urut", name="pk_audit"),
    )
    op.create_index("ix_audit_objek", "audit", ["objek"])
    op.create_index("ix_audit_pelaku", "audit", ["pelaku", "waktu"])
    op.create_index("ix_audit_tindakan", "audit", ["tindakan", "waktu"])
    op.create_index("ix_audit_rantai", "audit", ["rantai", "waktu", "urut"])
    op.create_index("ix_audit_permintaan", "audit", ["permintaan"])
    op.create_index("ix_audit_waktu", "audit", ["waktu"])
    op.create_index("ix_audit_wilayah", "audit", ["wilayah", "waktu"])


def create_audit_ujung() -> None:
    op.create_table(
        "audit_ujung",
        sa.Column("rantai", sa.String(4), nullable=False),
        sa.Column("urut", sa.Integer(), nullable=False),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
        sa.Column("segel", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("rantai", name="pk_audit_ujung"),
    )


def create_petugas() -> None:
    op.create_table(
        "petugas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.Column("akun", sa.String(40), nullable=False),
        sa.Column("nama", sa.String(100), nullable=False),
        sa.Column("peran", KIND, nullable=False),
        sa.Column("wilayah", sa.String(10), nullable=True),
        sa.Column("surel", sa.String(254), nullable=True),
        sa.Column("sandi", sa.String(120), nullable=True),
        sa.Column("totp", sa.LargeBinary(), nullable=True),
        sa.Column("totp_langkah", sa.BigInteger(), nullable=True),
        sa.Column("aktif", sa.Boolean(), nullable=False),
        sa.Column("gagal", sa.SmallInteger(), nullable=False),
        sa.Column("gagal_pada", INSTANT, nullable=True),
        sa.Column("dibuat", INSTANT, nullable=False),
        sa.Column("dibuat_oleh", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(["wilayah"], ["wilayah.kode"], name="fk_petugas_wilayah_wilayah"),
        sa.PrimaryKeyConstraint("id", name="pk_petugas"),
        sa.UniqueConstraint("akun", name="uq_petugas_akun"),
        sa.UniqueConstraint("uid", name="uq_petugas_uid"),
    )
    op.create_index("ix_petugas_wilayah", "petugas", ["wilayah"])


def create_templat() -> None:
    op.create_table(
        "templat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wilayah", sa.String(10), nullable=True),
        sa.Column("jenis", KIND, nullable=True),
        sa.Column("putusan", KIND, nullable=True),
        sa.Column("alasan", sa.String(60), nullable=False),
        sa.Column("teks", sa.String(1000), nullable=False),
        sa.Column("diubah", INSTANT, nullable=False),
        sa.Column("diubah_oleh", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(["wilayah"], ["wilayah.kode"], name="fk_templat_wilayah_wilayah"),
        sa.PrimaryKeyConstraint("id", name="pk_templat"),
    )


def create_borongan() -> None:
    op.create_table(
        "borongan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petugas_id", sa.Integer(), nullable=False),
        sa.Column("waktu", INSTANT, nullable=False),
        sa.Column("tindakan", KIND, nullable=False),
        sa.Column("sebelum", sa.JSON(), nullable=False),
        sa.Column("dibatalkan", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["petugas_id"], ["petugas.id"], name="fk_borongan_petugas_id_petugas"),
        sa.PrimaryKeyConstraint("id", name="pk_borongan"),
    )
    op.create_index("ix_borongan_petugas_id", "borongan", ["petugas_id"])


def create_kode_pemulihan() -> None:
    op.create_table(
        "kode_pemulihan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petugas_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(120), nullable=False),
        sa.Column("dipakai", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["petugas_id"], ["petugas.id"], name="fk_kode_pemulihan_petugas_id_petugas"),
        sa.PrimaryKeyConstraint("id", name="pk_kode_pemulihan"),
    )
    op.create_index("ix_kode_pemulihan_petugas_id", "kode_pemulihan", ["petugas_id"])


def create_passkey() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petugas_id", sa.Integer(), nullable=False),
        sa.Column("kredensial", sa.LargeBinary(), nullable=False),
        sa.Column("kunci_publik", sa.LargeBinary(), nullable=False),
        sa.Column("hitungan", sa.BigInteger(), nullable=False),
        sa.Column("nama", sa.String(60), nullable=False),
        sa.Column("dibuat", INSTANT, nullable=False),
        sa.Column("terakhir", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["petugas_id"], ["petugas.id"], name="fk_passkey_petugas_id_petugas"),
        sa.PrimaryKeyConstraint("id", name="pk_passkey"),
        sa.UniqueConstraint("kredensial", name="uq_passkey_kredensial"),
    )
    op.create_index("ix_passkey_petugas_id", "passkey", ["petugas_id"])


def create_sesi() -> None:
    op.create_table(
        "sesi",
        sa.Column("id", sa.LargeBinary(32), nullable=False),
        sa.Column("petugas_id", sa.Integer(), nullable=False),
        sa.Column("jenis", KIND, nullable=False),
        sa.Column("dibuat", INSTANT, nullable=False),
        sa.Column("terakhir", INSTANT, nullable=False),
        sa.Column("dikuatkan", INSTANT, nullable=False),
        sa.Column("peramban", sa.String(80), nullable=False),
        sa.Column("berakhir", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["petugas_id"], ["petugas.id"], name="fk_sesi_petugas_id_petugas"),
        sa.PrimaryKeyConstraint("id", name="pk_sesi"),
    )
    op.create_index("ix_sesi_petugas_id", "sesi", ["petugas_id"])


def create_tampilan() -> None:
    op.create_table(
        "tampilan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petugas_id", sa.Integer(), nullable=False),
        sa.Column("nama", sa.String(60), nullable=False),
        sa.Column("saringan", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(["petugas_id"], ["petugas.id"], name="fk_tampilan_petugas_id_petugas"),
        sa.PrimaryKeyConstraint("id", name="pk_tampilan"),
        sa.UniqueConstraint("petugas_id", "nama", name="uq_tampilan_petugas_id_nama"),
    )
    op.create_index("ix_tampilan_petugas_id", "tampilan", ["petugas_id"])


def create_permintaan_ekspor() -> None:
    op.create_table(
        "permintaan_ekspor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petugas_id", sa.Integer(), nullable=False),
        sa.Column("wilayah", sa.String(10), nullable=True),
        sa.Column("saringan", sa.String(500), nullable=False),
        sa.Column("semua", sa.Boolean(), nullable=False),
        sa.Column("jumlah", sa.Integer(), nullable=False),
        sa.Column("alasan", sa.String(200), nullable=False),
        sa.Column("dibuat", INSTANT, nullable=False),
        sa.Column("disetujui_oleh", sa.Integer(), nullable=True),
        sa.Column("disetujui", INSTANT, nullable=True),
        sa.Column("diambil", INSTANT, nullable=True),
        sa.CheckConstraint("disetujui_oleh <> petugas_id", name="dua_orang"),
        sa.ForeignKeyConstraint(
            ["disetujui_oleh"], ["petugas.id"], name="fk_permintaan_ekspor_disetujui_oleh_petugas"
        ),
        sa.ForeignKeyConstraint(
            ["petugas_id"], ["petugas.id"], name="fk_permintaan_ekspor_petugas_id_petugas"
        ),
        sa.ForeignKeyConstraint(["wilayah"], ["wilayah.kode"], name="fk_permintaan_ekspor_wilayah_wilayah"),
        sa.PrimaryKeyConstraint("id", name="pk_permintaan_ekspor"),
    )
    op.create_index("ix_permintaan_ekspor_petugas_id", "permintaan_ekspor", ["petugas_id"])
    op.create_index("ix_permintaan_ekspor_wilayah", "permintaan_ekspor", ["wilayah", "dibuat"])


def create_undangan() -> None:
    op.create_table(
        "undangan",
        sa.Column("token", sa.LargeBinary(32), nullable=False),
        sa.Column("petugas_id", sa.Integer(), nullable=False),
        sa.Column("guna", KIND, nullable=False),
        sa.Column("dibuat", INSTANT, nullable=False),
        sa.Column("dibuat_oleh", sa.String(60), nullable=False),
        sa.Column("sampai", INSTANT, nullable=False),
        sa.Column("dipakai", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["petugas_id"], ["petugas.id"], name="fk_undangan_petugas_id_petugas"),
        sa.PrimaryKeyConstraint("token", name="pk_undangan"),
    )
    op.create_index("ix_undangan_petugas_id", "undangan", ["petugas_id"])


def create_kunjungan() -> None:
    op.create_table(
        "kunjungan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("laporan_id", sa.Integer(), nullable=False),
        sa.Column("petugas_id", sa.Integer(), nullable=False),
        sa.Column("tanggal", sa.Date(), nullable=False),
        sa.Column("hasil", KIND, nullable=False),
        sa.Column("catatan", sa.LargeBinary(), nullable=True),
        sa.Column("dicatat", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["laporan_id"], ["laporan.id"], name="fk_kunjungan_laporan_id_laporan"),
        sa.ForeignKeyConstraint(["petugas_id"], ["petugas.id"], name="fk_kunjungan_petugas_id_petugas"),
        sa.PrimaryKeyConstraint("id", name="pk_kunjungan"),
    )
    op.create_index("ix_kunjungan_laporan_id", "kunjungan", ["laporan_id"])


def create_pemberitahuan() -> None:
    op.create_table(
        "pemberitahuan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petugas_id", sa.Integer(), nullable=False),
        sa.Column("laporan_id", sa.Integer(), nullable=False),
        sa.Column("jenis", KIND, nullable=False),
        sa.Column("dibuat", INSTANT, nullable=False),
        sa.Column("dikirim", INSTANT, nullable=True),
        sa.Column("dibaca", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["laporan_id"], ["laporan.id"], name="fk_pemberitahuan_laporan_id_laporan"),
        sa.ForeignKeyConstraint(["petugas_id"], ["petugas.id"], name="fk_pemberitahuan_petugas_id_petugas"),
        sa.PrimaryKeyConstraint("id", name="pk_pemberitahuan"),
        sa.UniqueConstraint(
            "petugas_id", "laporan_id", "jenis", name="uq_pemberitahuan_petugas_id_laporan_id_jenis"
        ),
    )
    op.create_index("ix_pemberitahuan_laporan_id", "pemberitahuan", ["laporan_id"])
    op.create_index("ix_pemberitahuan_menunggu", "pemberitahuan", ["dikirim", "petugas_id"])


def create_perubahan() -> None:
    op.create_table(
        "perubahan",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.Column("pemilihan_id", sa.Integer(), nullable=False),
        sa.Column("kelas", KIND, nullable=False),
        sa.Column("keterangan", KIND, nullable=True),
        sa.Column("sumber", KIND, nullable=False),
        sa.Column("status", KIND, nullable=False),
        sa.Column("laporan_id", sa.Integer(), nullable=True),
        sa.Column("pemilih_uid", sa.LargeBinary(16), nullable=True),
        sa.Column("kelurahan", sa.String(10), nullable=False),
        sa.Column("tps_id", sa.Integer(), nullable=True),
        sa.Column("isi", sa.LargeBinary(), nullable=True),
        sa.Column("diusulkan_oleh", sa.Integer(), nullable=True),
        sa.Column("diusulkan", INSTANT, nullable=False),
        sa.Column("disetujui_oleh", sa.Integer(), nullable=True),
        sa.Column("disetujui", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["disetujui_oleh"], ["petugas.id"], name="fk_perubahan_disetujui_oleh_petugas"
        ),
        sa.ForeignKeyConstraint(
            ["diusulkan_oleh"], ["petugas.id"], name="fk_perubahan_diusulkan_oleh_petugas"
        ),
        sa.ForeignKeyConstraint(["kelurahan"], ["wilayah.kode"], name="fk_perubahan_kelurahan_wilayah"),
        sa.ForeignKeyConstraint(["laporan_id"], ["laporan.id"], name="fk_perubahan_laporan_id_laporan"),
        sa.ForeignKeyConstraint(
            ["pemilihan_id"], ["pemilihan.id"], name="fk_perubahan_pemilihan_id_pemilihan"
        ),
        sa.ForeignKeyConstraint(["tps_id"], ["tps.id"], name="fk_perubahan_tps_id_tps"),
        sa.PrimaryKeyConstraint("id", name="pk_perubahan"),
        sa.UniqueConstraint("laporan_id", name="uq_perubahan_laporan_id"),
        sa.UniqueConstraint("uid", name="uq_perubahan_uid"),
    )
    op.create_index("ix_perubahan_kelurahan", "perubahan", ["kelurahan", "status"])
    op.create_index("ix_perubahan_pemilih_uid", "perubahan", ["pemilih_uid"])


def create_rekap() -> None:
    op.create_table(
        "rekap",
        sa.Column("masa", KIND, nullable=False),
        sa.Column("kode", sa.String(4), nullable=False),
        sa.Column("isi", sa.JSON(), nullable=False),
        sa.Column("dihitung", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("masa", "kode", name="pk_rekap"),
    )


def extend_laporan() -> None:
    with op.batch_alter_table("laporan") as batch_op:
        batch_op.add_column(sa.Column("petugas_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("penerima_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("rekomendasi", KIND, nullable=True))
        batch_op.add_column(sa.Column("rekomendasi_oleh", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("direkomendasikan", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("diputus_oleh", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("induk_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("diingatkan", sa.SmallInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("pantau", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("kabupaten", sa.String(4), nullable=True))
        batch_op.create_index("ix_laporan_antrean", ["kelurahan", "status", "tenggat"], unique=False)
        batch_op.create_index("ix_laporan_induk_id", ["induk_id"], unique=False)
        batch_op.create_index("ix_laporan_petugas_id", ["petugas_id"], unique=False)
        batch_op.create_foreign_key("fk_laporan_induk_id_laporan", "laporan", ["induk_id"], ["id"])
        batch_op.create_foreign_key("fk_laporan_penerima_id_petugas", "petugas", ["penerima_id"], ["id"])
        batch_op.create_foreign_key("fk_laporan_diputus_oleh_petugas", "petugas", ["diputus_oleh"], ["id"])
        batch_op.create_foreign_key("fk_laporan_petugas_id_petugas", "petugas", ["petugas_id"], ["id"])
        batch_op.create_foreign_key(
            "fk_laporan_rekomendasi_oleh_petugas", "petugas", ["rekomendasi_oleh"], ["id"]
        )
    # The clock looks at every report that stands already, and finds its own time for each.
    op.execute("UPDATE laporan SET pantau = diajukan, kabupaten = substr(kelurahan, 1, 4)")
    with op.batch_alter_table("laporan") as batch_op:
        batch_op.alter_column("pantau", existing_type=INSTANT, nullable=False)
        batch_op.alter_column("kabupaten", existing_type=sa.String(4), nullable=False)
        batch_op.drop_index("ix_laporan_kasus_id")
        batch_op.create_index("ix_laporan_kabupaten", ["kabupaten", "id"])
        for name, (columns, which) in PARTIAL.items():
            where = sa.text(which)
            batch_op.create_index(name, columns, postgresql_where=where, sqlite_where=where)


def extend_kasus() -> None:
    op.create_index("ix_kasus_tanggal", "kasus", ["tanggal", "id"])


def extend_riwayat() -> None:
    with op.batch_alter_table("riwayat") as batch_op:
        batch_op.add_column(sa.Column("jawaban", sa.String(1000), nullable=True))
        batch_op.add_column(sa.Column("petugas_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("catatan", sa.LargeBinary(), nullable=True))
        batch_op.create_foreign_key("fk_riwayat_petugas_id_petugas", "petugas", ["petugas_id"], ["id"])
