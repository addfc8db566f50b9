"""The one family of errors. Each has a word code; what the word means over HTTP is decided on the roof alone."""

from collections.abc import Mapping
from typing import ClassVar


class JinggeError(Exception):
    """Something a person can act on: says what is wrong, where, and what to do.

    `fields` carries the same as data (names and plain values) for a program.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, **fields: object) -> None:
        super().__init__(message)
        self.message = message
        self.fields: Mapping[str, object] = fields


class NotFound(JinggeError):
    """Nothing answers to that code, id or address."""

    code = "not_found"


class Invalid(JinggeError):
    """The input breaks a rule: wrong form, range, datum, code list."""

    code = "invalid"


class TooLarge(JinggeError):
    """The input is larger than the service takes."""

    code = "too_large"


class Unsupported(JinggeError):
    """A file or media type that is not read here."""

    code = "unsupported"


class Conflict(JinggeError):
    """The deed contradicts what is stored: a code reused, a second open ticket, a step from the wrong state."""

    code = "conflict"


class Stale(JinggeError):
    """The caller's version of the thing is no longer the current one: read again, then decide."""

    code = "stale"


class PreconditionRequired(JinggeError):
    """A change was asked for without naming the version it starts from."""

    code = "precondition_required"


class Unauthenticated(JinggeError):
    """Nobody, or nobody known, is asking."""

    code = "unauthenticated"


class Forbidden(JinggeError):
    """The caller is known and may not do or see this."""

    code = "forbidden"


class Locked(JinggeError):
    """The account is locked for a while after failed sign-ins."""

    code = "locked"


class TooMany(JinggeError):
    """So many requests from one address that others would wait: slower, please (`retry_after_s`)."""

    code = "too_many"


class Unavailable(JinggeError):
    """A part that is needed does not answer now: the database, the photo store, an installable tool."""

    code = "unavailable"


class StorageFull(JinggeError):
    """The disk has no room for what is brought; nothing of it was kept."""

    code = "storage_full"
