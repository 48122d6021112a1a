"""Two hosts behind deploy/nginx.conf with one Redis: what they share, what is lost with one, what goes on."""

import http.client
import socket
from contextlib import ExitStack, suppress
from functools import partial

import pytest
from limits import parse

from pemilu.infra import limits
from pemilu.web.headers import common_headers
from tests.factories import TERDAFTAR
from tests.scale.crowd import CUT_OFF, PEOPLE, Door, Told, crowd, new_address, outcome
from tests.scale.hosts import Cluster
from tests.servers.nginx import NAME

FOUND = "200 terdaftar"
ENOUGH = 40


@pytest.fixture(autouse=True)
def _whole_again(cluster: Cluster) -> None:
    """Everything runs, and nobody has asked yet."""
    if cluster.redis._process is None:
        cluster.redis.start()
    cluster.start_hosts()
    cluster.redis.forget_everything()


@pytest.fixture
def door(cluster: Cluster) -> Door:
    return cluster.door


def hosts_that_answered(cluster: Cluster) -> set[int]:
    log = cluster.proxy.access_log.read_text()
    return {host.port for host in cluster.hosts if f":{host.port}" in log}


def test_an_address_is_limited_once_by_both_hosts_whatever_it_says_it_is(
    cluster: Cluster, door: Door
) -> None:
    allowed, address = parse(limits.LOOKUP_IPV4).amount, new_address()
    told = door.knock(allowed + 2, address, X_Forwarded_For=new_address())
    assert told == [415] * allowed + [429] * 2
    assert door.look_up().status == 200
    assert hosts_that_answered(cluster) == {host.port for host in cluster.hosts}


def half_sent(door: Door, address: str) -> http.client.HTTPConnection:
    """A form with photos of which one byte has come."""
    connection = door.connect(address)
    connection.connect()
    assert isinstance(connection.sock, socket.socket)
    head = f"POST /lapor/ganda HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 50000000\r\n\r\nx"
    connection.sock.sendall(head.encode())
    return connection


def test_one_address_cannot_fill_the_room_for_photos_and_is_kept_from_nothing_else(door: Door) -> None:
    address = new_address()
    with ExitStack() as sending:
        for _ in range(10):
            sending.callback(half_sent(door, address).close)
        # Each is counted when a process of nginx has read its head: soon, but not at once.
        for _ in range(100):
            one_more = half_sent(door, address)
            sending.callback(one_more.close)
            one_more.sock.settimeout(0.3)
            with suppress(TimeoutError):
                refused = one_more.sock.recv(4096)
                break
        assert refused.startswith(b"HTTP/1.1 503")
        assert b"Retry-After: 30" in refused
        assert door.ask("GET", "/lapor", address=address).status == 200
        assert door.ask("GET", "/lacak", address=address).status == 200
        assert door.look_up(address=address).status == 200


def test_what_is_too_large_is_refused_in_words(door: Door) -> None:
    told = door.ask("POST", "/lapor/ganda", b"x", Content_Length="60000000")
    assert told.status == 413
    assert b"Laporan belum tersimpan" in told.body
    asked = door.ask("POST", "/api/v1/cek", b"x", Content_Length="60000000")
    assert (asked.status, asked.json["status"]) == (413, 413)


def test_those_who_drip_keep_nobody_from_their_answer(door: Door) -> None:
    head = f"POST /cek HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 100\r\n\r\nnik="
    with ExitStack() as dripping:
        for _ in range(50):
            connection = door.connect()
            dripping.callback(connection.close)
            connection.connect()
            assert isinstance(connection.sock, socket.socket)
            connection.sock.sendall(head.encode())
        assert [outcome(door) for _ in range(10)] == [FOUND] * 10


def test_a_file_by_nginx_has_the_headers_of_one_by_the_portal(cluster: Cluster, door: Door) -> None:
    common = common_headers(https=True).items() | {("Vary", "Accept-Encoding")}
    for file in cluster.proxy.static.glob("*.css"):
        by_nginx, by_host = (fetch(at, f"/static/{file.name}") for at in (door, cluster.hosts[0].door))
        for name in ("Content-Type", "Content-Encoding", "Cache-Control"):
            assert by_nginx.headers[name] == by_host.headers[name].replace('"', ""), name
        assert by_nginx.headers["Content-Encoding"] == "gzip"
        assert common <= set(by_nginx.headers.items())
        assert common <= set(by_host.headers.items())
        assert "nginx" in (by_nginx.headers["Server"] or "")


def fetch(door: Door, path: str) -> Told:
    told = door.ask("GET", path, Accept_Encoding="gzip", X_Forwarded_For=new_address())
    assert told.status == 200
    return told


def test_a_file_that_nginx_has_not_got_yet_comes_from_a_host(cluster: Cluster, door: Door) -> None:
    (file,) = cluster.proxy.static.glob("cek.*.css")
    body = file.read_bytes()
    for twin in cluster.proxy.static.glob(f"{file.name}*"):
        twin.rename(twin.with_name(f".{twin.name}"))
    try:
        told = door.ask("GET", f"/static/{file.name}")
    finally:
        for hidden in cluster.proxy.static.glob(f".{file.name}*"):
            hidden.rename(hidden.with_name(hidden.name[1:]))
    assert (told.status, told.body) == (200, body)
    assert door.ask("GET", "/static/cek.0000000000.css").status == 404
    assert door.ask("GET", "/static/../tls/key.pem").status in {400, 404}


def test_answers_go_out_uncompressed_and_over_tls_only(cluster: Cluster, door: Door) -> None:
    answer = door.look_up(Accept_Encoding="gzip, br")
    assert answer.headers["Content-Encoding"] is None
    assert "Strict-Transport-Security" in answer.headers
    assert door.ask("GET", "/", Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip"
    plain = Door(cluster.proxy.plain_port).ask("GET", "/bantuan")
    assert (plain.status, plain.headers["Location"]) == (301, f"https://{NAME}/bantuan")


def test_a_host_that_is_killed_costs_at_most_the_answers_that_were_half_sent(
    cluster: Cluster, door: Door
) -> None:
    with crowd(partial(outcome, door)) as people:
        people.wait_for(ENOUGH)
        cluster.hosts[0].kill()
        people.wait_for(ENOUGH)
        cluster.hosts[0].start()
        people.wait_for(ENOUGH)
    assert people.told.pop(CUT_OFF, 0) <= PEOPLE
    assert set(people.told) == {FOUND}


def test_new_workers_for_old_ones_cost_no_request(cluster: Cluster, door: Door) -> None:
    def ask() -> str:
        page = door.ask("GET", "/lapor")
        return f"{page.status} {outcome(door)}"

    with crowd(ask) as people:
        for host in cluster.hosts:
            people.wait_for(ENOUGH // 4)
            host.reload()
        people.wait_for(ENOUGH // 4)
    assert set(people.told) == {f"200 {FOUND}"}


def test_with_database_and_redis_both_dead_lookups_go_on_by_the_newest_file(
    cluster: Cluster, door: Door
) -> None:
    with crowd(partial(outcome, door)) as people:
        people.wait_for(ENOUGH // 2)
        cluster.redis.kill()
        for _ in range(3):
            people.wait_for(ENOUGH // 2)
            versi = cluster.publish()
            cluster.export()
        people.wait_for(ENOUGH // 2)
    assert set(people.told) == {FOUND}
    for host in cluster.hosts:
        assert host.door.ask("GET", "/readyz").json["versi"] == versi


def test_without_redis_each_process_counts_tightly(cluster: Cluster, door: Door) -> None:
    cluster.redis.kill()
    each, processes = parse(limits.degraded(limits.LOOKUP_IPV4)).amount, 2
    told = door.knock(each * processes + 1, new_address())
    assert set(told) == {415, 429}
    assert told.count(415) <= each * processes


def test_the_proxy_keeps_nothing_of_who_asked(cluster: Cluster, door: Door) -> None:
    address = new_address()
    assert door.look_up(TERDAFTAR, address=address).status == 200
    door.ask("GET", f"/cek/{TERDAFTAR}?nik={TERDAFTAR}", address=address)
    written = cluster.proxy.access_log.read_text() + cluster.proxy.log.read_text()
    assert '"status":200' in written
    assert address not in written
    assert TERDAFTAR not in written


def test_without_any_host_everybody_is_told_when_to_come_again(cluster: Cluster, door: Door) -> None:
    for host in cluster.hosts:
        host.kill()
    for told in (door.look_up(), door.ask("POST", "/cek", b"nik="), door.ask("GET", "/")):
        assert told.status == 503
        assert told.headers["Retry-After"] == "30"
        assert told.headers["Cache-Control"] == "no-store"
        assert b"sedang penuh" in told.body
    assert door.look_up().json["status"] == 503
    assert "127.1." not in cluster.proxy.log.read_text()
