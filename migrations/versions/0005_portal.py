"""On PostgreSQL a role for the portal's login: it reads what is published, takes reports in, and no more.

Names of voters lie in clear in `pemilih` only, which this role cannot read, nor can a dump that is made with
its login. How operators give the portal such a login: docs/keys.md. SQLite has no roles.
"""

from alembic import op

revision = "0005_portal"
down_revision = "0004_bagian"
branch_labels = None
depends_on = None

ROLE = "pemilu_portal"
READS = "wilayah, tps, pemilihan, tahapan, panitia, daftar, terbit"
TAKES_IN = ("laporan", "bukti", "riwayat", "kunci_kirim", "kabar", "kasus")
LOOKS_AT = "laporan, riwayat, kunci_kirim, kasus"
# Its own new rows it knows by their number; of pages also how many a report has, and since when.
NUMBER = {"bukti": "id, laporan_id, urutan, ditambah", "kabar": "id"}
# What citizens change by their acts, and what becomes of a report that is one of a campaign.
CHANGES = (
    "status, disanggah, pemegang_tingkat, pemegang_wilayah, held_alone, kasus_id, induk_id, ditutup, "
    "keberatan, versi"
)
# A taken-over portal must not make a decision, nor the recommendation that staff decide by, nor write in
# an officer's name.
FILED = "status = 'diterima' AND rekomendasi_oleh IS NULL AND direkomendasikan IS NULL AND petugas_id IS NULL"
RECOMMENDED = "(status <> 'direkomendasikan' OR rekomendasi_oleh IS NOT NULL)"
UNDECIDED = f"status NOT IN ('disetujui', 'ditolak') AND {RECOMMENDED}"
POLICIES = {
    "laporan": (
        "portal_baca FOR SELECT TO {role} USING (true)",
        f"portal_masuk FOR INSERT TO {{role}} WITH CHECK ({FILED})",
        f"portal_ubah FOR UPDATE TO {{role}} USING (true) WITH CHECK ({UNDECIDED})",
    ),
    "riwayat": (
        "portal_baca FOR SELECT TO {role} USING (true)",
        "portal_masuk FOR INSERT TO {role} WITH CHECK (petugas_id IS NULL)",
    ),
}
WHOLE = ("portal FOR ALL TO {role} USING (true)",)
NUMBERED = ("laporan", "bukti", "riwayat", "kabar", "kasus")


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        f"DO $$ BEGIN CREATE ROLE {ROLE} NOLOGIN; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    op.execute(f"GRANT SELECT ON {READS}, {LOOKS_AT} TO {ROLE}")
    for table, columns in NUMBER.items():
        op.execute(f"GRANT SELECT ({columns}) ON {table} TO {ROLE}")
    op.execute(f"GRANT INSERT ON {', '.join(TAKES_IN)} TO {ROLE}")
    op.execute(f"GRANT UPDATE ({CHANGES}) ON laporan TO {ROLE}")
    op.execute(f"GRANT USAGE ON SEQUENCE {', '.join(f'{t}_id_seq' for t in NUMBERED)} TO {ROLE}")
    # Row-level security, which binds staff to their wilayah, shows nothing to whom no policy names.
    for table in TAKES_IN:
        for policy in POLICIES.get(table, WHOLE):
            name, rest = policy.split(" ", 1)
            op.execute(f"CREATE POLICY {name} ON {table} {rest.format(role=ROLE)}")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in TAKES_IN:
        for policy in POLICIES.get(table, WHOLE):
            op.execute(f"DROP POLICY {policy.split(' ', 1)[0]} ON {table}")
    # The role itself belongs to the whole server; another database may still need it.
    op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {ROLE}")
    op.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {ROLE}")
