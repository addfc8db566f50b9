"""The envelope of a batch: which device, which campaign, what its clock says now. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from inspections.observations.faults import is_clean
from inspections.observations.items import read_id, read_time
from registry.errors import Invalid, TooLarge

MOST_ITEMS = 1000
_FIELDS = frozenset({"batch_id", "device_id", "device_time", "campaign_id", "second_look", "items"})


@dataclass(frozen=True, slots=True)
class Batch:
    """What a device sends at once, items as they came; `device_time` is its clock then (None: nothing readable)."""

    batch_id: UUID
    device_id: str
    device_time: datetime | None
    campaign_id: UUID | None
    second_look: bool
    items: Sequence[object]


def read_batch(raw: object) -> Batch:
    """The batch in a decoded JSON body; only its envelope is checked.

    Raises Invalid with the field that is wrong, TooLarge for more than 1,000 items. Each item is judged later.
    """
    if not isinstance(raw, dict):
        raise Invalid("a batch is an object with batch_id, device_id, device_time and items")
    if not raw.keys() <= _FIELDS:
        raise Invalid(f"a batch has no other fields than {', '.join(sorted(_FIELDS))}", field="batch")
    batch_id = read_id(raw.get("batch_id"))
    if batch_id is None:
        raise Invalid("batch_id: give a UUID made by the device", field="batch_id")
    campaign_id = read_id(raw.get("campaign_id"))
    if campaign_id is None and raw.get("campaign_id") is not None:
        raise Invalid("campaign_id: give the UUID of a campaign, or leave it out", field="campaign_id")
    second_look = raw.get("second_look", False)
    if not isinstance(second_look, bool):
        raise Invalid("second_look: say true or false", field="second_look")
    if second_look and campaign_id is None:
        raise Invalid("second_look: a second look belongs to a campaign; give campaign_id", field="second_look")
    return Batch(
        batch_id=UUID(batch_id),
        device_id=_device_id(raw.get("device_id")),
        device_time=read_time(raw.get("device_time")),
        campaign_id=UUID(campaign_id) if campaign_id else None,
        second_look=second_look,
        items=_items(raw.get("items")),
    )


def _device_id(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 100 or not is_clean(value):
        raise Invalid("device_id: give the device's own name, 1 to 100 characters", field="device_id")
    return value


def _items(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise Invalid("items: give a list", field="items")
    if len(value) > MOST_ITEMS:
        raise TooLarge(f"a batch has at most {MOST_ITEMS} items, this one {len(value)}; send several", most=MOST_ITEMS)
    return value
