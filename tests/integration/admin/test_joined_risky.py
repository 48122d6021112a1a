"""Joining reports undoes no safeguard of a voter, and two accounts of one hand are not two people."""

from typing import Any

import pytest
from sqlalchemy import update

from pemilu.laporan.answers import TEXTS, AlasanPutusan, NoSuchReason
from pemilu.laporan.contest import contest, reported
from pemilu.laporan.decide import APPROVED_AN_HOUR, Contested, SameHand, SamePerson, TooMany, TooSoon
from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.link import CannotJoin, JoinFault, joinable
from pemilu.laporan.models import Kasus, Laporan, Riwayat
from pemilu.laporan.panel import Panel, panel
from pemilu.laporan.possible import Halangan
from pemilu.laporan.recommend import NotVerified
from pemilu.laporan.status import Act, Status
from pemilu.laporan.tracking import withdraw
from pemilu.pemilih.changes import RollKeys
from pemilu.pemilih.models import Perubahan
from pemilu.petugas import manage
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.petugas.models import Petugas
from pemilu.petugas.officer import Officer
from tests.factories import KELURAHAN
from tests.integration.admin.case import SETUJU, TOLAK, Case, recommended, rows, stranger
from tests.integration.admin.room import Room
from tests.integration.laporan.office import nik_of

J = JenisLaporan
ABOUT_SOMEBODY = {"jenis": J.PERBAIKAN_DATA, "pelapor": Pelapor.WARGA}


def contest_all(room: Room, case: Case) -> int:
    target = case.row.target_idx
    assert target is not None
    with room.database.transaction() as session:
        return contest(session, target, now=room.clock.now())


def set_up(room: Room, case: Case, **values: object) -> None:
    """As rows of an earlier day may stand."""
    with room.database.transaction() as session:
        session.execute(update(Laporan).where(Laporan.nomor == case.nomor).values(**values))


def strikes_held_by_pps(room: Room, many: int = 2) -> list[Case]:
    """Reports that could strike one voter, none of them in a case."""
    cases = [Case(room, **stranger()) for _ in range(many)]
    for case in cases:
        set_up(room, case, kasus_id=None, held_alone=False)
        set_up(room, case, pemegang_tingkat=TingkatPanitia.PPS, pemegang_wilayah=KELURAHAN)
    return cases


def joined_pair(room: Room, by: Officer) -> tuple[Case, Case]:
    """A root, and what hangs on it."""
    root, child = strikes_held_by_pps(room)
    for case in (root, child):
        case.take(by)
    child.link(by, root.nomor)
    return root, child


def mixed_pair(room: Room, by: Officer, **of_child: Any) -> tuple[Case, Case]:
    """A root that strikes nobody and a child that could, as they were joined before that was refused."""
    root, child = Case(room, jenis=J.PERBAIKAN_DATA), Case(room, **ABOUT_SOMEBODY)
    root.take(by)
    set_up(room, child, status=Status.DIGABUNG, induk_id=root.row.id, **of_child)
    return root, child


def seen_by(room: Room, by: Officer, case: Case) -> Panel:
    staff = room.staff
    keys = RollKeys(staff.keyring.nik_index(), staff.identities)
    with staff.writing(by) as session:
        return panel(session, by, case.nomor, office=staff.office, roll=keys, now=room.clock.now())


def test_a_report_that_could_strike_is_not_joined_to_one_that_could_not(room: Room) -> None:
    kpu = room.hire(Peran.KPU_KABKO)
    own, other = Case(room, jenis=J.PERBAIKAN_DATA), Case(room, **ABOUT_SOMEBODY)
    for case in (own, other):
        case.take(kpu)
    for child, root in ((own, other), (other, own)):
        with pytest.raises(CannotJoin) as refused:
            child.link(kpu, root.nomor)
        assert refused.value.args == (JoinFault.BEDA_RISIKO,)
        with room.staff.writing(kpu) as session:
            assert root.nomor not in joinable(session, kpu, child.row)


def test_the_page_says_why_they_are_not_joined(sqlite_room: Room) -> None:
    room, kpu = sqlite_room, sqlite_room.hire(Peran.KPU_KABKO)
    own, other = Case(room, jenis=J.PERBAIKAN_DATA), Case(room, **ABOUT_SOMEBODY)
    other.take(kpu)
    form = {"versi": other.row.versi, "induk": own.nomor}
    answer = room.sign_in(kpu).post(f"/laporan/{other.nomor}/gabung", form)
    assert answer.status_code == 422
    assert "putuskan masing-masing" in answer.text


def test_a_contest_is_not_undone_by_joining_and_setting_apart(room: Room) -> None:
    pps, ppk, kpu = room.hire(Peran.PPS), room.hire(Peran.PPK), room.hire(Peran.KPU_KABKO)
    _root, child = joined_pair(room, pps)
    assert contest_all(room, child) == 2
    row = child.row
    assert (row.status, row.disanggah, row.pemegang_tingkat) == (Status.DIGABUNG, True, TingkatPanitia.PPK)
    child.unlink(ppk)
    child.recommend(ppk)
    room.clock.advance(hours=1)
    with pytest.raises(Contested):
        child.decide(kpu)
    assert rows(room, Perubahan) == []


def test_a_contest_of_a_joined_report_shows_to_its_voter_and_not_to_its_reporter(sqlite_room: Room) -> None:
    room, pps = sqlite_room, sqlite_room.hire(Peran.PPS)
    root, child = joined_pair(room, pps)
    set_up(room, root, disanggah=True)
    target = child.row.target_idx
    assert target is not None
    with room.database.reading() as session:
        assert reported(session, target)
    before = room.office.tracked(child.receipt)
    assert contest_all(room, child) == 1
    after = room.office.tracked(child.receipt)
    assert (after.status, after.steps, after.pemegang) == (before.status, before.steps, before.pemegang)
    assert rows(room, Riwayat)[-1].status is Status.DIGABUNG
    with room.database.reading() as session:
        assert not reported(session, target)
    assert contest_all(room, child) == 0


def test_what_is_set_apart_keeps_the_contest_and_the_case_of_what_it_hung_on(room: Room) -> None:
    pps = room.hire(Peran.PPS)
    root, child = joined_pair(room, pps)
    kasus = Kasus(kelurahan=KELURAHAN, tanggal=room.clock.now().date(), dibuka=room.clock.now())
    kept = [each for each in rows(room, Kasus) if each.kelurahan == KELURAHAN]
    if not kept:
        room.office.add(kasus)
        kept = rows(room, Kasus)
    set_up(room, root, disanggah=True, kasus_id=kept[0].id)
    child.unlink(pps)
    row = child.row
    assert (row.disanggah, row.kasus_id, row.induk_id) == (True, kept[0].id, None)
    assert row.pemegang_tingkat is TingkatPanitia.PPK


def test_what_is_released_keeps_the_contest_too(sqlite_room: Room) -> None:
    room, pps = sqlite_room, sqlite_room.hire(Peran.PPS)
    root, child = joined_pair(room, pps)
    set_up(room, root, disanggah=True)
    with room.database.transaction() as session:
        withdraw(session, root.nomor, now=room.clock.now())
    row = child.row
    assert (row.status, row.disanggah) == (Status.DIVERIFIKASI, True)
    assert row.pemegang_tingkat is TingkatPanitia.PPK


def test_a_campaign_holds_joined_reports_too(sqlite_room: Room) -> None:
    room, pps = sqlite_room, sqlite_room.hire(Peran.PPS)
    _root, child = joined_pair(room, pps)
    for _ in range(10):
        case = Case(room, **stranger())
        set_up(room, case, held_alone=False, target_idx=case.nomor.encode())
    assert child.row.kasus_id is None
    Case(room, **stranger(target=None, pelapor=Pelapor.KELUARGA))
    burst = Case(room, **stranger(target=None))
    set_up(room, burst, held_alone=False)
    # What is held for its own fault drags nobody along; a campaign does.
    assert child.row.kasus_id is None
    Case(room, **stranger(target=nik_of(40_001)))
    row = child.row
    assert row.kasus_id is not None
    assert row.pemegang_tingkat is TingkatPanitia.PPK


def test_one_that_could_strike_guards_all_that_get_its_answer(sqlite_room: Room) -> None:
    """Another person, ten minutes, no contest: also where the report decided is itself harmless."""
    room, ppk = sqlite_room, sqlite_room.hire(Peran.PPK)
    kpu, other = room.hire(Peran.KPU_KABKO), room.hire(Peran.KPU_KABKO)
    root, child = mixed_pair(room, kpu, rekomendasi_oleh=ppk.id)
    root.recommend(kpu)
    with pytest.raises(SamePerson):
        root.decide(kpu)
    with pytest.raises(TooSoon):
        root.decide(other)
    assert seen_by(room, other, root).halangan[Act.APPROVE] is Halangan.TUNGGU
    assert seen_by(room, kpu, root).halangan[Act.APPROVE] is Halangan.PETUGAS_LAIN
    room.clock.advance(minutes=10)
    set_up(room, child, disanggah=True)
    assert seen_by(room, other, root).halangan == {Act.APPROVE: Halangan.DISANGGAH}
    with pytest.raises(Contested):
        root.decide(other)
    set_up(room, child, disanggah=False, rekomendasi_oleh=other.id)
    with pytest.raises(SamePerson):
        root.decide(other)


def test_what_could_strike_is_verified_before_any_of_its_group_is_recommended(sqlite_room: Room) -> None:
    room, pps = sqlite_room, sqlite_room.hire(Peran.PPS)
    root, _child = mixed_pair(room, pps)
    assert seen_by(room, pps, root).berisiko
    with pytest.raises(NotVerified):
        root.recommend(pps, dokumen_diperiksa=False)
    root.visit(pps)
    assert seen_by(room, pps, root).dikunjungi
    root.recommend(pps, dokumen_diperiksa=False)


def test_what_is_sent_back_goes_no_lower_than_any_of_its_group_may(sqlite_room: Room) -> None:
    room, kpu = sqlite_room, sqlite_room.hire(Peran.KPU_KABKO)
    root, _child = mixed_pair(room, room.hire(Peran.PPS), disanggah=True)
    root.recommend(room.hire(Peran.PPS))
    root.send_back(kpu)
    assert root.row.pemegang_tingkat is TingkatPanitia.PPK


def test_a_joined_strike_counts_toward_the_most_of_an_hour(sqlite_room: Room) -> None:
    room, pps = sqlite_room, sqlite_room.hire(Peran.PPS)
    kpu = room.hire(Peran.KPU_KABKO)
    cases = [recommended(room, pps, berisiko=True) for _ in range(APPROVED_AN_HOUR - 1)]
    pairs = [mixed_pair(room, pps)[0] for _ in range(2)]
    for root in pairs:
        root.recommend(pps)
    room.clock.advance(minutes=10)
    for case in (*cases, pairs[0]):
        case.decide(kpu)
    with pytest.raises(TooMany):
        pairs[1].decide(kpu)


def test_no_stranger_reads_a_reason_about_the_voters_own_data(sqlite_room: Room) -> None:
    room, kpu = sqlite_room, sqlite_room.hire(Peran.KPU_KABKO)
    pps = room.hire(Peran.PPS)
    root, child = mixed_pair(room, pps)
    with pytest.raises(NoSuchReason):
        root.recommend(pps, TOLAK, alasan="data-sudah-benar")
    root.recommend(pps, TOLAK, alasan="tidak-terbukti")
    room.clock.advance(minutes=10)
    assert "data-sudah-benar" not in seen_by(room, kpu, root).tolak.teks
    with pytest.raises(NoSuchReason):
        root.decide(kpu, TOLAK, alasan="data-sudah-benar")
    root.decide(kpu, TOLAK, alasan="tidak-terbukti", jawaban="Nama Ibu sudah benar di daftar.")
    told = [room.office.tracked(case.receipt).steps[-1].jawaban for case in (root, child)]
    assert told == ["Nama Ibu sudah benar di daftar.", TEXTS[AlasanPutusan.TIDAK_TERBUKTI]]


@pytest.mark.parametrize("pelapor_idx", [None, b"somebody" * 2])
def test_what_is_written_for_one_stranger_reaches_no_other(
    sqlite_room: Room, pelapor_idx: bytes | None
) -> None:
    room, ppk = sqlite_room, sqlite_room.hire(Peran.PPK)
    root, child = joined_pair(room, ppk)
    set_up(room, child, pelapor_idx=pelapor_idx)
    root.recommend(ppk)
    room.clock.advance(minutes=10)
    root.decide(room.hire(Peran.KPU_KABKO), jawaban="Terima kasih, Bu Rahma.")
    told = [room.office.tracked(case.receipt).steps[-1].jawaban for case in (root, child)]
    assert told == ["Terima kasih, Bu Rahma.", TEXTS[AlasanPutusan(root.reason(SETUJU))]]


@pytest.mark.parametrize("through", ["made", "reset", "made-by-one-whom-they-made"])
def test_who_set_the_recommending_account_up_does_not_decide(room: Room, through: str) -> None:
    kpu = room.hire(Peran.KPU_KABKO)
    ppk = room.hire(Peran.PPK, dibuat_oleh=kpu.akun)
    maker = {"made": kpu.akun, "reset": "uji", "made-by-one-whom-they-made": ppk.akun}[through]
    pps = room.hire(Peran.PPS, dibuat_oleh=maker)
    if through == "reset":
        with room.database.transaction() as session:
            manage.reset(session, room.staff.gate.vault, kpu, pps.akun, now=room.clock.now())
    case = recommended(room, pps, **stranger())
    room.clock.advance(hours=1)
    for putusan in (SETUJU, TOLAK):
        with pytest.raises(SameHand):
            case.decide(kpu, putusan)
    case.decide(room.hire(Peran.KPU_KABKO))
    assert case.row.status is Status.DISETUJUI


def test_whom_the_recommending_account_set_up_does_not_decide(sqlite_room: Room) -> None:
    room, first = sqlite_room, sqlite_room.hire(Peran.KPU_KABKO)
    second = room.hire(Peran.KPU_KABKO, dibuat_oleh=first.akun)
    case = recommended(room, first, **stranger())
    # Told before the ten minutes are over, not after waiting for them.
    halangan = seen_by(room, second, case).halangan
    assert {halangan[Act.APPROVE], halangan[Act.REJECT]} == {Halangan.SATU_TANGAN}
    assert Halangan.SATU_TANGAN not in seen_by(room, room.hire(Peran.KPU_KABKO), case).halangan.values()
    room.clock.advance(hours=1)
    page = room.sign_in(second).get(f"/laporan/{case.nomor}").text
    assert "Anda tidak dapat memutuskan laporan ini: akun Anda atau akun yang merekomendasikan" in page
    assert "/putuskan" not in page
    form = {"versi": case.row.versi, "putusan": "setuju", "alasan": "dokumen-sesuai"}
    answer = room.sign_in(second).post(f"/laporan/{case.nomor}/putuskan", form)
    assert answer.status_code == 422
    assert "petugas KPU lain harus memutuskan" in answer.text


def test_an_account_that_another_has_reset_since_is_of_that_hand(sqlite_room: Room) -> None:
    room, kpu = sqlite_room, sqlite_room.hire(Peran.KPU_KABKO)
    pps, ppk = room.hire(Peran.PPS, dibuat_oleh=kpu.akun), room.hire(Peran.PPK)
    with room.database.transaction() as session:
        manage.reset(session, room.staff.gate.vault, ppk, pps.akun, now=room.clock.now())
    [row] = [each for each in rows(room, Petugas) if each.id == pps.id]
    assert row.dibuat_oleh == ppk.akun
    case = recommended(room, pps, **stranger())
    room.clock.advance(hours=1)
    case.decide(kpu)


def test_accounts_that_set_each_other_up_are_one_hand_and_no_endless_search(sqlite_room: Room) -> None:
    room = sqlite_room
    one = room.hire(Peran.KPU_KABKO, akun="satu", dibuat_oleh="dua")
    other = room.hire(Peran.KPU_KABKO, akun="dua", dibuat_oleh="satu")
    with room.database.reading() as session:
        assert manage.set_up_by(session, one.id) == {"satu", "dua"}
        assert manage.of_one_hand(session, one.id, other.id)


def test_a_report_that_strikes_nobody_asks_for_no_second_hand(sqlite_room: Room) -> None:
    kpu = sqlite_room.hire(Peran.KPU_KABKO)
    case = recommended(sqlite_room, sqlite_room.hire(Peran.PPS, dibuat_oleh=kpu.akun))
    case.decide(kpu)
    assert case.row.status is Status.DISETUJUI
