"""Indonesian first; another language is chosen by address or browser and then kept in every link."""

import re

import pytest
from flask.testing import FlaskClient

from tests.factories import ABSEN, GANDA, KELURAHAN, KHUSUS, TERDAFTAR

PAGES = [
    "/",
    "/tahapan",
    "/bantuan",
    "/privasi",
    "/aksesibilitas",
    "/selesai",
    "/lapor",
    "/lapor/belum-terdaftar",
    "/lapor/tanda-terima",
    "/lacak",
    f"/tps/{KELURAHAN}-004",
    "/tidak-ada",
]


def language(page: str) -> str:
    found = re.search(r'<html lang="(\w+)"', page)
    assert found
    return found[1]


def own_links(page: str) -> list[str]:
    """Where the page leads to on this site, without its files and the choice of language itself."""
    found = re.findall(r'<(?:a|form)\b[^>]*?\s(?:href|action)="(/[^"]*)"', page)
    return [url for url in found if not url.startswith("/static/")]


@pytest.mark.parametrize(
    ("query", "header", "expected"),
    [
        ("", None, "id"),
        ("", "", "id"),
        ("", "id-ID,id;q=0.9,en;q=0.8", "id"),
        ("", "en-US,en;q=0.9", "en"),
        ("", "en-GB", "en"),
        ("", "de,fr;q=0.9", "id"),
        ("", "jv,su;q=0.9,en;q=0.1", "en"),
        ("", "*", "id"),
        ("?bahasa=en", "id", "en"),
        ("?bahasa=id", "en", "id"),
        ("?bahasa=de", "en", "en"),
        ("?bahasa=EN", None, "id"),
        ("?bahasa=", None, "id"),
        ("?bahasa=../en", None, "id"),
    ],
)
def test_the_address_goes_before_the_browser_and_indonesian_is_the_default(
    visitor: FlaskClient, query: str, header: str | None, expected: str
) -> None:
    headers = {} if header is None else {"Accept-Language": header}
    assert language(visitor.get(f"/{query}", headers=headers).text) == expected


@pytest.mark.parametrize("path", PAGES)
def test_every_page_keeps_the_chosen_language_in_its_links(visitor: FlaskClient, path: str) -> None:
    page = visitor.get(f"{path}?bahasa=en").text
    assert language(page) == "en"
    assert own_links(page)
    assert [url for url in own_links(page) if "bahasa=en" not in url] == []


@pytest.mark.parametrize("path", PAGES)
def test_who_chose_no_language_gets_plain_links(visitor: FlaskClient, path: str) -> None:
    page = visitor.get(path).text
    assert [url for url in own_links(page) if "bahasa" in url] == []


@pytest.mark.parametrize("nik", [TERDAFTAR, KHUSUS, GANDA, ABSEN, "123"])
def test_every_answer_keeps_the_chosen_language(visitor: FlaskClient, nik: str) -> None:
    page = visitor.post("/cek?bahasa=en", data={"nik": nik}).text
    assert language(page) == "en"
    assert [url for url in own_links(page) if "bahasa=en" not in url] == []


def test_a_redirect_keeps_the_chosen_language(visitor: FlaskClient) -> None:
    assert visitor.get("/cek?bahasa=en").headers["Location"] == "/?bahasa=en"
    assert visitor.get("/cek").headers["Location"] == "/"


def test_a_date_is_written_in_the_language_of_the_page(visitor: FlaskClient) -> None:
    assert "Rabu, 27 November 2024" in visitor.post("/cek", data={"nik": TERDAFTAR}).text
    assert "Wednesday, 27 November 2024" in visitor.post("/cek?bahasa=en", data={"nik": TERDAFTAR}).text


def test_each_page_offers_every_other_language_and_marks_its_own(visitor: FlaskClient) -> None:
    page = visitor.get("/").text
    assert re.search(r'<a href="\?bahasa=en"[^>]*lang="en"', page)
    assert re.search(r'<span aria-current="true"[^>]*>Indonesia<', page)


def test_the_api_understands_the_choice_too(visitor: FlaskClient) -> None:
    def detail(query: str, accepted: str) -> str:
        headers = {"Accept-Language": accepted}
        return visitor.post(f"/api/v1/cek{query}", json={"nik": "1"}, headers=headers).json["detail"]

    assert detail("", "en") == detail("?bahasa=en", "id") != detail("", "id")
