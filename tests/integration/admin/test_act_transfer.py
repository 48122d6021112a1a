"""Disposisi and joining: where a report may go, what it may be joined to, and what follows it."""

from typing import Any

import pytest

from pemilu.laporan.act import NoSuchLaporan, NotHolder
from pemilu.laporan.answers import AlasanAlih
from pemilu.laporan.kinds import JenisLaporan, JenisPemberitahuan
from pemilu.laporan.link import CannotJoin, JoinFault
from pemilu.laporan.models import Kabar, Pemberitahuan
from pemilu.laporan.notices import JenisKabar
from pemilu.laporan.status import ForbiddenTransition, Status
from pemilu.laporan.tracking import withdraw
from pemilu.laporan.transfer import TargetFault, TargetUnfit
from pemilu.petugas.kinds import Peran, TingkatPanitia
from tests.factories import GANDA, KELURAHAN, NOW
from tests.integration.admin.case import Case, recommended, rows, stranger
from tests.integration.admin.room import Room
from tests.integration.laporan.office import KABUPATEN, KECAMATAN, person

PPS, PPK, KPU = TingkatPanitia
NEAR, FAR, ENDED = "1371031005", "1371041001", "1371031006"
THERE = AlasanAlih.ALAMAT_DI_SANA


@pytest.fixture
def villages(room: Room) -> Room:
    """Three more villages, one in another kecamatan, one whose PPS has ended; and another kota."""
    regions = {NEAR: "Ulak Karang", ENDED: "Gunung Pangilun", "137104": "Padang Selatan", FAR: "Seberang"}
    regions |= {"1372": "Kota Solok", "137201": "Lubuk Sikarah", "1372011001": "Tanah Garam"}
    room.office.add_regions(regions)
    for kode in (NEAR, FAR, "1372011001"):
        room.office.seat(PPS, kode)
    room.office.seat(PPS, ENDED, sampai=NOW.date().replace(month=8))
    return room


@pytest.mark.parametrize(
    ("ke", "wilayah", "alasan", "fault"),
    [
        (PPS, KELURAHAN, THERE, TargetFault.SUDAH_DI_SANA),
        (PPS, NEAR, AlasanAlih.PEMBAGIAN_TUGAS, TargetFault.BUKAN_ALAMAT),
        (PPS, ENDED, THERE, TargetFault.TIDAK_AKTIF),
        (PPS, "1372011001", THERE, TargetFault.DI_LUAR),
        (PPS, KECAMATAN, THERE, TargetFault.DI_LUAR),
        (PPK, "137104", THERE, TargetFault.DI_LUAR),
        (PPK, KELURAHAN, THERE, TargetFault.DI_LUAR),
        (KPU, "1372", THERE, TargetFault.DI_LUAR),
    ],
)
def test_a_report_goes_nowhere_else(
    villages: Room, ke: TingkatPanitia, wilayah: str, alasan: AlasanAlih, fault: TargetFault
) -> None:
    case = Case(villages)
    with pytest.raises(TargetUnfit) as refused:
        case.transfer(villages.hire(Peran.PPS), ke, wilayah, alasan=alasan)
    assert refused.value.args[0] is fault
    assert (case.row.status, case.row.versi) == (Status.DITERIMA, 1)


@pytest.mark.parametrize("held", [{"disanggah": True}, {"held_alone": True}])
def test_what_was_taken_from_pps_does_not_go_back_there(villages: Room, held: dict[str, Any]) -> None:
    case = Case(villages, **stranger(pelapor_cocok="held_alone" not in held))
    villages.office.set(case.receipt, pemegang_tingkat=PPK, pemegang_wilayah=KECAMATAN, **held)
    with pytest.raises(TargetUnfit) as refused:
        case.transfer(villages.hire(Peran.PPK), PPS, KELURAHAN)
    assert refused.value.args[0] is TargetFault.BUKAN_PPS


def test_only_who_holds_it_hands_it_on(villages: Room) -> None:
    case = Case(villages)
    with pytest.raises(NotHolder):
        case.transfer(villages.hire(Peran.PPK), KPU, KABUPATEN)
    with pytest.raises(NoSuchLaporan):
        case.transfer(villages.hire(Peran.PPS, FAR), PPS, FAR, alasan=THERE)


def test_up_the_branch_and_down_again(villages: Room) -> None:
    case = Case(villages)
    pps, ppk, kpu = (villages.hire(peran) for peran in (Peran.PPS, Peran.PPK, Peran.KPU_KABKO))
    case.transfer(pps, PPK, KECAMATAN)
    case.transfer(ppk, KPU, KABUPATEN)
    case.transfer(kpu, PPS, KELURAHAN)
    row = case.row
    assert (row.status, row.pemegang_tingkat, row.petugas_id) == (Status.DIALIHKAN, PPS, None)
    assert row.kelurahan == KELURAHAN
    case.take(pps)


@pytest.mark.parametrize("to", [NEAR, FAR])
def test_sideways_it_leaves_the_sender_and_reaches_the_other(villages: Room, to: str) -> None:
    case = Case(villages)
    sender, there = villages.hire(Peran.PPS), villages.hire(Peran.PPS, to)
    case.transfer(sender, PPS, to, alasan=THERE)
    assert case.row.kelurahan == to
    with pytest.raises(NoSuchLaporan):
        case.take(sender)
    case.take(there)
    told = [(row.petugas_id, row.jenis) for row in rows(villages, Pemberitahuan)]
    assert told == [(there.id, JenisPemberitahuan.DIALIHKAN_KE_SINI)]
    [notice] = [row for row in rows(villages, Kabar) if row.jenis == JenisKabar.DIALIHKAN.value]
    assert notice.laporan_id == case.row.id


def test_the_record_of_a_transfer_stays_where_it_was_done(villages: Room) -> None:
    case = Case(villages)
    case.transfer(villages.hire(Peran.PPS), PPS, NEAR, alasan=THERE)
    [line] = [line for line in villages.audit() if line.rincian.get("perbuatan") == "dialihkan"]
    assert line.wilayah == KELURAHAN
    assert line.rincian["kepada"] == f"pps:{NEAR}"


def test_who_gets_a_report_a_second_time_is_told_a_second_time(villages: Room) -> None:
    pps, ppk = villages.hire(Peran.PPS), villages.hire(Peran.PPK)
    case = Case(villages)
    case.transfer(pps, PPK, KECAMATAN)
    case.transfer(ppk, PPS, KELURAHAN)
    villages.clock.advance(hours=2)
    case.transfer(pps, PPK, KECAMATAN)
    told = {row.petugas_id: row.dibuat for row in rows(villages, Pemberitahuan)}
    assert told[ppk.id] == villages.clock.now()


def test_two_reports_that_do_not_belong_together_are_not_joined(room: Room) -> None:
    pps = room.hire(Peran.PPS)
    case, other = Case(room), Case(room, target=person(GANDA))
    kind, nameless = Case(room, jenis=JenisLaporan.SALAH_TPS), Case(room, target=None)
    done = recommended(room, pps)
    done.decide(room.hire(Peran.KPU_KABKO))
    case.take(pps)
    faults = {
        case.nomor: JoinFault.DIRI_SENDIRI,
        "LP-222222": JoinFault.TIDAK_ADA,
        "": JoinFault.TIDAK_ADA,
        kind.nomor: JoinFault.BEDA_JENIS,
        other.nomor: JoinFault.BEDA_PEMILIH,
        nameless.nomor: JoinFault.BEDA_PEMILIH,
        done.nomor: JoinFault.SUDAH_SELESAI,
    }
    for nomor, fault in faults.items():
        with pytest.raises(CannotJoin) as refused:
            case.link(pps, nomor)
        assert refused.value.args[0] is fault
    assert case.row.status is Status.DIVERIFIKASI


def test_a_chain_is_flattened_from_both_ends(room: Room) -> None:
    pps = room.hire(Peran.PPS)
    first, second, third, fourth = (Case(room) for _ in range(4))
    second.link(pps, first.nomor)
    third.link(pps, second.nomor)  # joined to what the second one is joined to
    first.link(pps, fourth.nomor)  # and what hangs on it moves along
    assert {case.row.induk_id for case in (first, second, third)} == {fourth.row.id}
    with pytest.raises(CannotJoin):
        fourth.link(pps, second.nomor)


def test_joining_is_undone(room: Room) -> None:
    pps = room.hire(Peran.PPS)
    first, second = Case(room), Case(room)
    second.link(pps, first.nomor)
    with pytest.raises(ForbiddenTransition):
        second.link(pps, first.nomor)
    second.unlink(pps)
    assert (second.row.status, second.row.induk_id) == (Status.DIVERIFIKASI, None)
    with pytest.raises(ForbiddenTransition):
        second.unlink(pps)
    second.recommend(pps)


def test_who_decides_learns_that_another_report_was_joined_meanwhile(room: Room) -> None:
    pps = room.hire(Peran.PPS)
    first, second = Case(room), Case(room)
    first.take(pps)
    seen = first.row.versi
    second.link(pps, first.nomor)
    assert first.row.versi == seen + 1


def test_a_report_that_is_taken_back_sets_free_what_hung_on_it(room: Room) -> None:
    pps = room.hire(Peran.PPS)
    first, second = Case(room), Case(room)
    second.link(pps, first.nomor)
    with room.database.transaction() as session:
        withdraw(session, first.nomor, now=room.clock.now())
    assert (second.row.status, second.row.induk_id) == (Status.DIVERIFIKASI, None)
    second.recommend(pps)
