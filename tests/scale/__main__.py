"""`python -m tests.scale`: what is lost while hosts, workers, lists and Redis change under load, counted."""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from tqdm import tqdm

from tests.scale.crowd import CUT_OFF, crowd, outcome
from tests.scale.hosts import Cluster, running_cluster
from tests.servers.nginx import find_nginx

FOUND = "200 terdaftar"
BETWEEN = 60
# What the example says of lookups, and what nginx does by itself: a POST that has left is not sent again.
AGAIN = "proxy_next_upstream error timeout http_502 http_503 non_idempotent;"
ONCE = "proxy_next_upstream error timeout;"


def kill_host(cluster: Cluster, turn: int) -> None:
    """kill -9 of gunicorn and its workers; started again."""
    cluster.hosts[turn % 2].kill()
    cluster.start_hosts()


def replace_workers(cluster: Cluster, turn: int) -> None:
    cluster.hosts[turn % 2].reload()


def lose_redis(cluster: Cluster, _turn: int) -> None:
    cluster.redis.kill()
    cluster.redis.start()


def replace_file(cluster: Cluster, _turn: int) -> None:
    cluster.export()


def reload_proxy(cluster: Cluster, _turn: int) -> None:
    cluster.proxy.reload()


Event = Callable[[Cluster, int], None]
EVENTS: Mapping[str, Event] = {
    "host killed": kill_host,
    "workers replaced (HUP)": replace_workers,
    "Redis killed": lose_redis,
    "file replaced": replace_file,
    "proxy reloaded": reload_proxy,
}


def main() -> int:
    """Returns 1 when a lookup was lost behind the example as it is."""
    parser = argparse.ArgumentParser(prog="python -m tests.scale", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="of each event (default 20)")
    given = parser.parse_args()
    if find_nginx() is None:
        sys.stderr.write("No nginx here. As root: apt-get install nginx-light\n")
        return 1
    lost = _suffer("deploy/nginx.conf", EVENTS, given.rounds, {})
    _suffer("a lookup sent once only", {"host killed": kill_host}, given.rounds, {AGAIN: ONCE})
    return bool(lost)


def _suffer(title: str, events: Mapping[str, Event], rounds: int, instead: dict[str, str]) -> int:
    """Let each event happen so often under load; print and count what was not answered."""
    lost = 0
    sys.stdout.write(f"{title}\n")
    with (
        tempfile.TemporaryDirectory(prefix="pemilu-scale-") as home,
        running_cluster(Path(home), instead) as cluster,
    ):
        for name, event in events.items():
            told = _rounds(cluster, event, rounds, name)
            others = {word: times for word, times in told.items() if word not in {FOUND, CUT_OFF}}
            lost += sum(others.values())
            line = f"  {name:24} {rounds:4} times  {told.total():7,} lookups  {sum(others.values()):4} lost"
            sys.stdout.write(f"{line}  {told[CUT_OFF]:4} cut off  {others or ''}\n")
    return lost


def _rounds(cluster: Cluster, event: Event, rounds: int, name: str) -> Counter[str]:
    with crowd(partial(outcome, cluster.door)) as people:
        for turn in tqdm(range(rounds), desc=name, unit=" times", leave=False):
            people.wait_for(BETWEEN)
            event(cluster, turn)
        people.wait_for(BETWEEN)
    return people.told


if __name__ == "__main__":
    sys.exit(main())
