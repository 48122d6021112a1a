"""Memory of the portal while evidence comes in: `python -m bench.uploads`.

Each line is a fresh gunicorn with one worker. Peaks are the kernel's own (VmHWM), so none is missed; the sum
of worker and child is sampled. Ends with 1 after any 5xx but a 503 that tells to wait.
"""

import argparse
import http.client
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from threading import Event, Thread

from PIL import Image
from werkzeug.datastructures import FileStorage

from bench.servers import gunicorn
from pemilu.laporan.kinds import JenisBukti, JenisLaporan
from pemilu.web.lapor_files import BYTES_EACH, MOST
from tests.bad_uploads.images import images
from tests.bad_uploads.others import others
from tests.bad_uploads.pdfs import pdfs
from tests.faults.office import Premises, build_premises
from tests.integration.laporan.forms import encoded, filled

KIND = JenisLaporan.PERBAIKAN_DATA
DOCUMENTS = (JenisBukti.KTP_EL, JenisBukti.KK, JenisBukti.BIODATA, JenisBukti.IKD, JenisBukti.LAINNYA)
CLIENTS = 6
# What a page says while others are sending photos.
FULL = b"Terlalu banyak foto"
WAIT = "told to wait"
PAUSE, TRIES = 0.3, 1_000
SECONDS = 120
EVERY = 0.005
CLEANER = b"pemilu.laporan."
Files = Sequence[bytes]


class Watch:
    """Megabytes of a worker and of the children that clean its files, from now until `stop`."""

    def __init__(self, master: int) -> None:
        self._worker = _children(master)[0]
        self.before, self.child, self.sum = _memory(self._worker, "VmRSS"), 0.0, 0.0
        self._over = Event()
        self._thread = Thread(target=self._look)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()
        self.peak, self.after = (_memory(self._worker, what) for what in ("VmHWM", "VmRSS"))

    def _look(self) -> None:
        while not self._over.wait(EVERY):
            # Until it runs its own program, a child still shows the memory of its parent.
            cleaning = [child for child in _children(self._worker) if CLEANER in _command(child)]
            together = sum(_memory(pid, "VmRSS") for pid in (self._worker, *cleaning))
            self.child = max(self.child, *(_memory(child, "VmHWM") for child in cleaning), 0.0)
            self.sum = max(self.sum, together)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.uploads", description=__doc__)
    parser.add_argument("--forms", type=int, default=2, help="of each client (default 2)")
    given = parser.parse_args()
    photo, large = photograph(4_000, 3_000), photograph(8_000, 6_000)
    print(f"photos of {len(photo) / 1e6:.1f} MB (12 MP) and {len(large) / 1e6:.1f} MB (48 MP)", flush=True)
    honest = [[photo] * MOST] * given.forms
    hostile = [one.content for one in (*images(), *pdfs(), *others())]
    padded = [content.ljust(BYTES_EACH, b"\0") for content in hostile]
    loads: Sequence[tuple[str, Sequence[Files], int]] = (
        ("5 photos of 12 MP, one client", honest, 1),
        (f"5 photos of 12 MP, {CLIENTS} at once", honest * CLIENTS, CLIENTS),
        (f"5 photos of 48 MP, {CLIENTS} at once", [[large] * MOST] * CLIENTS, CLIENTS),
        (f"hostile, {CLIENTS} at once", _fives(hostile), CLIENTS),
        (f"hostile, each 10 MB, {CLIENTS} at once", _fives(padded), CLIENTS),
        (f"5 files of 20 MB, {CLIENTS} at once", [[photo * 2] * MOST] * CLIENTS, CLIENTS),
    )
    with tempfile.TemporaryDirectory(prefix="pemilu-bench-") as home:
        premises = build_premises(f"sqlite:///{home}/pemilu.db", Path(home))
        told = sum((_measure(premises, *load) for load in loads), Counter[str]())
    if broken := faults(told):
        sys.exit(f"answers that must not be: {broken}")


def faults(answers: Counter[str]) -> dict[str, int]:
    """How often each 5xx came that is ours; one that tells to wait is counted as WAIT and none of them."""
    return {answer: count for answer, count in answers.items() if answer.startswith("5")}


def photograph(width: int, height: int) -> bytes:
    """A JPEG of noise just below the size that is allowed: nothing is harder to decode and to pack."""
    grain = random.Random(1).randbytes(width // 4 * height // 4 * 3)
    picture = Image.frombytes("RGB", (width // 4, height // 4), grain).resize((width, height))
    low, high = 1, 95
    while low < high:
        quality = (low + high + 1) // 2
        low, high = (quality, high) if len(_jpeg(picture, quality)) <= BYTES_EACH else (low, quality - 1)
    return _jpeg(picture, low)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=quality, subsampling=0)
    return buffer.getvalue()


def _fives(files: Files) -> list[Files]:
    return [files[at : at + MOST] for at in range(0, len(files), MOST)]


def _measure(premises: Premises, name: str, forms: Sequence[Files], clients: int) -> Counter[str]:
    """Print what was measured; every answer that came."""
    settings = premises.environment() | {"TRUSTED_PROXIES": "1"}
    with gunicorn("wsgi:portal()", settings) as (port, master):
        _request(port, "GET", "/")
        watch = Watch(master)
        began = time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            answers: Counter[str] = sum(pool.map(lambda form: _send(port, form), forms), Counter())
        seconds = time.perf_counter() - began
        watch.stop()
    told = ", ".join(f"{count} x {answer}" for answer, count in sorted(answers.items()))
    peaks = f"worker {watch.peak:3.0f}, child {watch.child:3.0f}, both {watch.sum:3.0f}"
    print(
        f"uploads {name:<34} before {watch.before:3.0f} MB, {peaks}, after {watch.after:3.0f} | "
        f"{len(forms):2} forms in {seconds:4.0f} s: {told}",
        flush=True,
    )
    return answers


def _send(port: int, files: Files) -> Counter[str]:
    """Send one form until it is taken or refused for good; every answer on the way."""
    fields: dict[str, object] = dict(filled(KIND))
    for number, (kind, content) in enumerate(zip(DOCUMENTS, files, strict=False), start=1):
        fields |= {f"jenis_bukti_{number}": kind.value, f"bukti_{number}": FileStorage(BytesIO(content), "a")}
    body, content_type = encoded(fields)
    answers: Counter[str] = Counter()
    while answers.total() < TRIES:
        answer = _request(port, "POST", f"/lapor/{KIND}", body, content_type)
        answers[answer] += 1
        if answer != WAIT:
            break
        time.sleep(PAUSE)
    return answers


def _request(port: int, method: str, path: str, body: bytes = b"", content_type: str = "") -> str:
    """The status, or WAIT, or that there was none."""
    address = ".".join(str(random.randint(1, 250)) for _ in range(4))
    headers = {"Content-Type": content_type, "X-Forwarded-For": address}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        # A server that refuses a form unread hangs up on the rest of it; its answer is there all the same.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.request(method, path, body, headers)
        response = connection.getresponse()
        full = FULL in response.read() and response.status == HTTPStatus.SERVICE_UNAVAILABLE
        return WAIT if full and response.headers["Retry-After"] else str(response.status)
    except (OSError, http.client.HTTPException):
        return "no answer"
    finally:
        connection.close()


def _children(pid: int) -> list[int]:
    """Of all its threads: a child belongs to the thread that started it."""
    found = Path(f"/proc/{pid}/task").glob("*/children")
    with suppress(OSError):
        return [int(child) for file in found for child in file.read_text().split()]
    return []


def _command(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _memory(pid: int, what: str) -> float:
    with suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/status").read_text().split(f"{what}:")[1].split()[0]) / 1024
    return 0.0


if __name__ == "__main__":
    main()
