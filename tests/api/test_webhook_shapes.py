"""What is said of webhooks."""

from uuid import uuid4

import pytest
from pydantic import ValidationError

from api.webhook_shapes import NewWebhook
from inspections.outbox.webhooks import Wanted

URL = "https://example.org/hook"


def test_a_webhook_is_asked_for_with_its_filters() -> None:
    body = NewWebhook(id=uuid4(), name="mirror", url=URL, actions=("file",), areas=("370203",))
    assert body.wanted() == Wanted("mirror", URL, ("file",), ("370203",), hazards_only=False)


@pytest.mark.parametrize(
    "wrong", [{"actions": ["DROP TABLE"]}, {"areas": ["37"]}, {"name": ""}, {"kind": "fax"}, {"secret": "mine"}]
)
def test_what_is_no_webhook_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        NewWebhook.model_validate({"id": str(uuid4()), "name": "mirror", "url": URL, **wrong})
