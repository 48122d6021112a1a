"""Who counts as one source, and until when a full bucket is told to last."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from flask import Flask
from redis import ConnectionError as RedisGone

from pemilu.web.ratelimit import network, retry_after

NOW = datetime(2024, 11, 27, 3, tzinfo=UTC)
NOWHERE = "tanpa-alamat"


@pytest.mark.parametrize(
    "address", [None, "", " ", "unix:", "localhost", "1.2.3", "1.2.3.256:80", "1.2.3.4:", "[::1]:x"]
)
def test_an_address_that_cannot_be_read_is_one_source_and_never_none(address: str | None) -> None:
    assert network(address) == NOWHERE


@pytest.mark.parametrize(
    "address", ["１.2.3.4", "01.2.3.4", "0x1.2.3.4", "2001:db8::/64", "2001:db8::g", "%eth0"]
)
def test_an_odd_spelling_is_no_new_source(address: str) -> None:
    assert network(address) == NOWHERE


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::FFFF:CB00:7107", "203.0.113.7"),
        ("2001:db8:0:7::1", "2001:db8:0:7::/64"),
        ("2001:DB8:0:7:ffff:ffff:ffff:ffff", "2001:db8:0:7::/64"),
        ("2001:0db8:0000:0007:0000:0000:0000:0001", "2001:db8:0:7::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("203.0.113.7:5678", "203.0.113.7"),
        ("[2001:db8:0:7::1]:443", "2001:db8:0:7::/64"),
        ("[2001:DB8:0:7::1]", "2001:db8:0:7::/64"),
        ("[::ffff:203.0.113.7]:80", "203.0.113.7"),
        ("::1", "::/64"),
    ],
)
def test_an_address_counts_by_its_network(address: str, source: str) -> None:
    assert network(address) == source


class FullBucket:
    """What Flask-Limiter tells of the limit that a request found full."""

    limit = SimpleNamespace(get_expiry=lambda: 3600)

    def __init__(self, reset_at: int | Exception) -> None:
        self._reset_at = reset_at

    @property
    def reset_at(self) -> int:
        if isinstance(self._reset_at, Exception):
            raise self._reset_at
        return self._reset_at


@pytest.mark.parametrize(
    ("bucket", "seconds"),
    [
        (FullBucket(int(NOW.timestamp()) + 90), 90),
        (FullBucket(int(NOW.timestamp())), 1),
        (FullBucket(int(NOW.timestamp()) - 90), 1),
        (FullBucket(RedisGone()), 3600),
        (None, 1),
    ],
    ids=["later", "now", "over", "redis-gone", "none"],
)
def test_a_wait_is_told_in_whole_seconds_and_never_as_none(bucket: FullBucket | None, seconds: int) -> None:
    app = Flask(__name__)
    app.extensions["limiter"] = [SimpleNamespace(current_limit=bucket)]
    with app.app_context():
        assert retry_after(NOW) == seconds
