"""What an approval means for the roll stands before whoever decides, and on the page of what was approved."""

import re
from typing import Any

import pytest

from admin.laporan import roll as roll_of_page
from pemilu.laporan.claim import TERTUTUP, Kolom
from pemilu.laporan.compare import Line
from pemilu.laporan.consequence import Foreseen
from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.proposal import Choice, ListedAlready, SingleEntry
from pemilu.laporan.read import ReportPage, read
from pemilu.pemilih.kinds import KelasPerubahan, Keterangan, StatusPerubahan
from pemilu.pemilih.models import Perubahan
from pemilu.petugas.kinds import Peran
from pemilu.petugas.officer import Officer
from tests.factories import ABSEN, GANDA, NAMA, TERDAFTAR, Roll
from tests.integration.admin.case import TOLAK, Case, recommended, rows, stranger
from tests.integration.admin.room import Room
from tests.integration.admin.sealed_report import HIDDEN, NKK, SECRETS, file_secrets, open_identity, told
from tests.integration.laporan.office import person

J = JenisLaporan


def page_of(room: Room, by: Officer, nomor: str, *, opened: bool = False) -> ReportPage:
    staff = room.staff
    with room.app.app_context(), staff.reading(by) as session:
        now = room.clock.now()
        return read(session, by, nomor, office=staff.office, roll=roll_of_page(), now=now, opened=opened)


def usulan(room: Room, by: Officer, nomor: str, *, opened: bool = False) -> Foreseen:
    isi = page_of(room, by, nomor, opened=opened).isi
    assert isi is not None
    return isi.usulan


def values(lines: tuple[Line, ...]) -> dict[Kolom, tuple[str | None, str | None]]:
    return {line.kolom: (line.daftar, line.laporan) for line in lines}


def test_rows_that_look_alike_bear_the_number_under_which_they_are_chosen(room: Room) -> None:
    """More namesakes at one TPS than a report without NIK can tell apart."""
    pps, kpu = room.hire(Peran.PPS), room.hire(Peran.KPU_KABKO)
    roll = room.office.roll
    roll.pemilih(roll.tps(7), *(f"13999917089000{number}" for number in range(20, 27)), nama="RINA WATI")
    case = recommended(room, pps, jenis=J.PERBAIKAN_DATA, target=None, isi={"nama": "RINA WATI"})
    room.clock.advance(minutes=10)
    meant = [target.uid.hex() for target in usulan(room, kpu, case.nomor).sasaran]
    text = room.sign_in(kpu).get(f"/laporan/{case.nomor}").text
    offered = re.findall(r'name="baris" value="(\w+)"[^>]*> Baris (\d+): TPS 007', text)
    assert offered == [(uid, str(number)) for number, uid in enumerate(meant, 1)]
    assert len(offered) == 7
    for number in range(1, 8):
        assert (f"Baris {number}. Laporan dan daftar" in text, f"Baris {number}: R*** W***" in text) == (
            True,
        ) * 2


@pytest.mark.parametrize(
    "filed",
    [
        {"jenis": J.BELUM_TERDAFTAR, "target": person(ABSEN), "isi": SECRETS | {"nik": ABSEN}},
        {"jenis": J.PERBAIKAN_DATA},
        {"jenis": J.TIDAK_BERDOMISILI},
        {"jenis": J.SALAH_TPS},
        stranger(),
        stranger(isi={"nik": TERDAFTAR, "alasan": "polri"}),
        stranger(isi={"nik": TERDAFTAR}),
    ],
    ids=lambda filed: str(filed["jenis"].value),
)
def test_what_is_foreseen_is_what_an_approval_writes(sqlite_room: Room, filed: dict[str, Any]) -> None:
    room, kpu = sqlite_room, sqlite_room.hire(Peran.KPU_KABKO)
    case = recommended(room, room.hire(Peran.PPS), **filed)
    foreseen = usulan(room, kpu, case.nomor)
    room.clock.advance(minutes=10)
    case.decide(kpu, choice=Choice(tps_id=room.office.roll.tps(7)))
    [change] = rows(room, Perubahan)
    assert (foreseen.kelas, foreseen.keterangan) == (change.kelas, change.keterangan)
    assert [target.uid for target in foreseen.sasaran] == ([change.pemilih_uid] if change.pemilih_uid else [])
    assert bool(foreseen.isi or foreseen.tertutup) is (change.kelas is KelasPerubahan.BARU)
    assert usulan(room, kpu, case.nomor) == foreseen


def test_new_values_stand_beside_the_old_and_what_is_sealed_stays_so(sqlite_room: Room) -> None:
    room, kpu = sqlite_room, sqlite_room.hire(Peran.KPU_KABKO)
    nomor = file_secrets(room).nomor
    [closed], [opened] = (usulan(room, kpu, nomor, opened=how).sasaran for how in (False, True))
    assert values(closed.baru) == {Kolom.NAMA: ("B*** S******", "B*** S******"), Kolom.RW: ("4", "5")}
    assert [line.kolom for line in closed.baru if line.differs_unseen] == [Kolom.NAMA]
    sealed = {Kolom.NKK, Kolom.TEMPAT_LAHIR, Kolom.TANGGAL_LAHIR, Kolom.STATUS_KAWIN, Kolom.STATUS_KTP}
    assert set(closed.tertutup) == sealed | {Kolom.ALAMAT}
    assert (opened.tertutup, closed.nama, opened.nama) == ((), "B*** S******", NAMA)
    assert values(opened.baru) == {
        Kolom.NAMA: (NAMA, "BUDI SENTOSA"),
        Kolom.TEMPAT_LAHIR: ("Padang Panjang", "Bukittinggi"),
        Kolom.ALAMAT: ("Jalan Melati 9", "Jalan Kenanga 17"),
        Kolom.RW: ("4", "5"),
    }


def test_a_new_voter_is_foreseen_with_all_that_was_filled_in(sqlite_room: Room) -> None:
    room, kpu = sqlite_room, sqlite_room.hire(Peran.KPU_KABKO)
    isi = SECRETS | {"nik": ABSEN}
    nomor = room.office.file(jenis=J.BELUM_TERDAFTAR, target=person(ABSEN), isi=isi).nomor
    closed, opened = (usulan(room, kpu, nomor, opened=how) for how in (False, True))
    assert (closed.terdaftar, closed.sasaran) == (False, ())
    assert values(closed.isi)[Kolom.NIK] == (None, "•••• 0009")
    assert TERTUTUP not in {told for _old, told in values(closed.isi).values()}
    assert (values(opened.isi)[Kolom.NKK], opened.tertutup) == ((None, NKK), ())


def test_a_new_voter_who_is_listed_and_a_duplicate_who_stands_once_are_noticed(sqlite_room: Room) -> None:
    room, kpu = sqlite_room, sqlite_room.hire(Peran.KPU_KABKO)
    filed = {
        "listed": Case(room, jenis=J.BELUM_TERDAFTAR),
        "once": Case(room, jenis=J.GANDA),
        "twice": Case(room, jenis=J.GANDA, target=person(GANDA), isi={"nik": GANDA}),
        "change": Case(room, jenis=J.PERBAIKAN_DATA),
    }
    seen = {name: usulan(room, kpu, case.nomor) for name, case in filed.items()}
    noticed = {name: (each.terdaftar, each.satu_baris) for name, each in seen.items()}
    assert noticed == {
        "listed": (True, False), "once": (False, True), "twice": (False, False), "change": (False, False),
    }  # fmt: skip
    assert len(seen["twice"].sasaran) == 2


def test_lists_of_another_election_count_for_nothing(room: Room) -> None:
    """Each election has a list in force; only that of the report's own tells how often a NIK stands there."""
    pps, kpu = room.hire(Peran.PPS), room.hire(Peran.KPU_KABKO)
    other = Roll(room.database, clock=room.clock, keys=room.office.roll.keyring, kode="lain", aktif=False)
    other.pemilih(other.tps(1), TERDAFTAR, ABSEN)
    other.publish()
    once = recommended(room, pps, jenis=J.GANDA)
    new = recommended(room, pps, jenis=J.BELUM_TERDAFTAR, target=person(ABSEN), isi=SECRETS | {"nik": ABSEN})
    room.clock.advance(minutes=10)
    with pytest.raises(SingleEntry):
        once.decide(kpu)
    new.decide(kpu, catatan=None)
    assert [change.kelas for change in rows(room, Perubahan)] == [KelasPerubahan.BARU]


def test_a_nik_of_the_roll_that_is_not_published_yet_needs_a_note_as_the_page_says(
    sqlite_room: Room,
) -> None:
    room, kpu = sqlite_room, sqlite_room.hire(Peran.KPU_KABKO)
    roll = room.office.roll
    case = recommended(
        room,
        room.hire(Peran.PPS),
        jenis=J.BELUM_TERDAFTAR,
        target=person(ABSEN),
        isi=SECRETS | {"nik": ABSEN},
    )
    roll.pemilih(roll.tps(9), ABSEN)
    assert usulan(room, kpu, case.nomor).terdaftar
    with pytest.raises(ListedAlready):
        case.decide(kpu, catatan=None)
    assert rows(room, Perubahan) == []


def test_somebody_of_the_same_name_is_not_the_nik_of_a_new_voter(sqlite_room: Room) -> None:
    kpu = sqlite_room.hire(Peran.KPU_KABKO)
    nomor = sqlite_room.office.file(jenis=J.BELUM_TERDAFTAR, target=None, isi={"nama": NAMA}).nomor
    assert usulan(sqlite_room, kpu, nomor).terdaftar is False


def test_the_page_of_a_new_voter_who_is_listed_says_what_to_do_instead(sqlite_room: Room) -> None:
    room, kpu = sqlite_room, sqlite_room.hire(Peran.KPU_KABKO)
    case = recommended(room, room.hire(Peran.PPS), jenis=J.BELUM_TERDAFTAR)
    browser = room.sign_in(kpu)
    page = browser.get(f"/laporan/{case.nomor}").text
    assert "<h2>NIK ini sudah ada di daftar</h2>" in page
    assert "perbaikan data" in page
    assert "Perhatian: NIK ini sudah ada di daftar." in page[page.index('id="usulan"') :]
    case.decide(kpu, TOLAK, alasan="sudah-terdaftar")
    assert "NIK ini sudah ada di daftar</h2>" not in browser.get(f"/laporan/{case.nomor}").text


def test_who_decides_reads_the_change_and_who_recommended_it(sqlite_room: Room) -> None:
    room = sqlite_room
    pps, kpu = room.hire(Peran.PPS, nama="Rina Wati"), room.hire(Peran.KPU_KABKO)
    file_secrets(room)
    case = Case(room, isi=SECRETS, jenis=J.PERBAIKAN_DATA)
    case.take(pps)
    case.recommend(pps)
    browser = room.sign_in(kpu)
    text = told(browser.get(f"/laporan/{case.nomor}"))
    form = text[text.index('id="usulan"') : text.index("Setuju atau tolak?")]
    for said in ("Data pemilih diubah", "B*** S******", "Rekomendasi: setujui", "Rina Wati", "Dokumen"):
        assert said in form
    assert [secret for secret in HIDDEN if secret in text] == []
    again = told(browser.post(f"/laporan/{case.nomor}/putuskan", {"versi": case.row.versi}))
    assert "Data pemilih diubah" in again
    assert [secret for secret in HIDDEN if secret in again] == []
    opened = told(open_identity(browser, case.receipt))
    form = opened[opened.index('id="usulan"') : opened.index("Setuju atau tolak?")]
    assert "Jalan Kenanga 17" in form
    assert "Sudah diperiksa." in form


def test_an_approved_report_shows_its_change_to_whoever_reads_it(room: Room) -> None:
    pps, kpu = room.hire(Peran.PPS), room.hire(Peran.KPU_KABKO, nama="Hasan Basri")
    first, second = Case(room), Case(room)
    for case in (first, second):
        case.take(pps)
    second.link(pps, first.nomor)
    first.recommend(pps)
    assert page_of(room, kpu, first.nomor).perubahan is None
    first.decide(kpu)
    for case in (first, second):
        change = page_of(room, kpu, case.nomor).perubahan
        assert change is not None
        assert (change.nomor, change.oleh, change.disetujui) == (
            first.nomor, "Hasan Basri", room.clock.now(),
        )  # fmt: skip
        assert (change.kelas, change.status) == (KelasPerubahan.UBAH, StatusPerubahan.DISETUJUI)
    below = page_of(room, pps, first.nomor).perubahan
    assert below is not None
    assert below.oleh is None
    text = room.sign_in(kpu).get(f"/laporan/{second.nomor}").text
    for said in ("Perubahan daftar", "Disetujui, belum diterapkan ke daftar", "Hasan Basri", first.nomor):
        assert said in text


def test_a_rejected_report_shows_no_change(sqlite_room: Room) -> None:
    room, kpu = sqlite_room, sqlite_room.hire(Peran.KPU_KABKO)
    case = recommended(room, room.hire(Peran.PPS), TOLAK)
    case.decide(kpu, TOLAK)
    assert page_of(room, kpu, case.nomor).perubahan is None
    assert "Perubahan daftar" not in room.sign_in(kpu).get(f"/laporan/{case.nomor}").text


def test_a_move_shows_where_to(sqlite_room: Room) -> None:
    room, kpu = sqlite_room, sqlite_room.hire(Peran.KPU_KABKO)
    case = recommended(room, room.hire(Peran.PPS), jenis=J.SALAH_TPS)
    case.decide(kpu, choice=Choice(tps_id=room.office.roll.tps(7)))
    change = page_of(room, kpu, case.nomor).perubahan
    assert change is not None
    assert (change.kelas, change.keterangan, change.tps) == (KelasPerubahan.PINDAH_TPS, None, 7)
    assert "TPS 007" in room.sign_in(kpu).get(f"/laporan/{case.nomor}").text


def test_a_mark_of_a_strike_is_read_from_its_reason(sqlite_room: Room) -> None:
    kpu = sqlite_room.hire(Peran.KPU_KABKO)
    case = Case(sqlite_room, **stranger())
    assert usulan(sqlite_room, kpu, case.nomor).keterangan is Keterangan.MENINGGAL


def test_a_difference_that_the_mask_hides_is_explained(sqlite_room: Room) -> None:
    room = sqlite_room
    browser = room.sign_in(room.hire(Peran.PPS))
    hidden, open_to_see = file_secrets(room), file_secrets(room, isi=SECRETS | {"nama": "ANDI SENTOSA"})
    told_of = "tampak sama (Nama): bedanya ada di bagian yang tertutup"
    assert told_of in browser.get(f"/laporan/{hidden.nomor}").text
    assert told_of not in browser.get(f"/laporan/{open_to_see.nomor}").text
    assert told_of not in open_identity(browser, hidden).text
