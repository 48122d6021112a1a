"""Where tries come from, and what a browser is called in the list of sessions."""

import pytest

from admin.kenal import wide_network
from admin.peramban import browser_name


@pytest.mark.parametrize(
    ("address", "network"),
    [
        (None, "tanpa-alamat"),
        ("", "tanpa-alamat"),
        ("jahat", "tanpa-alamat"),
        ("203.0.113.77", "203.0.113.0/24"),
        ("203.0.113.77:4711", "203.0.113.0/24"),
        ("2001:db8:7:1:2:3:4:5", "2001:db8:7::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
    ],
)
def test_a_try_counts_for_its_wider_network(address: str | None, network: str) -> None:
    assert wide_network(address) == network


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("", ""),
        ("curl/8.0", ""),
        ("<script>1399990101900001</script>", ""),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36", "Chrome, Android"),
        (
            "Mozilla/5.0 (Linux; Android 13; SM-A1) SamsungBrowser/23.0 Chrome/115",
            "Samsung Internet, Android",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", "Firefox, Linux"),
    ],
)
def test_a_browser_is_named_by_what_is_known_of_it(user_agent: str, name: str) -> None:
    assert browser_name(user_agent) == name
