"""SMTP_URL, PESAN_URL and their company: weak ones are refused at start, secrets are not shown."""

from pathlib import Path

import pytest

from pemilu.infra.config import Settings, SettingsRefused, from_env
from pemilu.infra.outlets import Gateway, SmtpServer, Tls, parse_gateway_url, parse_smtp_url

REFUSED_SMTP = [
    "",
    "mail.contoh.id",
    "smtp://",
    "smtp://:587",
    "http://mail.contoh.id",
    "smtp://mail.contoh.id",
    "smtp://mail.contoh.id?tls=none",
    "smtp://mail.contoh.id?tls=starttls&verify=no",
    "smtp://127.0.0.1.contoh.id",
    "smtp://127.0.0.1@mail.contoh.id",
    "smtps://mail.contoh.id?tls=starttls",
    "smtps://mail.contoh.id/jalan",
    "smtps://mail.contoh.id#x",
    "smtps://mail.contoh.id:0",
    "smtps://mail.contoh.id:port",
    "smtps://mail.contoh.id:99999",
    "smtps://mail contoh.id",
    "smtps://mail.contoh.id\r\nRCPT",
    "smtps://[::1",
]
REFUSED_GATEWAY = [
    "",
    "sms.contoh.id",
    "https://",
    "ftp://sms.contoh.id",
    "http://sms.contoh.id/kirim",
    "http://127.0.0.1.contoh.id/kirim",
    "http://localhost@sms.contoh.id/kirim",
    "https://akun:sandi@sms.contoh.id/kirim",
    "https://sms.contoh.id/kirim#x",
    "https://sms.contoh.id/ki rim",
    "https://sms.contoh.id/\r\nX: 1",
    "https://sms.contoh.id:0/",
]
SMTP = {"SMTP_URL": "smtps://mail.contoh.id", "KABAR_DARI": "tanpa-balas@contoh.id"}


def settings(**environment: str) -> Settings:
    return from_env(environment, keyring="admin")


def refusal(**environment: str) -> list[str]:
    with pytest.raises(SettingsRefused) as refused:
        settings(**environment)
    return [problem.partition(":")[0] for problem in refused.value.problems]


@pytest.mark.parametrize("url", REFUSED_SMTP)
def test_a_mail_server_that_is_unclear_or_in_clear_is_refused(url: str) -> None:
    assert isinstance(parse_smtp_url(url), str)


@pytest.mark.parametrize("url", REFUSED_GATEWAY)
def test_a_gateway_that_is_unclear_or_in_clear_is_refused(url: str) -> None:
    assert isinstance(parse_gateway_url(url), str)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://mail.contoh.id", SmtpServer("mail.contoh.id", 465, Tls.DIRECT)),
        (
            "smtp://kpu%40a:s%2Fd@mail.contoh.id?tls=starttls",
            SmtpServer("mail.contoh.id", 587, Tls.STARTTLS, "kpu@a", "s/d"),
        ),
        ("smtp://mail.contoh.id:2525?tls=starttls", SmtpServer("mail.contoh.id", 2525, Tls.STARTTLS)),
        ("smtp://127.0.0.1", SmtpServer("127.0.0.1", 25, Tls.NONE)),
        ("smtp://[::1]:1025/", SmtpServer("::1", 1025, Tls.NONE)),
    ],
)
def test_a_mail_server_is_read(url: str, server: SmtpServer) -> None:
    assert parse_smtp_url(url) == server


@pytest.mark.parametrize(
    ("url", "gateway"),
    [
        ("https://sms.contoh.id", Gateway("sms.contoh.id", None, "/", https=True)),
        ("https://sms.contoh.id:8443/v1?a=b", Gateway("sms.contoh.id", 8443, "/v1?a=b", https=True)),
        ("http://localhost:9000/kirim", Gateway("localhost", 9000, "/kirim", https=False)),
    ],
)
def test_a_gateway_is_read(url: str, gateway: Gateway) -> None:
    assert parse_gateway_url(url) == gateway


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        (SMTP | {"SMTP_URL": "smtp://mail.contoh.id"}, ["SMTP_URL"]),
        ({"PESAN_URL": "http://sms.contoh.id"}, ["PESAN_URL"]),
        ({"PESAN_URL": "https://sms.contoh.id", "PESAN_TOKEN": "a b"}, ["PESAN_TOKEN"]),
        ({"PESAN_URL": "https://sms.contoh.id", "PESAN_TOKEN": "a\r\nX: 1"}, ["PESAN_TOKEN"]),
        ({"SMTP_URL": SMTP["SMTP_URL"]}, ["KABAR_DARI"]),
        (SMTP | {"KABAR_DARI": "kpu"}, ["KABAR_DARI"]),
        (SMTP | {"KABAR_DARI": "KPU <a@contoh.id>"}, ["KABAR_DARI"]),
        ({"SMTP_URL": "x", "PESAN_URL": "x", "KABAR_DARI": "x"}, ["SMTP_URL", "PESAN_URL", "KABAR_DARI"]),
    ],
)
def test_every_weak_setting_is_named_at_once(environment: dict[str, str], named: list[str]) -> None:
    assert refusal(**environment) == named


def test_a_token_may_come_from_a_mounted_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("rahasia\n")
    read = settings(PESAN_URL="https://sms.contoh.id", PESAN_TOKEN_FILE=str(tmp_path / "token"))
    assert read.pesan_token == "rahasia"


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({}, Path("var/kabar")),
        (SMTP, None),
        ({"PESAN_URL": "https://sms.contoh.id"}, None),
        (SMTP | {"KABAR_DIR": "var/pesan"}, Path("var/pesan")),
    ],
)
def test_the_folder_is_the_default_only_while_nothing_is_really_sent(
    environment: dict[str, str], folder: Path | None
) -> None:
    assert settings(**environment).kabar_dir == folder


def test_no_secret_is_in_a_repr() -> None:
    url = "smtp://akun:kode@mail.contoh.id?tls=starttls"
    read = settings(
        SMTP_URL=url,
        KABAR_DARI="a@contoh.id",
        PESAN_URL="https://sms.contoh.id/?kunci=kode",
        PESAN_TOKEN="kode",
    )
    shown = [read, parse_smtp_url(url), parse_gateway_url("https://sms.contoh.id/?kunci=kode")]
    assert "kode" not in repr(shown)
    assert "akun" not in repr(shown)
