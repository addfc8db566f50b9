"""What a device gets back for each item, and may rely on: given only for what is committed with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from inspections.observations.faults import Reason
from inspections.observations.matching import Candidate


class Status(StrEnum):
    """What became of an item."""

    ACCEPTED = "accepted"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to one item. A device may forget an item with the hash `content_sha256`: it is kept, refused or not.

    `id` is the item's own ("" where it had none), `review` the words (match, place, time) a person will look at,
    `candidates` the ranked assets where the position did not decide.
    """

    id: str
    status: Status
    content_sha256: str
    reason: Reason | None = None
    detail: str = ""
    asset_code: str | None = None
    review: str | None = None
    ticket_number: str | None = None
    candidates: Sequence[Candidate] = ()
