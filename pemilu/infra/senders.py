"""Ways out of the building: an SMTP server, an HTTP gateway for SMS and WhatsApp, a folder for development.

A sender tells what became of a message and logs at most the name of an error: the text of an SMTP refusal
repeats the address.
"""

import json
import logging
import os
import smtplib
import ssl
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from enum import Enum
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Protocol

from pemilu.infra.outlets import Gateway, SmtpServer, Tls

TIMEOUT = 10.0
"""Seconds for each step of a conversation."""
NO_SUCH_MAILBOX = frozenset({550, 551, 553, 556})
NOT_THIS_MESSAGE = frozenset({400, 410, 413, 422})
SHOWN = 3
# Whatever the text, every server on the way can carry it.
SEVEN_BIT = SMTP.clone(cte_type="7bit")

log = logging.getLogger("pemilu.kabar")


@dataclass(frozen=True, slots=True)
class Message:
    """`uid` (letters and digits) is the same at every try, so that a receiver can tell a repetition."""

    uid: str
    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    waktu: datetime


class Outcome(Enum):
    """What became of a message."""

    SENT = "terkirim"
    REFUSED = "tujuan-ditolak"
    """This destination does not take it; the channel itself works."""
    UNAVAILABLE = "kanal-terganggu"
    """The channel does not work now, or nobody knows whether it did."""


class Sender(Protocol):
    """Takes one message to whoever carries it on. Never raises for what a network or a receiver can do."""

    def send(self, message: Message) -> Outcome: ...


class SmtpSender:
    """Plain-text mail through one submission server."""

    def __init__(self, server: SmtpServer, *, dari: str, trusted: ssl.SSLContext) -> None:
        """`dari` stands in From and in the envelope, its domain in the Message-ID; `trusted` is for TLS."""
        self._server = server
        self._dari = dari
        self._domain = dari.rpartition("@")[2]
        self._trusted = trusted

    def send(self, message: Message) -> Outcome:
        try:
            letter = self._letter(message)
        except ValueError:  # a line break in a header: somebody tried to add one of their own
            return Outcome.REFUSED
        try:
            with closing(self._connected()) as server:
                self._hand_over(server, letter, message.to)
        except smtplib.SMTPRecipientsRefused as refused:
            [(code, _text)] = refused.recipients.values()
            return Outcome.REFUSED if code in NO_SUCH_MAILBOX else _unavailable(refused)
        except OSError as error:  # also every SMTPException and SSLError
            return _unavailable(error)
        return Outcome.SENT

    def _letter(self, message: Message) -> EmailMessage:
        letter = EmailMessage(policy=SEVEN_BIT)
        letter["Subject"] = message.subject
        letter["From"] = self._dari
        letter["To"] = message.to
        letter["Date"] = message.waktu
        letter["Message-ID"] = f"<{message.uid}@{self._domain}>"
        letter["X-Id"] = message.uid
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answers from machines
        letter.set_content(message.text)
        return letter

    def _connected(self) -> smtplib.SMTP:
        to = self._server
        if to.tls is Tls.DIRECT:
            return smtplib.SMTP_SSL(
                to.host, to.port, local_hostname=self._domain, timeout=TIMEOUT, context=self._trusted
            )
        return smtplib.SMTP(to.host, to.port, local_hostname=self._domain, timeout=TIMEOUT)

    def _hand_over(self, server: smtplib.SMTP, letter: EmailMessage, to: str) -> None:
        if self._server.tls is Tls.STARTTLS:
            server.starttls(context=self._trusted)
        if self._server.user:
            server.login(self._server.user, self._server.password)
        server.send_message(letter, from_addr=self._dari, to_addrs=[to])
        # The letter is accepted: a farewell that goes wrong must not have it sent again.
        with suppress(OSError):
            server.quit()


class GatewaySender:
    """POSTs `{"id", "to", "text"}` as JSON; any 2xx accepts. Talks to one host and follows no redirect.

    `to` is E.164 (`+628…`). A gateway that knows the `id` must answer 2xx without sending again.
    """

    def __init__(self, gateway: Gateway, *, token: str | None, trusted: ssl.SSLContext) -> None:
        self._gateway = gateway
        self._token = token
        self._trusted = trusted

    def send(self, message: Message) -> Outcome:
        body = json.dumps({"id": message.uid, "to": message.to, "text": message.text}).encode()
        try:
            with closing(self._connection()) as connection:
                connection.request("POST", self._gateway.path, body, self._headers())
                status = connection.getresponse().status
        except (OSError, HTTPException) as error:
            return _unavailable(error)
        if status in range(200, 300):
            return Outcome.SENT
        log.warning("gateway menjawab %d", status)
        return Outcome.REFUSED if status in NOT_THIS_MESSAGE else Outcome.UNAVAILABLE

    def _connection(self) -> HTTPConnection:
        to = self._gateway
        if to.https:
            return HTTPSConnection(to.host, to.port, timeout=TIMEOUT, context=self._trusted)
        return HTTPConnection(to.host, to.port, timeout=TIMEOUT)

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        return headers


class FolderSender:
    """Writes each message to a file named by its uid, for trying out. The address is masked there too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: Message) -> Outcome:
        head = f"Kepada: …{message.to[-SHOWN:]}\nPerihal: {message.subject}\nWaktu: {message.waktu}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = self._folder / f"{message.uid}.txt"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(f"{head}\n\n{message.text}\n")
        except OSError as error:
            return _unavailable(error)
        return Outcome.SENT


def _unavailable(error: Exception) -> Outcome:
    log.warning("kabar tidak terkirim", extra={"galat": type(error).__name__})
    return Outcome.UNAVAILABLE
