"""Signatures of webhooks, by Standard Webhooks 1.0.0 (standardwebhooks.com): symmetric, `v1`. Pure."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

_PREFIX = "whsec_"
SECRET_BYTES = 32


def secret_of(random: bytes) -> str:
    """A secret as it is shown once and stored: `whsec_` and base64. `random` are SECRET_BYTES bytes."""
    return _PREFIX + base64.b64encode(random).decode()


def headers(secret: str, *, message_id: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """The three headers of a message: its id, which is the same each time it is sent, the time of this sending, and
    the signature of id, time and body.
    """
    seconds = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = hmac.digest(key, b".".join((message_id.encode(), seconds.encode(), body)), hashlib.sha256)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }
