"""An SMTP server that keeps what it is given and answers what it is told to."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Letter:
    """One accepted letter: its envelope, and whether it came over TLS and after a sign-in."""

    sender: str
    to: list[str]
    data: bytes
    encrypted: bool
    signed_in: bool

    @property
    def parsed(self) -> EmailMessage:
        return message_from_bytes(self.data, policy=policy.default)


@dataclass
class Behaviour:
    """`replies` maps a command to the answer given instead of yes; an empty answer hangs up."""

    replies: dict[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    direct: bool = False
    """TLS from the first byte on, instead of STARTTLS."""


class SmtpSink(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, behaviour: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.behaviour = behaviour
        self.letters: list[Letter] = []
        self.commands: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up or distrusts us is what some tests are about."""


class _Conversation(socketserver.StreamRequestHandler):
    server: SmtpSink
    timeout = 10

    def setup(self) -> None:
        self.encrypted = self.signed_in = False
        if self.server.behaviour.direct:
            self._encrypt()
        super().setup()

    def handle(self) -> None:
        self._say(self._answer("CONNECT", "220 sink"))
        self.sender, self.to = "", []
        while line := self.rfile.readline().decode().strip():
            command = line.split()[0].upper()
            self.server.commands.append(command)
            reply = self._answer(command, self._obey(command, line))
            if not reply:
                return
            self._say(reply)
            if command == "STARTTLS" and reply.startswith("220"):
                self._encrypt()
                super().setup()
            if command == "DATA" and reply.startswith("354"):
                self._say(self._read_letter())
            if command == "QUIT":
                return

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def _obey(self, command: str, line: str) -> str:
        if command == "EHLO":
            offers = ["sink", "AUTH PLAIN"]
            if self.server.behaviour.tls and not self.encrypted:
                offers.append("STARTTLS")
            return "\r\n".join([*(f"250-{offer}" for offer in offers), "250 SIZE 100000"])
        if command == "AUTH":
            self.signed_in = True
        if command == "MAIL":
            self.sender, self.to = _address(line), []
        if command == "RCPT":
            self.to.append(_address(line))
        answers = {"AUTH": "235 yes", "STARTTLS": "220 go on", "DATA": "354 go on", "QUIT": "221 bye"}
        return answers.get(command, "250 yes")

    def _read_letter(self) -> str:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        reply = self._answer("LETTER", "250 kept")
        if reply.startswith("250"):
            letter = Letter(self.sender, self.to, b"".join(lines), self.encrypted, self.signed_in)
            self.server.letters.append(letter)
        return reply

    def _answer(self, command: str, usual: str) -> str:
        return self.server.behaviour.replies.get(command, usual)

    def _say(self, reply: str) -> None:
        self.wfile.write(f"{reply}\r\n".encode())

    def _encrypt(self) -> None:
        assert self.server.behaviour.tls
        self.request = self.server.behaviour.tls.wrap_socket(self.request, server_side=True)
        self.encrypted = True


def _address(line: str) -> str:
    """What stands between the angle brackets."""
    return line.partition("<")[2].partition(">")[0]


@contextmanager
def running_smtp(behaviour: Behaviour | None = None) -> Iterator[SmtpSink]:
    with SmtpSink(behaviour or Behaviour()) as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield sink
        sink.shutdown()
        thread.join()
