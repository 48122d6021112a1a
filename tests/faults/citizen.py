"""Somebody with one form to send, who sends it again until they have their receipt."""

import http.client
import random
import secrets
import socket
import time
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field

from pemilu.laporan.kinds import JenisBukti, JenisLaporan
from tests.faults.promises import Promise
from tests.integration.laporan.forms import CODE, NUMBER, attached, encoded, filled

TIMEOUT = 30.0
KIND = JenisLaporan.PERBAIKAN_DATA
DOCUMENTS = (JenisBukti.KTP_EL, JenisBukti.KK)


class Refused(Exception):
    """An answer that no citizen should ever get."""


@dataclass
class Citizen:
    """`mark` lies sealed in the report, so that it is found again. Each has an address of their own."""

    port: int
    picture: bytes = b"gambar"
    mark: str = field(default_factory=lambda: f"tanda {secrets.token_hex(8)}")
    cookie: str = ""

    def __post_init__(self) -> None:
        fields = filled(KIND, keterangan=self.mark, email=f"{secrets.token_hex(6)}@contoh.id")
        self.form, self.content_type = encoded(fields | attached(DOCUMENTS, self.picture))
        self.address = _address()

    def send(self) -> bool:
        """Send the form once; True when it was acknowledged. Raises Refused."""
        with suppress(OSError, http.client.HTTPException):
            status, headers, _body = self._request("POST", f"/lapor/{KIND}", self.form)
            # A form that comes again without the cookie is answered with the receipt itself.
            if status in {200, 303}:
                self.cookie = headers["Set-Cookie"].split(";")[0]
                return True
            if status not in {429, 503}:
                raise Refused(f"{status} for {self.mark}")
        return False

    def with_another_browser(self) -> "Citizen":
        """The same form, from another address and without a receipt yet."""
        other = copy(self)
        other.address, other.cookie = _address(), ""
        return other

    def insist(self, seconds: float = 60.0) -> None:
        """Send until acknowledged. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while not self.send():
            if time.monotonic() > deadline:
                raise TimeoutError(self.mark)
            time.sleep(0.2)

    def hang_up(self, share: float) -> None:
        """Send that share of the form and go."""
        head = (
            f"POST /lapor/{KIND} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"X-Forwarded-For: {self.address}\r\n"
            f"Content-Type: {self.content_type}\r\nContent-Length: {len(self.form)}\r\n\r\n"
        )
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT) as line:
            line.sendall(head.encode() + self.form[: int(len(self.form) * share)])

    def promise(self) -> Promise:
        """What the receipt says, for whoever was acknowledged."""
        status, _headers, body = self._request("GET", "/lapor/tanda-terima")
        page = body.decode()
        assert status == 200, status
        return Promise(NUMBER.findall(page)[0], CODE.findall(page)[0], self.mark, len(DOCUMENTS), kontak=1)

    def _request(
        self, method: str, path: str, body: bytes = b""
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        headers = {"X-Forwarded-For": self.address, "Content-Type": self.content_type}
        try:
            connection.request(method, path, body, headers | ({"Cookie": self.cookie} if self.cookie else {}))
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()


def _address() -> str:
    return ".".join(str(random.randint(1, 250)) for _ in range(4))
