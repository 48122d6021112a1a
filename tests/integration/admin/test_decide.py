"""Pengesahan: what may not be decided, by whom, when; and what one approval leaves behind."""

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from pemilu.audit.kinds import Tindakan
from pemilu.laporan.act import NotHolder, StaleLaporan
from pemilu.laporan.answers import OBJECTION, AnswerUnfit, NoSuchReason
from pemilu.laporan.decide import APPROVED_AN_HOUR, WAIT, Contested, SamePerson, TooMany, TooSoon
from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.models import Kabar, Riwayat
from pemilu.laporan.notices import JenisKabar
from pemilu.laporan.proposal import Choice, ChoiceMissing, ListedAlready, SingleEntry
from pemilu.laporan.recommend import NoteMissing
from pemilu.laporan.status import Act, ForbiddenTransition, Status
from pemilu.pemilih.kinds import KelasPerubahan, Keterangan, StatusPerubahan, SumberPerubahan
from pemilu.pemilih.models import Pemilih, Perubahan
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.petugas.officer import NotPermitted, Officer
from tests.factories import GANDA, TERDAFTAR
from tests.integration.admin.case import SETUJU, TOLAK, Case, recommended, rows, stranger
from tests.integration.admin.room import Room
from tests.integration.laporan.office import KABUPATEN, KECAMATAN, nik_of, person

J = JenisLaporan


def roll_digest(room: Room) -> str:
    """SHA-256 over every column of every row of the roll."""
    with room.database.reading() as session:
        table = session.execute(select(Pemilih.__table__).order_by(Pemilih.id)).all()
    return sha256(repr(table).encode()).hexdigest()


def hire_two(room: Room) -> tuple[Officer, Officer]:
    return room.hire(Peran.PPS), room.hire(Peran.KPU_KABKO)


@pytest.mark.parametrize("peran", [Peran.PPS, Peran.PPK, Peran.KPU_PROV, Peran.KPU_RI, Peran.PENGAWAS])
def test_nobody_but_kpu_kabko_decides(sqlite_room: Room, peran: Peran) -> None:
    case = recommended(sqlite_room, sqlite_room.hire(Peran.PPS))
    with pytest.raises(NotPermitted):
        case.decide(sqlite_room.hire(peran))
    assert case.row.status is Status.DIREKOMENDASIKAN


def test_who_recommended_a_strike_does_not_decide_it(room: Room) -> None:
    kpu = room.hire(Peran.KPU_KABKO)
    case = Case(room, **stranger())
    case.take(kpu)
    case.recommend(kpu)
    room.clock.advance(hours=1)
    for putusan in (SETUJU, TOLAK):
        with pytest.raises(SamePerson):
            case.decide(kpu, putusan)
    assert rows(room, Perubahan) == []


@pytest.mark.parametrize("about", [{}, {"jenis": J.PERBAIKAN_DATA}], ids=["strike", "family"])
def test_two_sessions_of_one_person_are_one_person(sqlite_room: Room, about: dict[str, Any]) -> None:
    room, kpu = sqlite_room, sqlite_room.hire(Peran.KPU_KABKO)
    case = Case(room, **stranger(**about))
    case.take(kpu)
    case.recommend(kpu)
    room.clock.advance(minutes=20)
    other_session = room.sign_in(kpu)
    form = {"versi": case.row.versi, "putusan": "setuju", "alasan": "dokumen-sesuai"}
    answer = other_session.post(f"/laporan/{case.nomor}/putuskan", form)
    assert answer.status_code == 422
    assert "petugas lain harus memutuskan" in answer.text
    assert case.row.status is Status.DIREKOMENDASIKAN


def test_a_report_that_strikes_nobody_may_be_decided_by_who_recommended_it(sqlite_room: Room) -> None:
    kpu = sqlite_room.hire(Peran.KPU_KABKO)
    case = recommended(sqlite_room, kpu)
    case.decide(kpu)
    assert case.row.status is Status.DISETUJUI


@pytest.mark.parametrize("minutes", [-1440, 0, 9])
def test_a_strike_is_not_decided_within_ten_minutes(sqlite_room: Room, minutes: int) -> None:
    """Also not by a clock that runs a day behind."""
    pps, kpu = hire_two(sqlite_room)
    case = recommended(sqlite_room, pps, **stranger())
    sqlite_room.clock.advance(minutes=minutes, seconds=59)
    for putusan in (SETUJU, TOLAK):
        with pytest.raises(TooSoon) as refused:
            case.decide(kpu, putusan)
        assert refused.value.args[0] == case.row.direkomendasikan + WAIT
    assert case.row.status is Status.DIREKOMENDASIKAN


def test_a_strike_is_decided_by_another_person_after_ten_minutes(room: Room) -> None:
    pps, kpu = hire_two(room)
    case = recommended(room, pps, **stranger())
    room.clock.advance(minutes=10)
    case.decide(kpu)
    row = case.row
    assert (row.status, row.diputus_oleh, row.rekomendasi_oleh) == (Status.DISETUJUI, kpu.id, pps.id)


def test_a_contested_strike_is_not_approved_but_may_be_rejected(room: Room) -> None:
    pps, kpu = hire_two(room)
    case = recommended(room, pps, **stranger())
    room.office.set(case.receipt, disanggah=True)
    room.clock.advance(hours=1)
    with pytest.raises(Contested):
        case.decide(kpu)
    assert rows(room, Perubahan) == []
    case.decide(kpu, TOLAK)
    assert case.row.status is Status.DITOLAK


def test_a_contest_hides_in_no_joined_report(sqlite_room: Room) -> None:
    """Joining a contested report to an uncontested one of the same voter approves neither."""
    room = sqlite_room
    kpu = room.hire(Peran.KPU_KABKO)
    contested, other = Case(room, **stranger()), Case(room, **stranger())
    ppk = room.hire(Peran.PPK)
    for case in (contested, other):
        case.take(ppk)
    room.office.set(contested.receipt, disanggah=True)
    contested.link(ppk, other.nomor)
    other.recommend(ppk)
    room.clock.advance(hours=1)
    with pytest.raises(Contested):
        other.decide(kpu)


def test_an_officer_approves_at_most_twenty_strikes_an_hour(sqlite_room: Room) -> None:
    room = sqlite_room
    pps, kpu = hire_two(room)
    cases = [recommended(room, pps, berisiko=True) for _ in range(APPROVED_AN_HOUR + 1)]
    room.clock.advance(minutes=10)
    for case in cases[:-1]:
        case.decide(kpu)
    with pytest.raises(TooMany):
        cases[-1].decide(kpu)
    assert cases[-1].row.status is Status.DIREKOMENDASIKAN
    assert len(rows(room, Perubahan)) == APPROVED_AN_HOUR
    cases[-1].decide(room.hire(Peran.KPU_KABKO))  # another officer may
    late = recommended(room, pps, berisiko=True)
    room.clock.advance(hours=1, seconds=1)
    late.decide(kpu)


def test_reports_that_strike_nobody_and_rejections_are_not_counted(sqlite_room: Room) -> None:
    room = sqlite_room
    pps, kpu = hire_two(room)
    risky = recommended(room, pps, berisiko=True)
    others = [recommended(room, pps) for _ in range(APPROVED_AN_HOUR)]
    rejected = [recommended(room, pps, berisiko=True) for _ in range(3)]
    room.clock.advance(minutes=10)
    for case in others:
        case.decide(kpu)
    for case in rejected:
        case.decide(kpu, TOLAK)
    risky.decide(kpu)


def test_another_decision_than_the_recommended_needs_a_note(sqlite_room: Room) -> None:
    pps, kpu = hire_two(sqlite_room)
    case = recommended(sqlite_room, pps)
    with pytest.raises(NoteMissing):
        case.decide(kpu, TOLAK, catatan="  ")
    case.decide(kpu, TOLAK, catatan="Dokumennya palsu.")
    assert case.row.status is Status.DITOLAK


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"alasan": "tidak-terbukti"}, NoSuchReason),
        ({"alasan": "karena-saya-mau"}, NoSuchReason),
        ({"alasan": ""}, NoSuchReason),
        ({"jawaban": "NIK 1399991708900001"}, AnswerUnfit),
        ({"jawaban": "Telepon 0812-3456-7890"}, AnswerUnfit),
        ({"jawaban": "a" * 1001}, AnswerUnfit),
        ({"versi": 1}, StaleLaporan),
    ],
)
def test_an_unfit_decision_changes_nothing(
    sqlite_room: Room, said: dict[str, Any], refusal: type[Exception]
) -> None:
    pps, kpu = hire_two(sqlite_room)
    case = recommended(sqlite_room, pps)
    with pytest.raises(refusal):
        case.decide(kpu, **said)
    assert case.row.status is Status.DIREKOMENDASIKAN
    assert rows(sqlite_room, Perubahan) == []


def test_kpu_of_another_kabupaten_sees_nothing_to_decide(room: Room) -> None:
    room.office.add_regions({"1372": "Kota Solok"})
    case = recommended(room, room.hire(Peran.PPS))
    with pytest.raises(Exception, match=case.nomor) as refused:
        case.decide(room.hire(Peran.KPU_KABKO, "1372"))
    assert type(refused.value).__name__ == "NoSuchLaporan"


def test_what_is_held_below_is_not_decided(sqlite_room: Room) -> None:
    case = Case(sqlite_room)
    case.take(sqlite_room.hire(Peran.PPS))
    with pytest.raises(NotHolder):
        case.decide(sqlite_room.hire(Peran.KPU_KABKO))


def test_nothing_is_decided_twice(sqlite_room: Room) -> None:
    pps, kpu = hire_two(sqlite_room)
    case = recommended(sqlite_room, pps)
    case.decide(kpu)
    for putusan in (SETUJU, TOLAK):
        with pytest.raises(ForbiddenTransition):
            case.decide(kpu, putusan)
    assert len(rows(sqlite_room, Perubahan)) == 1


def test_a_rejection_opens_the_window_to_object_and_proposes_nothing(room: Room) -> None:
    pps, kpu = hire_two(room)
    case = recommended(room, pps, TOLAK)
    case.decide(kpu, TOLAK)
    row = case.row
    assert row.ditutup == room.clock.now()
    assert row.keberatan_sampai == room.clock.now() + OBJECTION == row.ditutup + timedelta(hours=72)
    assert rows(room, Perubahan) == []
    assert room.office.tracked(case.receipt).object_until == row.keberatan_sampai


def test_an_approval_proposes_one_sealed_change_and_touches_no_voter(room: Room) -> None:
    pps, kpu = hire_two(room)
    before = roll_digest(room)
    case = recommended(room, pps)
    room.clock.advance(minutes=3)
    case.decide(kpu)
    [change] = rows(room, Perubahan)
    facts = (change.kelas, change.keterangan, change.sumber, change.status, change.laporan_id)
    row = case.row
    assert facts == (
        KelasPerubahan.UBAH, None, SumberPerubahan.LAPORAN, StatusPerubahan.DISETUJUI, row.id,
    )  # fmt: skip
    assert (change.diusulkan_oleh, change.disetujui_oleh) == (pps.id, kpu.id)
    assert change.disetujui - change.diusulkan == timedelta(minutes=3)
    opened = json.loads(room.staff.identities.open(change.isi, change.uid))
    assert opened["nik"] == TERDAFTAR
    assert "telepon" not in opened
    assert TERDAFTAR.encode() not in change.isi
    assert roll_digest(room) == before
    assert _row_of(room, TERDAFTAR) == [change.pemilih_uid]
    acts = [line.tindakan for line in room.audit() if line.objek == case.nomor]
    assert acts[-2:] == [Tindakan.LAPORAN_DITINDAK, Tindakan.PERUBAHAN_DIUSULKAN]


@pytest.mark.parametrize(
    ("filed", "kelas", "keterangan"),
    [
        ({"jenis": J.BELUM_TERDAFTAR}, KelasPerubahan.BARU, None),
        ({"jenis": J.PERBAIKAN_DATA}, KelasPerubahan.UBAH, None),
        ({"jenis": J.TIDAK_BERDOMISILI}, KelasPerubahan.TMS, Keterangan.PINDAH_DOMISILI),
        (stranger(), KelasPerubahan.TMS, Keterangan.MENINGGAL),
        (stranger(isi={"nik": TERDAFTAR, "alasan": "polri"}), KelasPerubahan.TMS, Keterangan.POLRI),
    ],
)
def test_each_kind_proposes_its_own_class(
    sqlite_room: Room, filed: dict[str, Any], kelas: KelasPerubahan, keterangan: Keterangan | None
) -> None:
    pps, kpu = hire_two(sqlite_room)
    case = recommended(sqlite_room, pps, **filed)
    sqlite_room.clock.advance(minutes=10)
    case.decide(kpu)
    [change] = rows(sqlite_room, Perubahan)
    assert (change.kelas, change.keterangan) == (kelas, keterangan)
    assert (change.pemilih_uid is None) is (kelas is KelasPerubahan.BARU)


def test_who_stands_once_is_not_struck_as_a_duplicate(sqlite_room: Room) -> None:
    pps, kpu = hire_two(sqlite_room)
    case = recommended(sqlite_room, pps, jenis=J.GANDA)
    sqlite_room.clock.advance(minutes=10)
    with pytest.raises(SingleEntry):
        case.decide(kpu)
    assert rows(sqlite_room, Perubahan) == []


def test_a_new_voter_whose_nik_is_listed_needs_a_note(sqlite_room: Room) -> None:
    pps, kpu = hire_two(sqlite_room)
    case = recommended(sqlite_room, pps, jenis=J.BELUM_TERDAFTAR, isi={"nik": TERDAFTAR})
    with pytest.raises(ListedAlready):
        case.decide(kpu, catatan=None)
    case.decide(kpu, catatan="Dua orang memakai NIK ini; sudah diperiksa ke Dukcapil.")
    assert len(rows(sqlite_room, Perubahan)) == 1


def test_of_two_rows_the_officer_says_which_one_goes(room: Room) -> None:
    pps, kpu = hire_two(room)
    before = roll_digest(room)
    case = recommended(room, pps, jenis=J.GANDA, target=person(GANDA), isi={"nik": GANDA})
    room.clock.advance(minutes=10)
    first, second = _row_of(room, GANDA)
    for chosen in (None, b"x" * 16):
        with pytest.raises(ChoiceMissing):
            case.decide(kpu, choice=Choice(baris=chosen))
    case.decide(kpu, choice=Choice(baris=second))
    [change] = rows(room, Perubahan)
    assert change.pemilih_uid == second != first
    assert roll_digest(room) == before


def test_a_name_alone_strikes_nobody_by_itself(sqlite_room: Room) -> None:
    """Without a NIK the people of that name are only offered."""
    room, kpu = sqlite_room, sqlite_room.hire(Peran.KPU_KABKO)
    isi = {"nama": "SITI AMINAH", "alasan": "meninggal"}
    case = recommended(room, room.hire(Peran.PPK), **stranger(isi=isi, target=None))
    room.clock.advance(minutes=10)
    with pytest.raises(ChoiceMissing):
        case.decide(kpu)


def test_a_move_names_a_tps_of_the_same_kelurahan(sqlite_room: Room) -> None:
    room = sqlite_room
    pps, kpu = hire_two(room)
    new_place = room.office.roll.tps(7)
    case = recommended(room, pps, jenis=J.SALAH_TPS)
    for tps_id in (None, new_place + 1000):
        with pytest.raises(ChoiceMissing):
            case.decide(kpu, choice=Choice(tps_id=tps_id))
    case.decide(kpu, choice=Choice(tps_id=new_place))
    [change] = rows(room, Perubahan)
    assert (change.kelas, change.tps_id) == (KelasPerubahan.PINDAH_TPS, new_place)


def test_one_answer_reaches_every_joined_report(room: Room) -> None:
    pps, kpu = hire_two(room)
    first, second, third = (Case(room) for _ in range(3))
    for case in (first, second, third):
        case.take(pps)
    second.link(pps, first.nomor)
    third.link(pps, first.nomor)
    first.recommend(pps)
    first.decide(kpu, jawaban="Nama sudah diperbaiki.")
    for case in (first, second, third):
        assert case.row.status is Status.DISETUJUI
        last = room.office.tracked(case.receipt).steps[-1]
        assert (last.peristiwa, last.jawaban) == (Act.APPROVE, "Nama sudah diperbaiki.")
    assert [change.laporan_id for change in rows(room, Perubahan)] == [first.row.id]
    told = [row.laporan_id for row in rows(room, Kabar) if row.jenis == JenisKabar.DIPUTUSKAN.value]
    assert sorted(told) == sorted(case.row.id for case in (first, second, third))


def test_the_notes_of_staff_stay_among_staff(sqlite_room: Room) -> None:
    pps, kpu = hire_two(sqlite_room)
    case = recommended(sqlite_room, pps)
    case.decide(kpu, catatan="Rahasia panitia.")
    for row in rows(sqlite_room, Riwayat):
        assert b"Rahasia" not in (row.catatan or b"")
        assert "Rahasia" not in (row.jawaban or "")
    assert "Rahasia" not in repr([line.rincian for line in sqlite_room.audit()])


def test_after_a_return_the_new_recommendation_counts(room: Room) -> None:
    """The ten minutes, and who recommended, begin anew."""
    pps, kpu = hire_two(room)
    case = recommended(room, pps, **stranger())
    room.clock.advance(hours=1)
    case.send_back(kpu)
    row = case.row
    assert (row.status, row.pemegang_tingkat, row.rekomendasi) == (
        Status.DIVERIFIKASI, TingkatPanitia.PPS, None,
    )  # fmt: skip
    case.recommend(pps)
    with pytest.raises(TooSoon):
        case.decide(kpu)


def test_what_was_contested_goes_back_to_ppk_and_not_to_pps(sqlite_room: Room) -> None:
    pps, kpu = hire_two(sqlite_room)
    case = recommended(sqlite_room, pps, **stranger(target=nik_of(40_001)))
    sqlite_room.office.set(case.receipt, disanggah=True)
    case.send_back(kpu)
    assert (case.row.pemegang_tingkat, case.row.pemegang_wilayah) == (TingkatPanitia.PPK, KECAMATAN)
    assert kpu.wilayah == KABUPATEN


def _row_of(room: Room, nik: str) -> list[bytes]:
    index = room.staff.keyring.nik_index().of(nik)
    with room.database.reading() as session:
        return list(
            session.scalars(select(Pemilih.row_uid).where(Pemilih.nik_idx == index).order_by(Pemilih.id))
        )
