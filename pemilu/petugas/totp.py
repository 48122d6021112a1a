"""One-time codes of an authenticator app (RFC 6238): six digits, a new one every 30 seconds."""

import hmac
import re
from datetime import datetime

import pyotp

SECRET_CHARACTERS = 32  # of base32: 160 bits, as RFC 4226 section 4 recommends
SECONDS = 30
# A phone's clock may be wrong by this many steps, and typing takes its time.
WINDOW = 1
CODE = re.compile(r"[0-9]{6}")
TWO_CODES = re.compile(r"[0-9]{12}")


def new_secret() -> str:
    """A random secret in base32, as an authenticator app takes it."""
    return pyotp.random_base32(SECRET_CHARACTERS)


def uri(secret: str, akun: str, *, issuer: str) -> str:
    """What the QR code says: an otpauth address with the secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=akun, issuer_name=issuer)


def typed_digits(typed: str) -> str:
    """What was typed without the spaces that apps show between the digits."""
    return "".join(typed.split())


def step_of(secret: str, code: str, *, now: datetime, after: int | None) -> int | None:
    """The step whose code this is, if it is one of now and later than the last one used.

    `code` of 12 digits is two codes that follow one another: the step of the second. Every candidate is
    compared, so that time tells nothing.
    """
    totp, here = pyotp.TOTP(secret), int(now.timestamp()) // SECONDS
    pair = TWO_CODES.fullmatch(code) is not None
    found = None
    for step in range(here - WINDOW, here + WINDOW + 1):
        expected = totp.generate_otp(step - 1) + totp.generate_otp(step) if pair else totp.generate_otp(step)
        if hmac.compare_digest(expected.encode(), code.encode()) and (after is None or step > after):
            found = step
    return found
