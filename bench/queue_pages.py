"""Pages of the staff app, each asked for often by somebody who may see it, through the app itself."""

import re
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from typing import cast

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from admin.staff import EXTENSION, Staff
from bench.queue_rows import AT_HOME, HOME, NOW, number_of
from pemilu.audit.kinds import Tindakan
from pemilu.petugas.kinds import Peran
from pemilu.petugas.models import Petugas
from pemilu.petugas.session import begin

WARM = 5
SEARCHES_AN_HOUR = 60
DIGITS = {Peran.PPS: 10, Peran.PPK: 6, Peran.KPU_KABKO: 4, Peran.KPU_PROV: 2, Peran.KPU_RI: 0}
WORK = (Peran.PPS, Peran.PPK, Peran.KPU_KABKO)
OVERSEE = tuple(peran for peran in DIGITS if peran is not Peran.PPS)
_HIDDEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')


@dataclass(frozen=True, slots=True)
class Page:
    """A page, who looks at it, and the fields of its form where one is sent."""

    name: str
    path: str
    peran: Sequence[Peran] = tuple(DIGITS)
    form: Mapping[str, str] | None = None


QUEUE = Page("queue", "/antrean")


def pages(nik: str) -> Sequence[Page]:
    """What is asked for; `nik` is that of the voter whom the first report is about."""
    return (
        QUEUE,
        Page("queue: urgent", "/antrean?keadaan=mendesak"),
        Page("queue: kind + TPS", "/antrean?jenis=ganda&tps=7"),
        Page("queue: rare status", "/antrean?status=keberatan"),
        Page("queue: closed", "/antrean?status=ditolak"),
        Page("search: number", f"/antrean?nomor={number_of(7)[3:5]}"),
        Page("search: NIK", "/antrean/cari", form={"cari": nik}),
        *(Page(f"report: {jenis}", f"/laporan/{number_of(n)}") for n, jenis in enumerate(AT_HOME)),
        Page("visits", "/kunjungan", WORK),
        Page("recap", "/rekap"),
        Page("recap: a week", "/rekap?kurun=7-hari"),
        Page("audit", "/audit", OVERSEE),
        Page("audit: act", f"/audit?tindakan={Tindakan.PENCARIAN.value}", OVERSEE),
        Page("audit: rare act", f"/audit?tindakan={Tindakan.DIEKSPOR.value}", OVERSEE),
        Page("audit: account", f"/audit?akun=pps-{HOME}", OVERSEE),
        Page("audit: report", f"/audit?objek={number_of(7)}", OVERSEE),
        Page("audit: day", "/audit?hari=2024-09-18", OVERSEE),
        Page("export: choice", "/ekspor?cakupan=semua", OVERSEE),
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of each request, shortest first, and the statements of one."""

    times: Sequence[float] = field(repr=False)
    statements: int

    @property
    def least(self) -> float:
        return self.times[0] * 1e3

    @property
    def p50(self) -> float:
        return self.times[len(self.times) // 2] * 1e3

    @property
    def p99(self) -> float:
        return self.times[int(len(self.times) * 0.99)] * 1e3


def staff_of(app: Flask) -> Staff:
    return cast(Staff, app.extensions[EXTENSION])


def measure(app: Flask, page: Page, peran: Peran, requests: int) -> Measured:
    """The page as somebody of that role gets it; by several accounts, so that no limit is reached."""
    total = requests + WARM + 1
    visitors = cycle([_signed_in(app, peran) for _ in range(total // SEARCHES_AN_HOUR + 1)])
    for _ in range(WARM):
        _ask(next(visitors), page)
    with _counted(app) as seen:
        _ask(next(visitors), page)
    statements = len(seen)
    times = sorted(_ask(next(visitors), page) for _ in range(requests))
    return Measured(times, statements)


def account(peran: Peran) -> Petugas:
    """Somebody of that role at the first kelurahan, or above it."""
    return Petugas(
        uid=secrets.token_bytes(16),
        akun=f"{peran.value}-{secrets.token_hex(6)}",
        nama="Petugas Contoh",
        peran=peran,
        wilayah=HOME[: DIGITS[peran]] or None,
        dibuat=NOW,
        dibuat_oleh="bench",
    )


def _signed_in(app: Flask, peran: Peran) -> tuple[FlaskClient, Mapping[str, str]]:
    """A browser, and the hidden field of its forms."""
    who = account(peran)
    with staff_of(app).database.transaction() as session:
        session.add(who)
        session.flush()
        token = begin(session, who.id, peramban="bench", now=NOW)
    client = app.test_client()
    client.set_cookie("sesi", token)
    found = _HIDDEN.search(client.get("/antrean").text)
    return client, {"csrf": found[1] if found else ""}


def _ask(visitor: tuple[FlaskClient, Mapping[str, str]], page: Page) -> float:
    """Seconds until the page is there. Each time from another address, so that no limit is reached."""
    client, hidden = visitor
    address = {"REMOTE_ADDR": ".".join(["10", *(str(secrets.randbelow(256)) for _ in range(3))])}
    began = time.perf_counter()
    if page.form is None:
        answer = client.get(page.path, environ_overrides=address)
    else:
        answer = client.post(page.path, data={**hidden, **page.form}, environ_overrides=address)
    took = time.perf_counter() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{page.path}: {answer.status}")
    return took


@contextmanager
def _counted(app: Flask) -> Iterator[list[str]]:
    seen: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        seen.append(statement)

    engines = [staff_of(app).database.engine, staff_of(app).reader._engine]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", count)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", count)
