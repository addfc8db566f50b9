"""Signatures are those of Standard Webhooks: its own library verifies them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from inspections.outbox.signing import SECRET_BYTES, headers, secret_of

SECRET = secret_of(bytes(range(SECRET_BYTES)))


@given(st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES), st.uuids(), st.text())
def test_they_are_those_of_the_standards_library(random: bytes, message_id: UUID, words: str) -> None:
    body = words.encode("utf-8", "replace")
    secret, at = secret_of(random), datetime(2026, 11, 23, 1, tzinfo=UTC)
    signed = headers(secret, message_id=str(message_id), at=at, body=body)
    assert signed["webhook-signature"] == Webhook(secret).sign(str(message_id), at, body.decode())


def test_it_is_taken_as_a_whole_and_not_when_old_or_changed() -> None:
    now = datetime.now(UTC)
    signed = dict(headers(SECRET, message_id="m", at=now, body=b'{"a":1}'))
    assert Webhook(SECRET).verify(b'{"a":1}', signed) == {"a": 1}
    for body, secret, at in (
        (b'{"a":2}', SECRET, now),
        (b'{"a":1}', secret_of(bytes(SECRET_BYTES)), now),
        (b'{"a":1}', SECRET, now - timedelta(minutes=6)),
    ):
        wrong = dict(headers(secret, message_id="m", at=at, body=b'{"a":1}'))
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(body, wrong)


def test_each_sending_has_a_signature_of_its_own() -> None:
    first = headers(SECRET, message_id="m", at=datetime(2026, 11, 23, tzinfo=UTC), body=b"{}")
    then = headers(SECRET, message_id="m", at=datetime(2026, 11, 24, tzinfo=UTC), body=b"{}")
    assert first["webhook-id"] == then["webhook-id"]
    assert first["webhook-signature"] != then["webhook-signature"]
