"""The system's own nginx with deploy/nginx.conf as it stands, apart from ports and folders."""

import re
import shutil
import signal
import socket
import ssl
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deploy import static
from pemilu.infra.clock import SystemClock
from tests.rules.sources import ROOT
from tests.servers.process import Server, dying_with_us, free_port, unprivileged

EXAMPLE = ROOT / "deploy" / "nginx.conf"
NAME = "cek.contoh.id"
HOSTS = re.compile(r"^( *server )10\.0\.0\.11:8000(.*;\n)(?: *server 10\.0\.0\..*;\n)*", re.MULTILINE)
# Debian keeps it where only root looks.
SYSTEM_PATHS = "/usr/sbin:/usr/local/sbin"


def find_nginx() -> str | None:
    """The program's path, or None when this machine has none."""
    return shutil.which("nginx") or shutil.which("nginx", path=SYSTEM_PATHS)


class Nginx(Server):
    """A proxy before the portals on these loopback ports; `tls` trusts its certificate."""

    def __init__(self, executable: str, home: Path, ports: Sequence[int], instead: dict[str, str]) -> None:
        """`instead` are texts of the example and what stands in their place (to see what one is good for)."""
        self.port, self.plain_port = free_port(), free_port()
        self.access_log = home / "run" / "access.log"
        self.log = home / "nginx.log"
        self.static = home / "static"
        self.access_log.parent.mkdir()
        static.export(self.static)
        self.tls = ssl.create_default_context(cadata=_certify(home / "tls"))
        file = home / "nginx.conf"
        file.write_text(self._configuration(home, ports, instead))
        _hand_over(home)
        command = [*dying_with_us(unprivileged()), executable, "-c", str(file), "-p", str(home)]
        super().__init__([*command, "-g", "daemon off;"], log=self.log, answers=self._answers)

    def reload(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGHUP)

    def _configuration(self, home: Path, ports: Sequence[int], instead: dict[str, str]) -> str:
        text = HOSTS.sub(lambda first: _host_lines(first, ports), EXAMPLE.read_text())
        here = {
            "listen [::]": "# listen [::]",
            "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            "listen 443 ": f"listen 127.0.0.1:{self.port} ",
            "/run/cek": f"{home}/run",
            "/var/log/cek": f"{home}/run",
            "/srv/cek": str(home),
            " buffer=64k flush=5s": "",
        }
        for example, other in (here | instead).items():
            assert example in text, example
            text = text.replace(example, other)
        return text

    def _answers(self) -> bool:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=2).close()
            return True
        return False


@contextmanager
def running_nginx(ports: Sequence[int], instead: dict[str, str] | None = None) -> Iterator[Nginx]:
    """Before the portals on these ports, with folders of its own that are gone afterwards."""
    executable = find_nginx()
    assert executable is not None
    # Not pytest's own directory: that one is closed to the account the server runs as.
    home = Path(tempfile.mkdtemp(prefix="pemilu-nginx-"))
    try:
        server = Nginx(executable, home, ports, instead or {})
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _host_lines(first: re.Match[str], ports: Sequence[int]) -> str:
    before, options = first.groups()
    return "".join(f"{before}127.0.0.1:{port}{options}" for port in ports)


def _certify(folder: Path) -> str:
    """Write a key and its certificate for an hour; the certificate."""
    key, now = ec.generate_private_key(ec.SECP256R1()), SystemClock().now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    names = x509.SubjectAlternativeName([x509.DNSName(NAME), x509.IPAddress(IPv4Address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
    certificate = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    text = certificate.public_bytes(serialization.Encoding.PEM).decode()
    folder.mkdir()
    (folder / "cert.pem").write_text(text)
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return text


def _hand_over(home: Path) -> None:
    """Everything to the account the server runs as."""
    home.chmod(0o755)
    if unprivileged():
        for path in (home, *home.rglob("*")):
            shutil.chown(path, "nobody", "nogroup")
