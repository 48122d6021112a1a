"""Every act from every state, through the pages: only what the table allows happens, anything else changes
nothing and loses nothing.
"""

from collections.abc import Mapping

import pytest

from pemilu.laporan.models import Riwayat
from pemilu.laporan.status import OPEN, Act, Status, possible
from pemilu.petugas.kinds import Peran, TingkatPanitia
from tests.factories import KELURAHAN, NOW
from tests.integration.admin.case import Case, rows
from tests.integration.admin.room import Room
from tests.integration.laporan.office import KABUPATEN, KECAMATAN

FORMS: Mapping[str, tuple[Act, Mapping[str, object]]] = {
    "minta-dokumen": (Act.ASK_DOCUMENT, {"alasan": "kk", "jawaban": "Kirim KK Anda."}),
    "kunjungan": (Act.VISIT, {"tanggal": "2024-09-22", "hasil": "rumah-kosong", "catatan": "sepi"}),
    "rekomendasi": (Act.RECOMMEND, {"putusan": "setuju", "alasan": "dokumen-sesuai", "catatan": "cocok"}),
    "alihkan": (Act.TRANSFER, {"tujuan": f"ppk:{KECAMATAN}", "alasan": "perlu-tingkat-lain"}),
    "kembalikan": (Act.RETURN, {"catatan": "periksa lagi"}),
    "putuskan": (Act.REJECT, {"putusan": "tolak", "alasan": "data-sudah-benar", "catatan": "sama"}),
    "pisah": (Act.UNMERGE, {}),
}
OF_KPU = {Act.RETURN, Act.REJECT}


@pytest.mark.parametrize("aksi", FORMS)
def test_an_act_happens_just_from_where_the_table_says(sqlite_room: Room, aksi: str) -> None:
    room, (act, said) = sqlite_room, FORMS[aksi]
    of_kpu = act in OF_KPU
    by = room.hire(Peran.KPU_KABKO if of_kpu else Peran.PPS)
    browser = room.sign_in(by)
    holder = (TingkatPanitia.KPU_KABKO, KABUPATEN) if of_kpu else (TingkatPanitia.PPS, KELURAHAN)
    recommended = {"rekomendasi_oleh": room.hire(Peran.PPS).id, "direkomendasikan": NOW}
    for status in Status:
        case = Case(room)
        here = {"status": status, "pemegang_tingkat": holder[0], "pemegang_wilayah": holder[1]}
        room.office.set(case.receipt, **here, **recommended)
        before = len(rows(room, Riwayat))
        answer = browser.post(f"/laporan/{case.nomor}/{aksi}", {"versi": 1} | dict(said))
        happened = len(rows(room, Riwayat)) > before
        # What is joined to another report gets that one's answer.
        allowed = possible(status, act) and not (act is Act.REJECT and status is Status.DIGABUNG)
        assert (status, answer.status_code, happened) == (status, 303 if allowed else 409, allowed)
        if not allowed:
            assert (case.row.status, case.row.versi) == (status, 1)


@pytest.mark.parametrize("status", Status)
def test_a_report_is_taken_while_it_is_open(sqlite_room: Room, status: Status) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    case = Case(sqlite_room)
    sqlite_room.office.set(case.receipt, status=status)
    answer = browser.post(f"/laporan/{case.nomor}/ambil", {"versi": 1})
    assert answer.status_code == (303 if status in OPEN else 409)


@pytest.mark.parametrize("status", Status)
def test_the_page_offers_just_what_is_possible(sqlite_room: Room, status: Status) -> None:
    room = sqlite_room
    for peran, holder in ((Peran.PPS, KELURAHAN), (Peran.KPU_KABKO, KABUPATEN)):
        case = Case(room)
        tingkat = peran.tingkat
        room.office.set(case.receipt, status=status, pemegang_tingkat=tingkat, pemegang_wilayah=holder)
        page = room.sign_in(room.hire(peran)).get(f"/laporan/{case.nomor}")
        assert page.status_code == 200
        offered = {aksi for aksi in FORMS if f"/laporan/{case.nomor}/{aksi}" in page.text}
        mine = {aksi for aksi, (act, _said) in FORMS.items() if possible(status, act)}
        if peran is Peran.PPS:
            mine -= {"putuskan", "kembalikan"}
        if status is Status.DIGABUNG:
            mine -= {"putuskan"}
        assert offered == mine


@pytest.mark.parametrize("peran", [Peran.KPU_PROV, Peran.KPU_RI, Peran.PENGAWAS, Peran.OPERATOR])
def test_who_only_reads_acts_on_nothing(sqlite_room: Room, peran: Peran) -> None:
    case = Case(sqlite_room)
    browser = sqlite_room.sign_in(sqlite_room.hire(peran))
    for aksi in (*FORMS, "ambil", "tugaskan", "gabung"):
        assert browser.post(f"/laporan/{case.nomor}/{aksi}", {"versi": 1}).status_code == 403
    if peran is not Peran.OPERATOR:
        assert "/rekomendasi" not in browser.get(f"/laporan/{case.nomor}").text
    assert case.row.versi == 1


def test_a_committee_that_does_not_hold_the_report_does_nothing_to_it(sqlite_room: Room) -> None:
    """A level above takes it over first; one below waits for its turn."""
    room, case = sqlite_room, Case(sqlite_room)
    case.take(room.hire(Peran.PPS))
    ppk = room.sign_in(room.hire(Peran.PPK))
    versi = case.row.versi
    for aksi, (act, said) in FORMS.items():
        if act not in OF_KPU:
            answer = ppk.post(f"/laporan/{case.nomor}/{aksi}", {"versi": versi} | dict(said))
            assert answer.status_code == 409, aksi
    assert case.row.versi == versi
    page = ppk.get(f"/laporan/{case.nomor}")
    assert "dipegang panitia lain" in page.text
    assert "/ambil" in page.text


def test_an_act_that_nobody_knows_is_not_found(sqlite_room: Room) -> None:
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    assert browser.post(f"/laporan/{Case(sqlite_room).nomor}/hapus", {"versi": 1}).status_code == 404


def test_a_report_elsewhere_is_not_found_whatever_is_done_to_it(room: Room) -> None:
    room.office.add_regions({"137104": "Padang Selatan", "1371041001": "Seberang"})
    browser = room.sign_in(room.hire(Peran.PPS, "1371041001"))
    nomor = Case(room).nomor
    for aksi, (_act, said) in FORMS.items():
        if aksi not in {"kembalikan", "putuskan"}:
            assert browser.post(f"/laporan/{nomor}/{aksi}", {"versi": 1} | dict(said)).status_code == 404


def test_what_nobody_recommended_is_not_decided_whatever_its_state_says(sqlite_room: Room) -> None:
    """Somebody who can only change the state of a row must not be able to skip the PPS."""
    room, (_, said) = sqlite_room, FORMS["putuskan"]
    case = Case(room)
    here = {"pemegang_tingkat": TingkatPanitia.KPU_KABKO, "pemegang_wilayah": KABUPATEN}
    room.office.set(case.receipt, status=Status.DIREKOMENDASIKAN, **here)
    browser = room.sign_in(room.hire(Peran.KPU_KABKO))
    answer = browser.post(f"/laporan/{case.nomor}/putuskan", {"versi": 1} | dict(said))
    assert (answer.status_code, case.row.status) == (409, Status.DIREKOMENDASIKAN)
