"""What a notice says, how long it is, and what the row of a waiting notice holds."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from pemilu.infra.crypto import BlindIndex
from pemilu.laporan.kontak import Kontak
from pemilu.laporan.models import Kabar
from pemilu.laporan.notices import (
    MAX_LISTED,
    MAX_SMS,
    JenisKabar,
    Kanal,
    Situs,
    compose,
    queue_notice,
    tujuan_context,
)

NOW = datetime(2024, 9, 22, 3, tzinfo=UTC)
SITUS = Situs("Cek Pemilih", "https://cek.contoh.go.id")
INDEX = BlindIndex(b"k" * 32)
# The default alphabet of GSM 03.38 as far as it is ASCII: one septet each.
GSM_ASCII = re.compile(r"[A-Za-z0-9 !\"#$%&'()*+,\-./:;<=>?@_]*")
NUMBER = "LP-7K3M9Q"


def many(count: int) -> dict[str, JenisKabar]:
    return {f"LP-{n:06}": JenisKabar.DITERIMA for n in range(count)}


def seal(plain: bytes, context: bytes) -> bytes:
    return b"sealed:" + context + b":" + bytes(reversed(plain))


def queued(kontak: Kontak) -> list[Kabar]:
    session = Session()
    queue_notice(session, 7, kontak, JenisKabar.DITERIMA, seal=seal, index=INDEX, now=NOW)
    return sorted(session.new, key=lambda row: row.kanal)


@pytest.mark.parametrize("kanal", Kanal)
@pytest.mark.parametrize("jenis", JenisKabar)
def test_a_notice_names_the_report_and_the_site_and_links_nowhere_else(
    kanal: Kanal, jenis: JenisKabar
) -> None:
    words = compose(kanal, {NUMBER: jenis}, situs=SITUS)
    assert NUMBER in words.text
    assert SITUS.nama in words.text
    assert set(re.findall(r"https?://\S+?(?=[,.]?(?:\s|$))", words.text)) == {SITUS.alamat}


@pytest.mark.parametrize("kanal", Kanal)
def test_each_kind_of_news_reads_differently(kanal: Kanal) -> None:
    assert len({compose(kanal, {NUMBER: jenis}, situs=SITUS).text for jenis in JenisKabar}) == len(JenisKabar)


@pytest.mark.parametrize("alamat", ["https://cek.contoh.go.id", "https://" + "panjang." * 30 + "id"])
@pytest.mark.parametrize("count", [1, 2, 3, 9, 10, 11, 500])
def test_a_short_message_is_one_sms_whatever_it_lists(count: int, alamat: str) -> None:
    for jenis in JenisKabar:
        news = dict.fromkeys(many(count), jenis)
        text = compose(Kanal.PESAN, news, situs=Situs("Cek Pemilih", alamat)).text
        assert len(text) <= MAX_SMS
        assert GSM_ASCII.fullmatch(text)


def test_a_short_digest_says_how_many_it_does_not_list() -> None:
    text = compose(Kanal.PESAN, many(15), situs=SITUS).text
    listed = len(re.findall(r"LP-\d{6}", text))
    assert 1 <= listed <= MAX_LISTED
    assert f"dan {15 - listed} lainnya" in text
    assert SITUS.alamat in text


def test_a_short_message_drops_the_address_before_it_becomes_two() -> None:
    text = compose(
        Kanal.PESAN, {NUMBER: JenisKabar.DITERIMA}, situs=Situs("Cek Pemilih", "https://" + "a" * 150)
    ).text
    assert text == f"Cek Pemilih: laporan {NUMBER} sudah kami terima."


def test_a_name_that_is_not_gsm_does_not_halve_the_length() -> None:
    text = compose(Kanal.PESAN, many(3), situs=Situs("Cek Pemilih ✓", "https://cek.contoh.go.id")).text
    assert text == "Kabar tentang 3 laporan Anda."


def test_a_mail_digest_lists_ten_and_counts_the_others() -> None:
    words = compose(Kanal.EMAIL, many(13) | {"LP-000001": JenisKabar.DIPUTUSKAN}, situs=SITUS)
    assert words.subject == "Kabar tentang 13 laporan"
    assert len(re.findall(r"^- LP-", words.text, re.MULTILINE)) == MAX_LISTED
    assert "- LP-000001: sudah diputuskan\n" in words.text
    assert "dan 3 lainnya" in words.text


def test_a_mail_of_ten_has_no_others() -> None:
    assert "lainnya" not in compose(Kanal.EMAIL, many(10), situs=SITUS).text


def test_without_a_contact_nothing_waits() -> None:
    assert queued(Kontak()) == []


def test_each_channel_gets_a_row_of_its_own() -> None:
    rows = queued(Kontak(telepon="+6281234567890", email="budi@contoh.id"))
    assert [(row.kanal, row.jenis, row.laporan_id) for row in rows] == [
        ("email", "diterima", 7),
        ("pesan", "diterima", 7),
    ]
    assert rows[0].uid != rows[1].uid
    assert all(re.fullmatch("[0-9a-f]{32}", row.uid) for row in rows)
    assert all(row.dibuat == row.berikutnya == NOW for row in rows)


def test_the_address_is_sealed_for_its_own_row() -> None:
    [row] = queued(Kontak(email="budi@contoh.id"))
    assert row.tujuan == seal(b"budi@contoh.id", tujuan_context(row.uid))
    assert tujuan_context(row.uid) == b"kabar:" + row.uid.encode()


def test_notices_to_one_address_find_each_other() -> None:
    [first], [second] = queued(Kontak(email="budi@contoh.id")), queued(Kontak(email="budi@contoh.id"))
    [other] = queued(Kontak(email="siti@contoh.id"))
    assert first.tujuan_idx == second.tujuan_idx != other.tujuan_idx
    assert first.uid != second.uid
