"""Senders against real servers on loopback: what arrives, what is refused, and that TLS is not given up."""

import json
import logging
import ssl
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pemilu.infra.outlets import Gateway, SmtpServer, Tls, parse_gateway_url
from pemilu.infra.senders import FolderSender, GatewaySender, Message, Outcome, SmtpSender
from tests.servers.gateway import GatewaySink, running_gateway
from tests.servers.process import free_port
from tests.servers.smtp import Behaviour, SmtpSink, running_smtp

NOW = datetime(2024, 9, 22, 3, tzinfo=UTC)
MESSAGE = Message("0a" * 16, "budi@contoh.id", "Laporan LP-7K3M9Q sudah kami terima", "Isi – pesan.\n", NOW)
SHORT = replace(MESSAGE, to="+6281234567890", text="Cek Pemilih: laporan LP-7K3M9Q sudah kami terima.")
DARI = "tanpa-balas@cek.contoh.go.id"
UNTRUSTING = ssl.create_default_context()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2024, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *form) + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate)


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with running_smtp() as running:
        yield running


def mail(sink: SmtpSink, message: Message = MESSAGE, *, tls: Tls = Tls.NONE, trusted=UNTRUSTING) -> Outcome:
    server = SmtpServer("127.0.0.1", sink.port, tls, "kpu", "rahasia" if tls is not Tls.NONE else "")
    if tls is Tls.NONE:
        server = replace(server, user=None)
    return SmtpSender(server, dari=DARI, trusted=trusted).send(message)


def post(sink: GatewaySink, *, token: str | None = None, message: Message = SHORT) -> Outcome:
    gateway = parse_gateway_url(sink.url)
    assert isinstance(gateway, Gateway)
    return GatewaySender(gateway, token=token, trusted=UNTRUSTING).send(message)


@pytest.mark.parametrize("field", ["to", "subject", "uid"])
@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r"])
def test_a_line_break_in_a_header_is_refused_before_anybody_is_talked_to(
    sink: SmtpSink, field: str, break_: str
) -> None:
    injected = f"{getattr(MESSAGE, field)}{break_}Bcc: siti@contoh.id"
    assert mail(sink, replace(MESSAGE, **{field: injected})) is Outcome.REFUSED
    assert sink.commands == []


@pytest.mark.parametrize("code", [550, 551, 553, 556])
def test_a_mailbox_that_does_not_exist_is_told_from_a_channel_that_is_down(code: int) -> None:
    with running_smtp(Behaviour({"RCPT": f"{code} no such user"})) as sink:
        assert mail(sink) is Outcome.REFUSED
        assert sink.letters == []


@pytest.mark.parametrize(
    "replies",
    [
        {"CONNECT": "554 not now"},
        {"EHLO": "421 busy", "HELO": "421 busy"},
        {"MAIL": "530 sign in first"},
        {"RCPT": "451 greylisted"},
        {"RCPT": "452 mailbox full"},
        {"RCPT": "554 no relaying"},
        {"RCPT": "421 closing"},
        {"DATA": "451 later"},
        {"LETTER": "554 looks like spam"},
        {"MAIL": ""},
        {"DATA": ""},
    ],
    ids=str,
)
def test_any_other_refusal_is_the_channels(replies: dict[str, str]) -> None:
    with running_smtp(Behaviour(replies)) as sink:
        assert mail(sink) is Outcome.UNAVAILABLE
        assert sink.letters == []


def test_a_server_that_is_not_there_is_the_channels() -> None:
    nowhere = SmtpServer("127.0.0.1", free_port(), Tls.NONE)
    assert SmtpSender(nowhere, dari=DARI, trusted=UNTRUSTING).send(MESSAGE) is Outcome.UNAVAILABLE


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.DIRECT])
def test_a_server_that_cannot_prove_its_name_gets_neither_password_nor_letter(
    tls: Tls, server_tls: ssl.SSLContext
) -> None:
    with running_smtp(Behaviour(tls=server_tls, direct=tls is Tls.DIRECT)) as sink:
        assert mail(sink, tls=tls) is Outcome.UNAVAILABLE
        assert not {"AUTH", "MAIL", "DATA"} & set(sink.commands)


@pytest.mark.parametrize("behaviour", [Behaviour(), Behaviour({"STARTTLS": "454 not available"})])
def test_tls_that_is_not_offered_is_not_done_without(behaviour: Behaviour, trusting: ssl.SSLContext) -> None:
    with running_smtp(behaviour) as sink:
        assert mail(sink, tls=Tls.STARTTLS, trusted=trusting) is Outcome.UNAVAILABLE
        assert not {"AUTH", "MAIL", "DATA"} & set(sink.commands)


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.DIRECT])
def test_a_letter_goes_signed_in_and_encrypted(
    tls: Tls, server_tls: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with running_smtp(Behaviour(tls=server_tls, direct=tls is Tls.DIRECT)) as sink:
        assert mail(sink, tls=tls, trusted=trusting) is Outcome.SENT
        [letter] = sink.letters
    assert (letter.encrypted, letter.signed_in) == (True, True)


def test_a_letter_has_its_id_and_asks_for_no_answer(sink: SmtpSink) -> None:
    assert mail(sink) is Outcome.SENT
    [letter] = sink.letters
    assert (letter.sender, letter.to) == (DARI, [MESSAGE.to])
    assert dict(letter.parsed.items()) == {
        "Subject": MESSAGE.subject,
        "From": DARI,
        "To": MESSAGE.to,
        "Date": "Sun, 22 Sep 2024 03:00:00 +0000",
        "Message-ID": f"<{MESSAGE.uid}@cek.contoh.go.id>",
        "X-Id": MESSAGE.uid,
        "Auto-Submitted": "auto-generated",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
        "MIME-Version": "1.0",
    }
    assert letter.parsed.get_content().splitlines() == MESSAGE.text.splitlines()


@pytest.mark.parametrize("reply", ["", "500 no"])
def test_a_bad_farewell_after_acceptance_is_no_failure(reply: str) -> None:
    with running_smtp(Behaviour({"QUIT": reply})) as sink:
        assert mail(sink) is Outcome.SENT
        assert len(sink.letters) == 1


@pytest.mark.parametrize("status", [400, 410, 413, 422])
def test_a_gateway_may_refuse_one_message(status: int) -> None:
    with running_gateway(status=status) as gateway:
        assert post(gateway) is Outcome.REFUSED


@pytest.mark.parametrize("status", [401, 403, 404, 408, 409, 429, 500, 502, 503])
def test_any_other_answer_is_the_gateways(status: int) -> None:
    with running_gateway(status=status) as gateway:
        assert post(gateway) is Outcome.UNAVAILABLE


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with running_gateway() as elsewhere, running_gateway(status=status, location=elsewhere.url) as gateway:
        assert post(gateway) is Outcome.UNAVAILABLE
        assert (len(gateway.posted), elsewhere.posted) == (1, [])


def test_a_gateway_that_is_not_there_or_speaks_no_http_is_the_channels() -> None:
    with running_smtp() as no_http:
        for port in (free_port(), no_http.port):
            gateway = Gateway("127.0.0.1", port, "/", https=False)
            sender = GatewaySender(gateway, token=None, trusted=UNTRUSTING)
            assert sender.send(SHORT) is Outcome.UNAVAILABLE


def test_a_gateway_that_cannot_prove_its_name_gets_nothing(server_tls: ssl.SSLContext) -> None:
    with running_gateway(tls=server_tls) as sink:
        gateway = Gateway("127.0.0.1", sink.server_port, "/", https=True)
        sender = GatewaySender(gateway, token="rahasia", trusted=UNTRUSTING)
        assert sender.send(SHORT) is Outcome.UNAVAILABLE
        assert sink.posted == []


def test_a_gateway_over_tls_is_used_when_it_is_trusted(
    server_tls: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with running_gateway(tls=server_tls) as sink:
        gateway = Gateway("127.0.0.1", sink.server_port, "/", https=True)
        assert GatewaySender(gateway, token=None, trusted=trusting).send(SHORT) is Outcome.SENT


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_a_gateway_gets_id_number_and_text_and_nothing_else(status: int) -> None:
    with running_gateway(status=status) as gateway:
        assert post(gateway, token="rahasia") is Outcome.SENT
        [posted] = gateway.posted
    assert posted.body == {"id": SHORT.uid, "to": SHORT.to, "text": SHORT.text}
    assert posted.path == "/kirim?akun=uji"
    assert posted.headers["Authorization"] == "Bearer rahasia"
    assert posted.headers["Content-Type"] == "application/json"


def test_without_a_token_none_is_sent() -> None:
    with running_gateway() as gateway:
        post(gateway)
        assert "Authorization" not in gateway.posted[0].headers


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with running_gateway() as proxy, running_gateway() as gateway:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.server_port}")
        assert post(gateway) is Outcome.SENT
        assert proxy.posted == []


def test_a_folder_holds_one_private_file_for_each_message_and_no_address(tmp_path: Path) -> None:
    sender = FolderSender(tmp_path / "kabar")
    for message in (MESSAGE, MESSAGE, replace(SHORT, uid="0b" * 16)):
        assert sender.send(message) is Outcome.SENT
    files = sorted((tmp_path / "kabar").iterdir())
    assert [file.name for file in files] == [f"{'0a' * 16}.txt", f"{'0b' * 16}.txt"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    written = "".join(file.read_text() for file in files)
    assert MESSAGE.text in written
    assert not [address for address in (MESSAGE.to, SHORT.to, "81234567", "budi") if address in written]


def test_a_folder_that_cannot_be_written_is_the_channels(tmp_path: Path) -> None:
    (tmp_path / "kabar").write_text("in the way")
    assert FolderSender(tmp_path / "kabar").send(MESSAGE) is Outcome.UNAVAILABLE


def test_no_log_line_and_no_repr_names_an_address(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    refusal = {"RCPT": f"451 <{MESSAGE.to}> greylisted"}
    with running_smtp(Behaviour(refusal)) as sink, running_gateway(status=503) as gateway:
        mail(sink)
        post(gateway)
    logged = json.dumps([vars(record) for record in caplog.records], default=str) + caplog.text
    assert len(caplog.records) == 2
    assert not [secret for secret in (MESSAGE.to, "budi", SHORT.to) if secret in logged + repr(MESSAGE)]
