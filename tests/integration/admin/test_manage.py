"""Accounts are made by the level above, for roles and regions below it; nobody else finds them."""

import itertools

import pytest

from pemilu.audit.kinds import Tindakan
from pemilu.petugas.kinds import Peran
from pemilu.petugas.manage import LEVELS, MAKES, may_make
from pemilu.petugas.permissions import Permission, permits
from pemilu.wilayah.kode import KodeWilayah
from tests.factories import KELURAHAN
from tests.integration.admin.accounts import Person, employ, link_on, quick_hashes, row_of
from tests.integration.admin.room import Room

__all__ = ["quick_hashes"]

NEIGHBOURS = {
    "1371032001": "Alai",
    "137104": "Kuranji",
    "1371041001": "Anduring",
    "1372": "Solok",
    "137201": "Lubuk",
}
P = Peran


@pytest.fixture
def wide_room(sqlite_room: Room) -> Room:
    """With a neighbour at every level."""
    sqlite_room.office.add_regions(NEIGHBOURS)
    return sqlite_room


def form(peran: Peran, di: str, akun: str = "baru.sekali") -> dict[str, object]:
    return {"peran": peran.value, "di": di, "akun": akun, "nama": "Siti Contoh"}


def test_only_roles_with_the_permission_make_accounts() -> None:
    assert {role for role in Peran if permits(role, Permission.MANAGE_STAFF)} == set(MAKES)


def test_nobody_makes_their_own_role_one_above_or_an_operator() -> None:
    ladder = [P.PPS, P.PPK, P.KPU_KABKO, P.KPU_PROV, P.KPU_RI]
    for maker, made in MAKES.items():
        above = ladder[ladder.index(maker) :]
        assert not made & {*above, P.OPERATOR}


@pytest.mark.parametrize("di", ["1371032001", "1371041001"])
def test_ppk_makes_pps_of_its_own_kecamatan_only(wide_room: Room, di: str) -> None:
    by = wide_room.hire(P.PPK)
    assert may_make(by, P.PPS, KodeWilayah(di)) is di.startswith("137103")


def test_everything_outside_of_reach_is_not_there(wide_room: Room) -> None:
    theirs = [
        employ(wide_room, P.PPS, "1371041001"),
        employ(wide_room, P.PPK),
        employ(wide_room, P.KPU_KABKO),
        employ(wide_room, P.PENGAWAS),
        employ(wide_room, P.OPERATOR),
    ]
    browser = wide_room.sign_in(wide_room.hire(P.PPK))
    for person in theirs:
        path = f"/petugas/akun/{person.akun}"
        assert browser.get(path).status_code == 404
        assert browser.get(f"{path}/atur-ulang").status_code == 404
        for act in ("matikan", "nyalakan", "akhiri-sesi", "atur-ulang"):
            assert browser.post(f"{path}/{act}").status_code == 404
        assert row_of(wide_room, person.akun).sandi is not None
        assert row_of(wide_room, person.akun).aktif
    assert browser.get("/petugas/akun/tidak-ada").status_code == 404


@pytest.mark.parametrize(
    ("peran", "di"),
    [
        (P.PPS, "1371041001"),
        (P.PPS, "1371"),
        (P.PPK, "137103"),
        (P.KPU_RI, ""),
        (P.OPERATOR, ""),
        (P.PENGAWAS, "137103"),
        (P.PPS, ""),
        (P.PPS, "bukan kode"),
    ],
)
def test_ppk_is_refused_other_roles_and_regions(wide_room: Room, peran: Peran, di: str) -> None:
    answer = wide_room.sign_in(wide_room.hire(P.PPK)).post("/petugas/baru", form(peran, di))
    assert answer.status_code in (404, 422)
    assert wide_room.audit() == []


@pytest.mark.parametrize("peran", [P.PPS, P.PENGAWAS, P.OPERATOR])
def test_roles_below_nobody_see_no_accounts(wide_room: Room, peran: Peran) -> None:
    browser = wide_room.sign_in(wide_room.hire(peran))
    assert browser.get("/petugas").status_code == 403
    assert browser.post("/petugas/baru", form(P.PPS, KELURAHAN)).status_code == 403


def test_each_level_makes_what_the_table_says(wide_room: Room) -> None:
    regions = ["", "13", "1371", "1372", "137103", "137104", KELURAHAN, "1371041001"]
    for maker in Peran:
        by = wide_room.hire(maker)
        for peran, di in itertools.product(Peran, regions):
            wilayah = KodeWilayah(di) if di else None
            inside = by.scope.covers(wilayah) if wilayah else maker is P.KPU_RI
            assert may_make(by, peran, wilayah) is (peran in MAKES.get(maker, set()) and inside)


def test_a_new_account_waits_for_its_owner_and_the_link_is_shown_once(room: Room) -> None:
    by = room.hire(P.PPK)
    browser = room.sign_in(by)
    made = browser.post("/petugas/baru", form(P.PPS, KELURAHAN))
    assert made.status_code == 200
    assert room.app.test_client().get(link_on(made.text)).status_code == 200
    assert "/undangan/" not in browser.get("/petugas/akun/baru.sekali").text
    row = row_of(room, "baru.sekali")
    assert (row.peran, row.wilayah, row.sandi, row.totp, row.dibuat_oleh) == (
        P.PPS,
        KELURAHAN,
        None,
        None,
        by.akun,
    )
    assert "Menunggu" in browser.get("/petugas").text
    assert [r.tindakan for r in room.audit()] == [Tindakan.AKUN_DIBUAT, Tindakan.UNDANGAN_DIBUAT]


def test_the_address_of_the_link_is_the_one_that_was_set(sqlite_room: Room) -> None:
    room = Room(sqlite_room.office, ADMIN_BASE_URL="https://petugas.contoh.id")
    browser = room.sign_in(room.hire(P.PPK))
    browser.client.set_cookie("__Host-sesi", browser.token, secure=True, domain="petugas.contoh.id")
    made = browser.post("/petugas/baru", form(P.PPS, KELURAHAN), base_url="https://petugas.contoh.id")
    assert "https://petugas.contoh.id/undangan/" in made.text


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("akun", "1371031004", "Nama akun: 3 sampai 40"),
        ("akun", "ab", "Nama akun: 3 sampai 40"),
        ("akun", "siti aminah", "Nama akun: 3 sampai 40"),
        ("akun", "a" * 41, "Nama akun: 3 sampai 40"),
        ("akun", "n1399990101900001", "Nama akun: 3 sampai 40"),
        ("nama", "  ", "Isi nama lengkap"),
        ("nama", "Siti\x7f", "Isi nama lengkap"),
        ("di", "137103", "tidak cocok dengan perannya"),
    ],
)
def test_a_bad_form_comes_back_with_the_reason(sqlite_room: Room, field: str, value: str, told: str) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(P.PPK))
    answer = browser.post("/petugas/baru", form(P.PPS, KELURAHAN) | {field: value})
    assert answer.status_code == 422
    if field != "di":
        assert told in answer.text


def test_an_account_that_is_taken_is_refused(room: Room) -> None:
    browser = room.sign_in(room.hire(P.PPK))
    browser.post("/petugas/baru", form(P.PPS, KELURAHAN))
    answer = browser.post("/petugas/baru", form(P.PPS, KELURAHAN))
    assert answer.status_code == 422
    assert "sudah dipakai" in answer.text


def test_making_an_account_needs_fresh_proof_of_who_one_is(sqlite_room: Room) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(P.PPK))
    sqlite_room.clock.advance(minutes=6)
    answer = browser.post("/petugas/baru", form(P.PPS, KELURAHAN))
    assert (answer.status_code, answer.location) == (307, "/masuk/lagi/isian?kembali=/petugas/baru")
    assert sqlite_room.audit() == []


def test_who_is_switched_off_is_out_and_may_come_back(room: Room) -> None:
    above, person = room.sign_in(room.hire(P.PPK)), employ(room)
    inside = person.browser()
    above.post(f"/petugas/akun/{person.akun}/matikan")
    assert inside.get("/antrean").status_code == 303
    assert person.sign_in().status_code == 422
    above.post(f"/petugas/akun/{person.akun}/nyalakan")
    assert inside.get("/antrean").status_code == 303, "the session stays ended"
    assert person.sign_in().status_code == 303


def test_the_level_above_ends_sessions_and_resets(room: Room) -> None:
    above, person = room.sign_in(room.hire(P.KPU_KABKO)), employ(room)
    inside = person.browser()
    above.post(f"/petugas/akun/{person.akun}/akhiri-sesi")
    assert inside.get("/antrean").status_code == 303
    again = above.post(f"/petugas/akun/{person.akun}/atur-ulang")
    assert room.app.test_client().get(link_on(again.text)).status_code == 200
    assert person.sign_in().status_code == 422
    acts = [row.tindakan for row in room.audit() if row.pelaku != person.akun]
    assert acts == [Tindakan.SESI_DIAKHIRI, Tindakan.AKUN_DIATUR_ULANG, Tindakan.UNDANGAN_DIBUAT]


def test_nobody_resets_the_one_above(sqlite_room: Room) -> None:
    above: Person = employ(sqlite_room, P.KPU_KABKO)
    for below in (P.PPK, P.PPS, P.PENGAWAS):
        browser = sqlite_room.sign_in(sqlite_room.hire(below))
        assert browser.post(f"/petugas/akun/{above.akun}/atur-ulang").status_code in (403, 404)
    assert above.sign_in().status_code == 303


def test_the_list_shows_all_below_and_nobody_else(wide_room: Room) -> None:
    mine = [wide_room.hire(P.PPS), wide_room.hire(P.PPS, "1371032001")]
    others = [wide_room.hire(P.PPS, "1371041001"), wide_room.hire(P.PPK), wide_room.hire(P.KPU_KABKO)]
    page = wide_room.sign_in(wide_room.hire(P.PPK)).get("/petugas").text
    assert all(one.akun in page for one in mine)
    assert not any(one.akun in page for one in others)


@pytest.mark.parametrize("cari", ["%", "_", "\\", "' OR 1=1 --", "lolong%"])
def test_a_search_is_taken_literally(room: Room, cari: str) -> None:
    room.hire(P.PPS, nama="Siti Contoh")
    answer = room.sign_in(room.hire(P.PPK)).get("/petugas", query_string={"cari": cari})
    assert answer.status_code == 200
    assert "Siti Contoh" not in answer.text


def test_a_search_finds_names_accounts_and_regions_and_keeps_pages(room: Room) -> None:
    for number in range(30):
        room.hire(P.PPS, nama=f"Siti {number:02}")
    browser = room.sign_in(room.hire(P.PPK))
    first, second = browser.get("/petugas?cari=siti").text, browser.get("/petugas?cari=siti&halaman=2").text
    assert [page.count("<strong>Siti") for page in (first, second)] == [25, 5]
    assert browser.get("/petugas?cari=LOLONG").text.count("<strong>Siti") == 25
    assert browser.get("/petugas?halaman=99999999999999999999").status_code == 200
    assert browser.get("/petugas?peran=kpu-ri").status_code == 200


def test_the_region_is_chosen_step_by_step(wide_room: Room) -> None:
    browser = wide_room.sign_in(wide_room.hire(P.KPU_KABKO))
    assert "PPK" in browser.get("/petugas/baru").text
    assert "Padang Utara" in browser.get("/petugas/baru?peran=pps").text
    assert "Lolong Belanti" in browser.get("/petugas/baru?peran=pps&di=137103").text
    assert 'name="akun"' in browser.get(f"/petugas/baru?peran=pps&di={KELURAHAN}").text
    assert browser.get("/petugas/baru?peran=pps&di=1372").status_code == 404
    assert browser.get("/petugas/baru?peran=pps&di=zz").status_code == 404


def test_kpu_ri_reaches_every_level_and_starts_at_the_provinces(wide_room: Room) -> None:
    browser = wide_room.sign_in(wide_room.hire(P.KPU_RI))
    assert "Sumatera Barat" in browser.get("/petugas/baru?peran=kpu-prov").text
    assert 'name="akun"' in browser.get("/petugas/baru?peran=pengawas").text
    made = browser.post("/petugas/baru", form(P.PENGAWAS, ""))
    assert made.status_code == 200
    assert row_of(wide_room, "baru.sekali").wilayah is None


def test_every_role_has_a_level() -> None:
    assert set(LEVELS) == set(Peran)
