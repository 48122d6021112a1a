"""Rounds of faults: each does its damage while reports come in, mends it, and notes what was broken by it."""

import http.client
import random
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from pemilu.laporan.intake import Intake
from pemilu.laporan.submit import NewLaporan
from tests.faults.citizen import Citizen, Refused
from tests.faults.crash import DOCUMENTS, Fault, Way, file_in_child
from tests.faults.office import Premises, build_premises
from tests.faults.promises import Promise
from tests.faults.site import Site
from tests.integration.laporan.office import new_report
from tests.servers.postgres import running_postgres
from tests.servers.process import Server
from tests.servers.redis import running_redis

AT_ONCE = 6
LONGEST_WAIT = 0.8
# A server that keeps what it acknowledged, unlike the one of the other tests.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


@dataclass
class Tally:
    """Faults by kind, what was promised to whom, and everything that went wrong."""

    faults: Counter[str] = field(default_factory=Counter)
    promises: dict[str, Promise] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    unanswered: int = 0
    """Forms that had no answer when the fault struck, and were sent again."""


class Crashes:
    """Filings in processes of their own, met by a fault at any of the places they pass."""

    def __init__(self, premises: Premises, intake: Intake, tally: Tally) -> None:
        self._premises, self._intake, self._tally = premises, intake, tally
        self.places = self._file(self._new(), Fault(Way.NONE))

    def meet(self, fault: Fault) -> None:
        """Meet the fault, then send the same form again, as its citizen would."""
        new = self._new()
        file_in_child(self._premises, new, fault)
        self._file(new, Fault(Way.NONE))
        self._tally.faults[f"{fault.way} while filing"] += 1

    def _new(self) -> NewLaporan:
        return new_report(isi={"keterangan": f"tanda {secrets.token_hex(8)}"})

    def _file(self, new: NewLaporan, fault: Fault) -> int:
        places = file_in_child(self._premises, new, fault)
        receipt = self._intake.receipt(new.kunci)
        if receipt is None or places is None:
            self._tally.broken.append("a form that was sent again has no receipt")
            return 0
        mark = new.isi["keterangan"]
        self._tally.promises[mark] = Promise(receipt.nomor, receipt.kode, mark, len(DOCUMENTS), kontak=0)
        return places


class Fire:
    """A site that citizens write to while something is taken away from it."""

    def __init__(self, site: Site, tally: Tally) -> None:
        self._site, self._tally = site, tally

    def kill_group(self) -> None:
        """SIGKILL to master, workers and all their children."""
        self._round("kill -9 of all processes", self._site.kill, self._site.start)

    def kill_worker(self) -> None:
        """SIGKILL to one worker; the master starts another."""
        self._round("kill -9 of a worker", lambda: random.choice(self._site.workers()).kill(), lambda: None)

    def lose(self, name: str, server: Server) -> None:
        """SIGKILL to a server that the site needs; it comes back a little later."""
        self._round(f"kill -9 of {name}", server.kill, server.start)

    def hang_up(self) -> None:
        """Every citizen breaks off somewhere in the middle of their form."""
        citizens = [Citizen(self._site.port) for _ in range(AT_ONCE)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda citizen: citizen.hang_up(random.uniform(0.01, 0.99)), citizens))
        self._satisfy(citizens, {})
        self._tally.faults["form broken off"] += len(citizens)

    def _round(self, name: str, damage: Callable[[], object], mend: Callable[[], object]) -> None:
        citizens = [Citizen(self._site.port) for _ in range(AT_ONCE)]
        told: dict[str, Promise] = {}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            sending = [pool.submit(self._send, citizen, told) for citizen in citizens]
            time.sleep(random.uniform(0, LONGEST_WAIT))
            damage()
            time.sleep(random.uniform(0, LONGEST_WAIT / 4))
            mend()
            for one in sending:
                one.result()
        self._satisfy(citizens, told)
        self._tally.faults[name] += 1

    def _send(self, citizen: Citizen, told: dict[str, Promise]) -> None:
        """Send twice, as nervous fingers do; note what the receipt said, if there is time to look."""
        try:
            acknowledged = [citizen.send() for _ in range(2)]
        except Refused as refused:
            self._tally.broken.append(str(refused))
            return
        if not any(acknowledged):
            self._tally.unanswered += 1
            return
        with suppress(OSError, http.client.HTTPException, AssertionError, IndexError):
            told[citizen.mark] = citizen.promise()

    def _satisfy(self, citizens: list[Citizen], told: Mapping[str, Promise]) -> None:
        """Whoever was acknowledged sees the same receipt as before; all have one in the end."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for one in [pool.submit(self._ask_again, citizen, told) for citizen in citizens]:
                one.result()

    def _ask_again(self, citizen: Citizen, told: Mapping[str, Promise]) -> None:
        before = [citizen.promise()] if citizen.cookie else []
        citizen.insist()
        promise = self._tally.promises[citizen.mark] = citizen.promise()
        before += [told[citizen.mark]] if citizen.mark in told else []
        self._tally.broken += [f"{earlier} became {promise}" for earlier in before if earlier != promise]


@dataclass(frozen=True, slots=True)
class Ground:
    """All that a run needs: where the reports lie, two ways to do damage, and what can be taken away."""

    premises: Premises
    fire: Fire
    crashes: Crashes
    servers: Mapping[str, Server]
    tally: Tally


@contextmanager
def burning_ground(home: Path, *, postgres: bool) -> Iterator[Ground]:
    """A running site on SQLite, or on PostgreSQL with Redis."""
    tally = Tally()
    with ExitStack() as stack:
        url, environment, servers = f"sqlite:///{home / 'pemilu.db'}", {}, {}
        if postgres:
            database = stack.enter_context(running_postgres(**DURABLE))
            redis = stack.enter_context(running_redis(home))
            database.create("pemilu")
            url, environment = database.url("pemilu"), {"REDIS_URL": redis.url}
            servers = {"PostgreSQL": database, "Redis": redis}
        premises = build_premises(url, home)
        site = Site(premises, **environment)
        site.start()
        stack.callback(site.kill)
        intake = premises.intake()
        stack.callback(intake.database.engine.dispose)
        yield Ground(premises, Fire(site, tally), Crashes(premises, intake, tally), servers, tally)
