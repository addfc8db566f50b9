"""The envelope of a batch."""

import pytest

from inspections.observations.batches import MOST_ITEMS, read_batch
from registry.errors import Invalid, TooLarge
from tests.inspections.observations.quarter import CAMPAIGN, NOW, sent


def test_a_batch_is_read() -> None:
    batch = read_batch(sent(1, 2, campaign_id=CAMPAIGN, second_look=True))
    assert (str(batch.campaign_id), batch.second_look, batch.device_time) == (CAMPAIGN, True, NOW)
    assert batch.items == [1, 2]
    assert read_batch(sent(device_time="soon")).device_time is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"batch_id": 7}, "batch_id"),
        ({"device_id": ""}, "device_id"),
        ({"device_id": "a\x00"}, "device_id"),
        ({"campaign_id": "spring"}, "campaign_id"),
        ({"second_look": "yes"}, "second_look"),
        ({"second_look": True}, "second_look"),
        ({"items": {}}, "items"),
        ({"colour": 1}, "batch"),
    ],
)
def test_a_wrong_envelope_names_its_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as told:
        read_batch(sent(**change))
    assert told.value.fields["field"] == field


def test_no_object_is_no_batch() -> None:
    for raw in (None, [1], "batch"):
        with pytest.raises(Invalid):
            read_batch(raw)


def test_a_batch_has_its_limit() -> None:
    assert len(read_batch(sent(*range(MOST_ITEMS))).items) == MOST_ITEMS
    with pytest.raises(TooLarge):
        read_batch(sent(*range(MOST_ITEMS + 1)))
