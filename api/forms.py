"""Tokens of forms that strangers send: made with the page, bound to one thing, one report and the time. Pure.

There is no session to protect. What a token is against is blind posting: who sends a form has fetched it first, for
this thing, not long ago.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from uuid import UUID

from registry.errors import Invalid

LIFE = timedelta(hours=12)
_SKEW = timedelta(minutes=1)  # between the clocks of two machines that serve


def sign(secret: bytes, code: str, report_id: UUID, *, now: datetime) -> str:
    """A token for a form about the thing `code`, that will send the report `report_id`, made at `now`."""
    begun_s = int(now.timestamp())
    return f"{begun_s}.{_mark(secret, code, report_id, begun_s)}"


def check(secret: bytes, token: str, code: str, report_id: UUID, *, now: datetime) -> datetime:
    """When the form was made, to the second. Raises Invalid for a token of another form, or older than 12 h."""
    begun, _, mark = token.partition(".")
    if not (begun.isascii() and begun.isdigit() and len(begun) <= 12 and mark.isascii()):
        raise Invalid("the form is not from here; open the page again", field="token")
    begun_s = int(begun)
    if not hmac.compare_digest(mark, _mark(secret, code, report_id, begun_s)):
        raise Invalid("the form is not from here; open the page again", field="token")
    begun_at = datetime.fromtimestamp(begun_s, UTC)
    if not begun_at - _SKEW <= now <= begun_at + LIFE:
        raise Invalid("the form is too old; open the page again", field="token")
    return begun_at


def _mark(secret: bytes, code: str, report_id: UUID, begun_s: int) -> str:
    said = f"{code}|{report_id}|{begun_s}".encode()
    return hmac.new(secret, said, hashlib.sha256).hexdigest()[:32]
