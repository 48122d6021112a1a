"""The report page: masked until opened, and complete enough to answer by."""

import re
from datetime import timedelta

import pytest

from pemilu.laporan.kinds import JenisLaporan, Pelapor
from pemilu.laporan.models import Riwayat
from pemilu.laporan.status import Act, Status
from pemilu.laporan.submit import Receipt
from pemilu.petugas.kinds import Peran, TingkatPanitia
from pemilu.wilayah.kode import KodeWilayah
from tests.factories import ABSEN, GANDA, NAMA, TERDAFTAR
from tests.integration.admin.room import Room
from tests.integration.admin.sealed_report import (
    HIDDEN,
    SECRETS,
    SIXTEEN,
    file_secrets,
    open_identity,
    told,
)
from tests.integration.laporan.office import KECAMATAN, nik_of, person

SIBLING = "1371031005"
TMS = JenisLaporan.TIDAK_MEMENUHI_SYARAT


def page(room: Room, receipt: Receipt, peran: Peran = Peran.PPS) -> str:
    answer = room.sign_in(room.hire(peran)).get(f"/laporan/{receipt.nomor}")
    assert answer.status_code == 200
    return told(answer)


@pytest.mark.parametrize("peran", [Peran.PPS, Peran.KPU_KABKO, Peran.KPU_PROV, Peran.PENGAWAS])
def test_nothing_personal_stands_on_the_page_unopened(room: Room, peran: Peran) -> None:
    text = page(room, file_secrets(room), peran)
    assert [secret for secret in HIDDEN if secret in text] == []
    assert not SIXTEEN.search(text)
    for masked in ("B*** S******", "•••• 0001", "S*** P******", "••• 890", "s•••@•••"):
        assert masked in text


def test_a_report_of_another_wilayah_is_not_found(room: Room) -> None:
    room.office.add_regions({SIBLING: "Ulak Karang"})
    receipt = room.office.file()
    assert room.sign_in(room.hire(Peran.PPS, SIBLING)).get(f"/laporan/{receipt.nomor}").status_code == 404


@pytest.mark.parametrize("nomor", ["LP-000000", "lp", "LP-7K3M9Q'--", "%00", "a" * 300])
def test_a_number_that_nobody_has_is_not_found(sqlite_room: Room, nomor: str) -> None:
    assert sqlite_room.sign_in(sqlite_room.hire(Peran.PPS)).get(f"/laporan/{nomor}").status_code == 404


@pytest.mark.parametrize(
    ("kolom", "guess"),
    [
        ("nkk", "1399990101010002"),
        ("tempat_lahir", "Padang Panjang"),
        ("tanggal_lahir", "16-08-1990"),
        ("status_kawin", "belum"),
        ("status_ktp", "belum"),
        ("alamat", "Jalan Melati 9"),
    ],
)
@pytest.mark.parametrize("at_desk", [True, False])
def test_nobody_learns_what_is_closed_by_guessing(
    sqlite_room: Room, kolom: str, guess: str, at_desk: bool
) -> None:
    pps = sqlite_room.hire(Peran.PPS)
    browser = sqlite_room.sign_in(pps)
    compared = []
    for isi in (SECRETS, SECRETS | {kolom: guess}):
        receipt = file_secrets(sqlite_room, isi=isi)
        sqlite_room.office.set(receipt, penerima_id=pps.id if at_desk else None)
        text = told(browser.get(f"/laporan/{receipt.nomor}"))
        compared.append(text[text.index("Laporan dan daftar") : text.index("Penjelasan pelapor")])
        # A second open one about the same voter would lie with PPK.
        sqlite_room.office.set(receipt, status=Status.DIBATALKAN)
    assert compared[0] == compared[1]


def test_families_are_not_tried_out_by_whoever_takes_a_report_in_at_the_desk(sqlite_room: Room) -> None:
    nkk = "1399990101010002"
    receipt = file_secrets(sqlite_room, isi=SECRETS | {"nkk": nkk})
    idx = sqlite_room.office.roll.keyring.nkk_index().of(nkk)
    sqlite_room.office.roll.pemilih(1, nik_of(7).value, nama="DEWI ANGGRAINI", nkk_idx=idx)
    assert "D*** A******* · " in page(sqlite_room, receipt)
    pps = sqlite_room.hire(Peran.PPS)
    sqlite_room.office.set(receipt, penerima_id=pps.id)
    assert "D*** A*******" not in sqlite_room.sign_in(pps).get(f"/laporan/{receipt.nomor}").text


def test_of_sealed_columns_only_the_names_are_told(sqlite_room: Room) -> None:
    text = page(sqlite_room, file_secrets(sqlite_room))
    assert re.findall(r"<dt>([\w ]+) · <strong>BERBEDA</strong>", text) == ["Nama", "RW"]
    agreeing = re.findall(r"Sama di laporan dan daftar: ([^<]+)\.", text)
    assert agreeing[0].split(", ") == [
        "NIK (•••• 0001)",
        "Jenis kelamin (Laki-laki)",
        "RT (3)",
        "Kelurahan (Kelurahan Lolong Belanti)",
    ]
    sealed = "Nomor KK, Tempat lahir, Tanggal lahir, Status perkawinan, KTP-el, Alamat."
    assert f"Dilaporkan, tertutup sampai dibuka: {sealed}" in text
    assert "data tertutup" not in text


def test_opened_every_column_is_compared(sqlite_room: Room) -> None:
    receipt = file_secrets(sqlite_room)
    pps = sqlite_room.hire(Peran.PPS)
    sqlite_room.office.set(receipt, penerima_id=pps.id)
    text = told(open_identity(sqlite_room.sign_in(pps), receipt))
    differing = ["Nama", "Tempat lahir", "Alamat", "RW"]
    assert re.findall(r"<dt>([\w ]+) · <strong>BERBEDA</strong>", text) == differing
    assert "<dt>Nomor KK · <strong>Sama</strong>" in text
    assert "data tertutup" not in text


def test_a_name_in_another_spelling_is_told_as_such(sqlite_room: Room) -> None:
    receipt = file_secrets(sqlite_room, isi=SECRETS | {"nama": "H. Boedi Santoso, S.Pd."})
    assert "<strong>Ejaan berbeda</strong>" in page(sqlite_room, receipt)


def test_each_row_of_a_voter_who_stands_twice_is_compared(sqlite_room: Room) -> None:
    receipt = sqlite_room.office.file(
        jenis=JenisLaporan.GANDA, target=person(GANDA), isi={"nik": GANDA, "nama": NAMA}
    )
    text = page(sqlite_room, receipt)
    assert "NIK ini ada di 2 baris daftar." in text
    assert "Laporan dan daftar: TPS 004" in text
    assert "Laporan dan daftar: TPS 901" in text


def test_somebody_who_is_not_on_the_roll_is_told_as_absent(sqlite_room: Room) -> None:
    belum = JenisLaporan.BELUM_TERDAFTAR
    receipt = sqlite_room.office.file(jenis=belum, target=person(ABSEN), isi=SECRETS | {"nik": ABSEN})
    text = page(sqlite_room, receipt)
    assert "NIK ini tidak ada di daftar pemilih wilayah Anda." in text
    assert "•••• 0009" in text
    assert [secret for secret in HIDDEN if secret in text] == []


def test_a_voter_of_another_wilayah_is_found_in_the_published_list_only(room: Room) -> None:
    room.office.add_regions({SIBLING: "Ulak Karang"})
    there = KodeWilayah(SIBLING)
    receipt = room.office.file(kelurahan=there, isi={"nik": TERDAFTAR, "nama": NAMA})
    browser = room.sign_in(room.hire(Peran.PPS, SIBLING))
    text = told(browser.get(f"/laporan/{receipt.nomor}"))
    assert "NIK ini tidak ada di daftar pemilih wilayah Anda." in text
    assert "NIK ini di daftar yang terbit" in text
    assert "B*** S****** · TPS 004, Kelurahan Lolong Belanti" in text


def test_a_voter_without_nik_is_looked_for_by_name_in_the_kelurahan(sqlite_room: Room) -> None:
    isi = {"nama": "siti aminah", "alasan": "meninggal", "alamat": "Jalan Melati 9"}
    receipt = sqlite_room.office.file(jenis=TMS, pelapor=Pelapor.WARGA, target=None, isi=isi)
    text = page(sqlite_room, receipt, Peran.PPK)
    assert "Pelapor tidak menyebut NIK." in text
    assert "TPS 901" in text
    assert "Meninggal dunia" in text


def test_a_report_that_names_nobody_says_so(sqlite_room: Room) -> None:
    receipt = sqlite_room.office.file(isi={"keterangan": "tolong"})
    assert "tidak menyebut NIK atau nama yang dapat dicari" in page(sqlite_room, receipt)


def test_a_seal_that_does_not_open_is_told_and_breaks_nothing(sqlite_room: Room) -> None:
    receipt = file_secrets(sqlite_room)
    sqlite_room.office.set(receipt, isi=b"\1\1rusak", keberatan=b"\1\1rusak")
    text = page(sqlite_room, receipt)
    assert "Isi laporan ini tidak dapat dibuka" in text
    assert "Perjalanan laporan" in text


def test_a_sealed_row_of_the_roll_that_does_not_open_is_told(sqlite_room: Room) -> None:
    receipt = file_secrets(sqlite_room)
    sqlite_room.office.roll.change(TERDAFTAR, identitas=b"rusak")
    assert "Bagian daftar yang tersegel tidak dapat dibaca" in page(sqlite_room, receipt)


def test_an_explanation_is_announced_with_its_length_and_its_numbers(sqlite_room: Room) -> None:
    text = page(sqlite_room, file_secrets(sqlite_room))
    assert f"Tertutup: {len(SECRETS['keterangan'])} huruf." in text
    assert "ada nomor panjang" in text


def test_the_family_on_the_roll_is_listed_and_masked(room: Room) -> None:
    receipt = file_secrets(room)
    keys = room.office.roll.keyring
    nkk = keys.nkk_index().of(SECRETS["nkk"])
    room.office.roll.pemilih(1, nik_of(7).value, nama="DEWI ANGGRAINI", nkk_idx=nkk, rt=3, rw=4)
    text = page(room, receipt)
    assert "D*** A******* · " in text
    assert "DEWI" not in text
    assert "RT 3 RW 4" in text


def test_the_light_tells_in_words_how_much_time_is_left(sqlite_room: Room) -> None:
    receipt = sqlite_room.office.file()
    lights = {}
    for share in (0.1, 0.6, 0.9, 1.1):
        laporan = sqlite_room.office.laporan(receipt)
        whole = laporan.tenggat - laporan.diajukan
        sqlite_room.clock.advance(
            seconds=(laporan.diajukan + share * whole - sqlite_room.clock.now()).total_seconds()
        )
        lights[share] = page(sqlite_room, receipt).split("lampu lampu-")[1].split('"')[0]
    assert lights == {0.1: "hijau", 0.6: "kuning", 0.9: "merah", 1.1: "lewat"}
    sqlite_room.office.set(receipt, status=Status.DITOLAK)
    assert "lampu-selesai" in page(sqlite_room, receipt)


def test_the_due_date_comes_with_its_reason(sqlite_room: Room) -> None:
    text = page(sqlite_room, sqlite_room.office.file())
    assert "Jumat, 27 September 2024, 23.59 WIB" in text
    assert "UU 10/2016 Pasal 58 ayat 6" in text


def test_holder_and_worker_are_told(sqlite_room: Room) -> None:
    receipt = sqlite_room.office.file()
    assert "Belum ada yang mengambil" in page(sqlite_room, receipt)
    colleague = sqlite_room.hire(Peran.PPS, nama="Rina Contoh")
    sqlite_room.office.set(receipt, petugas_id=colleague.id)
    assert "Rina Contoh" in page(sqlite_room, receipt)
    above = sqlite_room.hire(Peran.PPK, nama="Tono Contoh")
    held = {"pemegang_tingkat": TingkatPanitia.PPK, "pemegang_wilayah": KECAMATAN}
    sqlite_room.office.set(receipt, petugas_id=above.id, **held)
    text = page(sqlite_room, receipt)
    assert "Petugas tingkat lain" in text
    assert "Tono" not in text
    assert "PPK (panitia di kecamatan), Kecamatan Padang Utara" in text


def test_warnings_say_what_they_mean(sqlite_room: Room) -> None:
    office = sqlite_room.office
    plain = page(sqlite_room, office.file())
    sore = office.file(jenis=TMS, pelapor=Pelapor.WARGA, pelapor_cocok=False, isi={"nama": NAMA})
    office.set(sore, disanggah=True)
    text = page(sqlite_room, sore, Peran.PPK)
    for warning in (
        "Pemilihnya menyanggah",
        "Dugaan kampanye",
        "tentang orang lain",
        "Pelapor belum dikenal",
    ):
        assert warning in text
        assert warning not in plain


def test_history_tells_reason_answer_and_that_there_is_a_note(sqlite_room: Room) -> None:
    receipt = sqlite_room.office.file()
    laporan = sqlite_room.office.laporan(receipt)
    colleague = sqlite_room.hire(Peran.PPS, nama="Rina Contoh")
    sqlite_room.office.add(
        Riwayat(
            laporan_id=laporan.id,
            waktu=sqlite_room.clock.now() + timedelta(hours=1),
            peristiwa=Act.ASK_DOCUMENT,
            status=Status.BUTUH_DOKUMEN,
            oleh=Peran.PPS.value,
            alasan="kk",
            jawaban="Mohon kirim foto KK terbaru.",
            petugas_id=colleague.id,
            catatan=b"\1\1bukan segel",
        )
    )
    text = page(sqlite_room, receipt)
    for told_ in (
        "Dokumen diminta dari pelapor",
        "PPS, Rina Contoh",
        "Kartu Keluarga (KK)",
        "Mohon kirim foto KK",
    ):
        assert told_ in text
    assert "Catatan petugas: <em>tertutup</em>" in text


@pytest.mark.parametrize("selesai", ["diambil", f"diambil.{'0' * 32}", "Anda menang", ""])
def test_a_link_that_somebody_else_made_tells_of_no_act(sqlite_room: Room, selesai: str) -> None:
    receipt = sqlite_room.office.file()
    browser = sqlite_room.sign_in(sqlite_room.hire(Peran.PPS))
    text = browser.get(f"/laporan/{receipt.nomor}", query_string={"selesai": selesai}).text
    assert "Tersimpan" not in text
    assert "Anda menang" not in text
