"""Passwords: argon2id, and what makes one acceptable."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.access import common
from registry.errors import Invalid

# OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, 2 passes, 1 lane. Small enough for many sign-ins at once.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
SHORTEST = 10
LONGEST = 256


def hash_password(password: str, *, login: str) -> str:
    """The argon2id hash to store.

    Raises Invalid for a password that is too short or too long, made from the login, or one that everybody tries
    (`common`); `fields["reason"]` says which in a word: length, login, common.
    """
    plain = _normal(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise Invalid(f"a password has {SHORTEST} to {LONGEST} characters", field="password", reason="length")
    if login in plain.lower():
        raise Invalid("a password is not made from the login; choose another", field="password", reason="login")
    if common.is_common(plain):
        raise Invalid("everybody tries this password; choose another", field="password", reason="common")
    return hashed(plain)


def hashed(password: str) -> str:
    """The argon2id hash of a password that was accepted before."""
    return _HASHER.hash(_normal(password))


def password_fits(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one. Without a stored hash it takes as long and says no."""
    try:
        return _HASHER.verify(stored or _nobody(), _normal(password)) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


@cache
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
