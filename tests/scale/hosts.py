"""Portal hosts: gunicorn as in production, on ports of its own, over what the nation's hosts have."""

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pemilu.infra.clock import SystemClock
from pemilu.pemilih.export import export
from pemilu.pemilih.publish import publish
from pemilu.tahapan.day import local_date
from pemilu.tahapan.kinds import JenisDaftar
from pemilu.wilayah.zona import Zona
from tests.e2e.site import build_files
from tests.factories import silent
from tests.faults.office import Premises, build_premises
from tests.faults.site import REAL, Site
from tests.scale.crowd import Door
from tests.servers.nginx import NAME, Nginx, running_nginx
from tests.servers.redis import Redis, running_redis

NO_DATABASE = "postgresql://u@127.0.0.1:1/db"
RELOAD_SECONDS = 30.0


class Host(Site):
    """One of several: they differ by their port only."""

    def __init__(self, premises: Premises, **environment: str) -> None:
        super().__init__(premises, app=REAL, **{"PUBLIC_BASE_URL": f"https://{NAME}"} | environment)

    @property
    def door(self) -> Door:
        """Past the proxy: TRUSTED_PROXIES then believes whoever asks, as long as it names an address."""
        return Door(self.port)

    def reload(self) -> None:
        """New workers for old ones (as for new code or keys); back when the old ones have gone."""
        assert self._process is not None
        old = {worker.pid for worker in self.workers()}
        self._process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + RELOAD_SECONDS
        while old & (now := {worker.pid for worker in self.workers()}) or len(now) < len(old):
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(0.02)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Two hosts with the exported file and no database, one Redis, one proxy."""

    premises: Premises
    hosts: tuple[Host, Host]
    redis: Redis
    proxy: Nginx

    @property
    def door(self) -> Door:
        return Door.of(self.proxy)

    def start_hosts(self) -> None:
        """Those that do not run."""
        for host in self.hosts:
            if host._process is None:
                host.start()

    def publish(self) -> int:
        """The next list, on the roll only; its version."""
        database = self.premises.open()
        daftar = publish(
            database,
            pemilihan_id=1,
            jenis=JenisDaftar.DPS,
            per_tanggal=local_date(SystemClock().now(), Zona.WIB),
            keyring=self.premises.staff_keys(),
            now=SystemClock().now(),
            progress=silent,
        )
        database.engine.dispose()
        return daftar.versi

    def export(self) -> None:
        """The list in force as the file that hosts serve, in place of the one before."""
        database = self.premises.open()
        export(database, published_file(self.premises), progress=silent)
        database.engine.dispose()


def published_file(premises: Premises) -> Path:
    return premises.home / "terbit.db"


@contextmanager
def running_cluster(home: Path, instead: dict[str, str] | None = None) -> Iterator[Cluster]:
    """`instead` changes the proxy's example configuration."""
    build_files()
    premises = build_premises(f"sqlite:///{home / 'pemilu.db'}", home)
    with ExitStack() as running:
        redis = running.enter_context(running_redis(home))
        environment = {
            "DATABASE_URL": NO_DATABASE,
            "LOOKUP_DATABASE_URL": f"sqlite:///{published_file(premises)}",
            "REDIS_URL": redis.url,
            "WEB_CONCURRENCY": "1",
        }
        hosts = Host(premises, **environment), Host(premises, **environment)
        proxy = running.enter_context(running_nginx([host.port for host in hosts], instead))
        cluster = Cluster(premises, hosts, redis, proxy)
        cluster.export()
        for host in hosts:
            running.callback(host.stop)
        cluster.start_hosts()
        yield cluster
