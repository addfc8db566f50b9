"""Keys that open the service: made from the system's randomness, shown once, kept as SHA-256 only."""

import hashlib
import secrets

TOKEN_PREFIX = "jingge_"  # noqa: S105 - a mark by which leaked tokens are found, not a secret


def new_session_key() -> str:
    """256 random bits for a cookie."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    """256 random bits with the prefix of personal tokens."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def new_csrf() -> str:
    """What a page must send back with each write (`X-CSRF-Token`)."""
    return secrets.token_urlsafe(24)


def new_link() -> str:
    """256 random bits for a one-time link of an owner."""
    return secrets.token_urlsafe(32)


def digest(key: str) -> bytes:
    """What is stored of a key. A key has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def same(one: str, other: str) -> bool:
    """Whether two keys are equal, in a time that does not tell where they differ."""
    return secrets.compare_digest(digest(one), digest(other))
