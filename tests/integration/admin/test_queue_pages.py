"""The pages of the queue: what they say when there is nothing or very much, and what a form does."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import delete, event, insert, select

from admin.antrean import BUSY
from pemilu.laporan.bulk import MOST
from pemilu.laporan.kinds import JenisLaporan
from pemilu.laporan.models import Borongan, Laporan
from pemilu.laporan.queue import PAGE
from pemilu.laporan.status import Status
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.petugas.models import Tampilan
from pemilu.petugas.views import MOST as MOST_VIEWS
from tests.integration.admin.room import Browser, Room
from tests.integration.laporan.office import nik_of


def copies(room: Room, number: int, **differing: object) -> None:
    """As many more reports as that, like the first one but for their numbers."""
    with room.database.transaction() as session:
        first = session.scalars(select(Laporan).order_by(Laporan.id)).first()
        assert first is not None
        values = {column.key: getattr(first, column.key) for column in Laporan.__table__.columns}
        del values["id"]
        session.execute(
            insert(Laporan),
            [values | {"nomor": nomor, "mirip_id": None} | differing for nomor in copied(number)],
        )


def copied(number: int) -> list[str]:
    return [f"LP-C{n:05}" for n in range(number)]


def remove_copies(room: Room, number: int) -> None:
    with room.database.transaction() as session:
        session.execute(delete(Laporan).where(Laporan.nomor.in_(copied(number))))


@contextmanager
def statements(room: Room) -> Iterator[list[str]]:
    """What the staff app asks of the database meanwhile, on every engine that it has."""
    told: list[str] = []

    def tell(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        told.append(statement)

    engines = [room.staff.database.engine, room.staff.reader._engine]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", tell)
    yield told
    for engine in engines:
        event.remove(engine, "before_cursor_execute", tell)


def chosen(text: str) -> list[str]:
    return re.findall(r'name="pilih" value="(LP-\w{6}:\d+)"', text)


def browser_of(room: Room, peran: Peran = Peran.PPS, wilayah: str | None = None) -> Browser:
    return room.sign_in(room.hire(peran, wilayah))


@pytest.mark.parametrize("peran", [Peran.PPS, Peran.PPK, Peran.KPU_KABKO, Peran.KPU_PROV, Peran.KPU_RI])
def test_a_page_asks_the_database_as_often_at_ten_as_at_a_thousand_reports(room: Room, peran: Peran) -> None:
    room.office.file()
    copies(room, 9)
    browser = browser_of(room, peran)
    path = "/antrean" if peran is Peran.PPS else "/antrean?dipegang=wilayah"
    browser.get(path)  # what is read once for a process
    with statements(room) as few:
        browser.get(path)
    remove_copies(room, 9)
    copies(room, 1_000)
    browser.get(path)  # and again after some seconds, which the copies may have taken
    with statements(room) as many:
        answer = browser.get(path)
    assert answer.text.count('<li class="bercentang">' if peran.tingkat else '<h3><a href="/laporan/') == PAGE
    assert len(many) == len(few)
    # The page, its counts, and the cases, which PPS is not told of.
    assert len([one for one in many if "laporan" in one]) == (2 if peran is Peran.PPS else 3)


def test_an_empty_queue_says_so_and_what_to_do(sqlite_room: Room) -> None:
    answer = browser_of(sqlite_room).get("/antrean")
    assert "Tidak ada laporan yang menunggu di wilayah Anda." in answer.text
    assert 'href="/antrean?status=disetujui"' in answer.text
    assert "Untuk laporan yang dicentang" not in answer.text


def test_a_filter_that_fits_nothing_leads_back_to_the_whole_queue(sqlite_room: Room) -> None:
    sqlite_room.office.file()
    answer = browser_of(sqlite_room).get("/antrean?jenis=ganda")
    assert "Tidak ada laporan yang cocok dengan saringan ini." in answer.text
    assert "Lihat seluruh antrean (1)" in answer.text


def test_a_very_full_queue_says_how_to_go_about_it(sqlite_room: Room) -> None:
    sqlite_room.office.file()
    copies(sqlite_room, BUSY - 1)
    browser = browser_of(sqlite_room)
    assert "Antrean padat" not in browser.get("/antrean").text
    sqlite_room.office.file(target=nik_of(1))
    assert "Antrean padat" in browser.get("/antrean").text
    remove_copies(sqlite_room, BUSY - 1)
    copies(sqlite_room, 1_001)
    assert "lebih dari 1.000" in browser.get("/antrean").text


def test_a_filter_is_kept_through_the_pages(sqlite_room: Room) -> None:
    sqlite_room.office.file()
    copies(sqlite_room, PAGE + 5)
    browser = browser_of(sqlite_room)
    first = browser.get("/antrean?jenis=perbaikan-data&tps=4&bahasa=id").text
    [following] = re.findall(r'href="([^"]+)" rel="next"', first)
    following = following.replace("&amp;", "&")
    assert "jenis=perbaikan-data" in following
    assert "tps=4" in following
    second = browser.get(following).text
    assert len(chosen(first)) + len(chosen(second)) == PAGE + 6
    assert not set(chosen(first)) & set(chosen(second))


@pytest.mark.parametrize(
    "query",
    [
        "jenis=lain", "status=x", "wilayah=abc", "wilayah=13990000", "tps=-1", "tps=99999999999999999999",
        "tps=٣", "kasus=0", "kasus=99999999999", "keadaan=", "nomor=LP-UUUU", "milik=dia", "wilayah=٣٣",
    ],
)  # fmt: skip
def test_a_filter_without_meaning_does_not_narrow(sqlite_room: Room, query: str) -> None:
    sqlite_room.office.file()
    answer = browser_of(sqlite_room).get(f"/antrean?{query}")
    assert answer.status_code == 200
    assert len(chosen(answer.text)) == 1


def test_who_only_reads_is_offered_nothing_to_do(sqlite_room: Room) -> None:
    sqlite_room.office.file()
    browser = browser_of(sqlite_room, Peran.PENGAWAS)
    answer = browser.get("/antrean")
    assert chosen(answer.text) == []
    assert "milik=saya" not in answer.text
    assert browser.post("/antrean/borongan", {"aksi": "ambil", "semua": "y"}).status_code == 403
    assert browser.post("/antrean/borongan/lakukan", {"aksi": "ambil"}).status_code == 403


def test_a_view_is_kept_shown_replaced_and_dropped(room: Room) -> None:
    browser = browser_of(room)
    kept = browser.post(
        "/antrean/tampilan", {"nama": " Ganda \t di TPS 4 ", "saringan": "jenis=ganda&tps=4&x=1"}
    )
    assert kept.location == "/antrean?jenis=ganda&tps=4"
    assert '<a href="/antrean?jenis=ganda&amp;tps=4">Ganda di TPS 4</a>' in browser.get("/antrean").text
    browser.post("/antrean/tampilan", {"nama": "Ganda di TPS 4", "saringan": "jenis=ganda"})
    with room.database.reading() as session:
        [view] = session.scalars(select(Tampilan))
    assert view.saringan == "jenis=ganda"
    another = browser_of(room)
    assert "Ganda di TPS 4" not in another.get("/antrean").text
    another.post(f"/antrean/tampilan/{view.id}/hapus")
    assert room.office.count(Tampilan) == 1
    browser.post(f"/antrean/tampilan/{view.id}/hapus")
    assert room.office.count(Tampilan) == 0


@pytest.mark.parametrize("nama", ["", "  \n ", "x" * 61, "Pak 1399991708850001"])
def test_a_view_without_a_fit_name_is_not_kept(sqlite_room: Room, nama: str) -> None:
    answer = browser_of(sqlite_room).post("/antrean/tampilan", {"nama": nama, "saringan": "tps=4"})
    assert answer.status_code == 422
    assert "Beri nama tampilan ini" in answer.text
    assert f'autocomplete="off" value="{nama}"' in answer.text
    assert sqlite_room.office.count(Tampilan) == 0


def test_nobody_keeps_more_than_twenty_views(sqlite_room: Room) -> None:
    browser = browser_of(sqlite_room)
    answers = [
        browser.post("/antrean/tampilan", {"nama": f"Tampilan {n}", "saringan": f"tps={n + 1}"}).status_code
        for n in range(MOST_VIEWS + 1)
    ]
    assert answers == [303] * MOST_VIEWS + [422]


def test_a_view_never_keeps_what_is_no_filter(sqlite_room: Room) -> None:
    browser = browser_of(sqlite_room)
    browser.post("/antrean/tampilan", {"nama": "x", "saringan": "cari=1399991708900001&tps=4"})
    with sqlite_room.database.reading() as session:
        assert session.scalars(select(Tampilan.saringan)).all() == ["tps=4"]


def test_chosen_reports_are_shown_then_taken_then_given_back(room: Room) -> None:
    receipts = [room.office.file(target=nik_of(n)) for n in range(3)]
    browser = browser_of(room)
    boxes = chosen(browser.get("/antrean").text)[:2]
    shown = browser.post("/antrean/borongan", {"aksi": "ambil", "pilih": boxes})
    assert "Akan diubah: 2 laporan" in shown.text
    assert {room.office.laporan(receipt).status for receipt in receipts} == {Status.DITERIMA}
    done = browser.post("/antrean/borongan/lakukan", {"aksi": "ambil", "dilihat": " ".join(boxes)})
    assert done.status_code == 303
    assert "Diambil untuk Anda kerjakan: 2" in browser.get(done.location).text
    back = browser.post(f"{done.location}/urungkan")
    assert "2 laporan kembali seperti sebelumnya" in browser.get(back.location).text
    assert {room.office.laporan(receipt).status for receipt in receipts} == {Status.DITERIMA}


def test_all_that_match_are_at_most_two_hundred(room: Room) -> None:
    room.office.file()
    copies(room, MOST + 10)
    browser = browser_of(room)
    listed = browser.get("/antrean").text
    assert f"atau {MOST} yang paling mendesak" in listed
    shown = browser.post("/antrean/borongan", {"aksi": "ambil", "semua": "y", "saringan": ""}).text
    assert f"Akan diubah: {MOST} laporan" in shown
    [seen] = re.findall(r'name="dilihat" value="([^"]+)"', shown)
    done = browser.post("/antrean/borongan/lakukan", {"aksi": "ambil", "dilihat": seen})
    assert f"Diambil untuk Anda kerjakan: {MOST}" in browser.get(done.location).text


def test_all_that_match_are_those_of_the_filter(sqlite_room: Room) -> None:
    sqlite_room.office.file()
    ganda = sqlite_room.office.file(jenis=JenisLaporan.GANDA)
    shown = browser_of(sqlite_room).post(
        "/antrean/borongan", {"aksi": "ambil", "semua": "y", "saringan": "jenis=ganda"}
    )
    assert re.findall(r'name="dilihat" value="([^"]+)"', shown.text) == [f"{ganda.nomor}:1"]


def test_a_report_that_changed_meanwhile_is_left_and_named(room: Room) -> None:
    one, other = room.office.file(), room.office.file(target=nik_of(1))
    browser = browser_of(room)
    boxes = " ".join(chosen(browser.get("/antrean").text))
    room.office.set(other, versi=5)
    done = browser.post("/antrean/borongan/lakukan", {"aksi": "ambil", "dilihat": boxes})
    told = browser.get(done.location).text
    assert f"{other.nomor}: baru saja diubah petugas lain" in told
    assert room.office.laporan(one).status is Status.DIVERIFIKASI


@pytest.mark.parametrize(
    "form",
    [
        {"aksi": "tugaskan", "kepada": ""},
        {"aksi": "tugaskan", "kepada": "999999"},
        {"aksi": "tugaskan", "kepada": "٣"},
        {"aksi": "alihkan", "ke": "ppk", "alasan": ""},
        {"aksi": "alihkan", "ke": "ppk", "alasan": "alamat-di-sana"},
        {"aksi": "alihkan", "ke": "kpu-ri", "alasan": "pembagian-tugas"},
    ],
    ids=str,
)
def test_without_a_fitting_aim_nothing_is_done(sqlite_room: Room, form: dict[str, object]) -> None:
    receipt = sqlite_room.office.file()
    browser = browser_of(sqlite_room)
    answer = browser.post("/antrean/borongan/lakukan", {"dilihat": f"{receipt.nomor}:1"} | form)
    assert answer.status_code == 422
    assert "Belum ada yang berubah." in answer.text
    assert sqlite_room.office.count(Borongan) == 0


@pytest.mark.parametrize("aksi", ["putuskan", "disetujui", ""])
def test_nothing_is_decided_in_bulk(sqlite_room: Room, aksi: str) -> None:
    receipt = sqlite_room.office.file()
    browser = browser_of(sqlite_room, Peran.KPU_KABKO)
    data = {"aksi": aksi, "pilih": [f"{receipt.nomor}:1"], "dilihat": f"{receipt.nomor}:1"}
    assert browser.post("/antrean/borongan", data).status_code == 400
    assert browser.post("/antrean/borongan/lakukan", data).status_code == 400


def test_nothing_chosen_is_told(sqlite_room: Room) -> None:
    answer = browser_of(sqlite_room).post(
        "/antrean/borongan", {"aksi": "ambil", "pilih": ["apa saja", "LP-1:x"]}
    )
    assert "Centang laporan di antrean" in answer.text


def test_many_are_handed_on_and_their_citizens_told(room: Room) -> None:
    receipts = [room.office.file(target=nik_of(n)) for n in range(2)]
    browser = browser_of(room)
    seen = " ".join(f"{receipt.nomor}:1" for receipt in receipts)
    form = {"aksi": "alihkan", "ke": "ppk", "alasan": "pembagian-tugas", "dilihat": seen}
    done = browser.post("/antrean/borongan/lakukan", form)
    assert "Dialihkan ke panitia lain: 2" in browser.get(done.location).text
    held = {room.office.laporan(receipt).pemegang_tingkat for receipt in receipts}
    assert held == {TingkatPanitia.PPK}


def test_the_result_belongs_to_who_did_it_and_ends_after_ten_minutes(room: Room) -> None:
    receipt = room.office.file()
    browser = browser_of(room)
    done = browser.post("/antrean/borongan/lakukan", {"aksi": "ambil", "dilihat": f"{receipt.nomor}:1"})
    stranger = browser_of(room)
    assert stranger.get(done.location).status_code == 404
    assert stranger.post(f"{done.location}/urungkan").status_code == 404
    room.clock.advance(minutes=11)
    assert "Urungkan" not in browser.get(done.location).text
    assert browser.post(f"{done.location}/urungkan").status_code == 409


def test_time_left_is_told_in_the_largest_whole_unit(sqlite_room: Room) -> None:
    receipt = sqlite_room.office.file()
    browser = browser_of(sqlite_room)
    for left, words in (
        (timedelta(days=2, hours=5), "sisa 2 hari"),
        (timedelta(hours=23, minutes=59), "sisa 23 jam"),
        (timedelta(minutes=59), "sisa 59 menit"),
        (timedelta(seconds=3), "sisa 1 menit"),
        (timedelta(0), "lewat 1 menit"),
        (-timedelta(hours=5), "lewat 5 jam"),
        (-timedelta(days=3), "lewat 3 hari"),
    ):
        sqlite_room.office.set(receipt, tenggat=sqlite_room.clock.now() + left)
        assert words in browser.get("/antrean").text
