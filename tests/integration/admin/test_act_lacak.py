"""What the citizen sees of the acts of staff: their answer and its reason, and nothing that staff keep."""

from pemilu.laporan.answers import AlasanAlih
from pemilu.laporan.contest import contest
from pemilu.laporan.models import Kabar
from pemilu.laporan.notices import JenisKabar
from pemilu.laporan.status import Act, Status
from pemilu.petugas.kinds import Peran, TingkatPanitia
from tests.integration.admin.case import TOLAK, Case, recommended, rows, stranger
from tests.integration.admin.room import Room
from tests.integration.laporan.office import KECAMATAN


def shown(room: Room, case: Case) -> list[Act | None]:
    return [step.peristiwa for step in room.office.tracked(case.receipt).steps]


def test_a_recommendation_gives_no_outcome_away(room: Room) -> None:
    case = recommended(room, room.hire(Peran.PPS), TOLAK)
    last = room.office.tracked(case.receipt).steps[-1]
    assert (last.peristiwa, last.alasan, last.jawaban) == (Act.RECOMMEND, None, None)


def test_handing_work_around_among_staff_is_not_shown(room: Room) -> None:
    case = Case(room)
    case.take(room.hire(Peran.PPS))
    case.take(room.hire(Peran.PPS))
    assert shown(room, case) == [None, Act.TAKE]


def test_the_reasons_of_a_request_and_a_transfer_are_told(room: Room) -> None:
    pps = room.hire(Peran.PPS)
    case = Case(room)
    case.take(pps)
    case.ask(pps, alasan="kk", jawaban="Foto KK sekeluarga, ya.")
    case.transfer(pps, TingkatPanitia.PPK, KECAMATAN, alasan=AlasanAlih.MENJAGA_KENETRALAN, catatan="rahasia")
    asked, moved = room.office.tracked(case.receipt).steps[-2:]
    assert (asked.alasan, asked.jawaban) == ("kk", "Foto KK sekeluarga, ya.")
    assert (moved.alasan, moved.jawaban) == ("menjaga-kenetralan", None)
    told = [row.jenis for row in rows(room, Kabar)]
    assert told == [JenisKabar.BUTUH_DOKUMEN.value, JenisKabar.DIALIHKAN.value]


def test_a_contest_shows_in_no_step_that_staff_take_after_it(room: Room) -> None:
    """The same acts after a voter's answer look as if there had been none."""
    pps, ppk, kpu = (room.hire(peran) for peran in (Peran.PPS, Peran.PPK, Peran.KPU_KABKO))
    case = Case(room, **stranger())
    case.take(pps)
    before = shown(room, case)
    with room.database.transaction() as session:
        assert contest(session, case.row.target_idx, now=room.clock.now()) == 1
    case.take(ppk)
    assert shown(room, case) == before
    assert room.office.tracked(case.receipt).status is Status.DIVERIFIKASI
    case.recommend(ppk, TOLAK)
    room.clock.advance(minutes=10)
    case.decide(kpu, TOLAK)
    assert shown(room, case) == [*before, Act.RECOMMEND, Act.REJECT]
    assert room.office.tracked(case.receipt).steps[-1].alasan == "tidak-terbukti"


def test_a_second_look_after_a_contest_is_a_second_look(room: Room) -> None:
    pps, kpu = room.hire(Peran.PPS), room.hire(Peran.KPU_KABKO)
    sent_back, contested = (recommended(room, pps, berisiko=True) for _ in range(2))
    sent_back.send_back(kpu)
    with room.database.transaction() as session:
        contest(session, contested.row.target_idx, now=room.clock.now())
    contested.take(kpu)
    assert shown(room, sent_back)[-1] is Act.RETURN
    assert shown(room, contested)[-1] is Act.RETURN


def test_the_page_shows_reason_and_answer(sqlite_room: Room) -> None:
    room = sqlite_room
    case = recommended(room, room.hire(Peran.PPS), TOLAK)
    case.decide(room.hire(Peran.KPU_KABKO), TOLAK, jawaban="Nama di daftar\nsudah sama dengan KTP-el.")
    unlocked = {"nomor": case.nomor, "kode": case.receipt.kode}
    page = room.office.app.test_client().post("/lacak", data=unlocked)
    assert page.status_code == 200
    assert "Data di daftar sudah benar" in page.text
    assert "Nama di daftar\nsudah sama dengan KTP-el." in page.text
    assert "Sesuai bukti." not in page.text
