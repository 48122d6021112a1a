"""One-time codes: six digits, half a minute, once."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from pemilu.petugas.totp import SECONDS, new_secret, step_of, typed_digits, uri

NOW = datetime(2024, 9, 22, 3, tzinfo=UTC)
HERE = int(NOW.timestamp()) // SECONDS
# RFC 6238 appendix B: the secret of its test vectors, and the last six digits of one of them.
RFC_SECRET = "GEZDGNBVGY3TQOJQ" * 2
RFC_AT = datetime.fromtimestamp(1111111109, UTC)


def code(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(NOW, counter_offset=steps)


@pytest.mark.parametrize("steps", [-3, -2, 2, 3, 100])
def test_a_code_from_outside_of_the_window_is_wrong(steps: int) -> None:
    secret = new_secret()
    assert step_of(secret, code(secret, steps), now=NOW, after=None) is None


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_of_the_window_tells_its_step(steps: int) -> None:
    secret = new_secret()
    assert step_of(secret, code(secret, steps), now=NOW, after=None) == HERE + steps


@pytest.mark.parametrize("after", [HERE, HERE + 1, HERE + 1000])
def test_a_step_that_was_used_or_passed_is_wrong(after: int) -> None:
    secret = new_secret()
    assert step_of(secret, code(secret), now=NOW, after=after) is None
    assert step_of(secret, code(secret), now=NOW, after=HERE - 1) == HERE


def test_the_code_of_somebody_else_is_wrong() -> None:
    secret, other = new_secret(), new_secret()
    near = {code(secret, steps) for steps in (-1, 0, 1)}
    theirs = next(code(other, steps) for steps in range(9) if code(other, steps) not in near)
    assert step_of(secret, theirs, now=NOW, after=None) is None


def test_two_codes_must_follow_one_another() -> None:
    secret = new_secret()
    assert step_of(secret, code(secret, -1) + code(secret), now=NOW, after=None) == HERE
    assert step_of(secret, code(secret) + code(secret, -1), now=NOW, after=None) is None
    assert step_of(secret, code(secret) * 2, now=NOW, after=None) is None


def test_codes_are_those_of_the_standard() -> None:
    assert step_of(RFC_SECRET, "081804", now=RFC_AT, after=None) == 1111111109 // SECONDS


def test_secrets_are_160_bits_and_never_the_same() -> None:
    secrets = {new_secret() for _ in range(200)}
    assert len(secrets) == 200
    assert {len(secret) for secret in secrets} == {32}


def test_the_code_may_be_typed_as_apps_show_it() -> None:
    assert typed_digits(" 123 456\n") == "123456"


def test_the_address_for_the_app_names_the_account_and_the_site() -> None:
    written = uri("A" * 32, "pps.lolong", issuer="Cek Pemilih")
    assert written.startswith("otpauth://totp/Cek%20Pemilih:pps.lolong?secret=AAAA")
    assert "issuer=Cek%20Pemilih" in written


def test_a_code_lives_a_minute_and_a_half_at_most() -> None:
    secret = new_secret()
    now_code = code(secret)
    late = NOW + timedelta(seconds=2 * SECONDS)
    assert step_of(secret, now_code, now=late, after=None) is None
