"""A defect told by somebody who stands before a thing: an observation of nobody's account, and what became of it.

Nothing is asked of residents but what is wrong; how to reach them may be left out, and is never on the ticket. Their
report goes the way of every other observation: a hazard opens a ticket in state `reported` or joins the open one, a
minor defect goes on the maintenance list. The desk sees that it came from the public (`registry.actor.RESIDENTS`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from inspections.observations import uploads
from inspections.observations.batches import Batch
from inspections.observations.faults import Reason
from inspections.observations.receive import Receipt, Status, receive
from inspections.observations.uploads import Upload
from inspections.requests import intake, joining
from inspections.requests.life import Channel
from inspections.requests.privacy import Person, scrub
from inspections.requests.unfolding import Item
from inspections.tickets.workflow import State, Words
from registry.actor import RESIDENTS, Actor, Role
from registry.errors import Conflict, Invalid, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "residents.sql")
DEVICE = "public"
NOTE_LENGTH = 500
# What only a well with its frame, net and lid can have; a lamp post or a door plate has the rest.
OF_COVERS = frozenset(
    {"collapsed", "fall_net", "flipping", "frame", "height", "noise", "overflow", "surface", "wrong_lid"}
)


@dataclass(frozen=True, slots=True)
class Defect:
    """What a resident may report on a thing."""

    code: str
    name: Words
    hazard: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be reported on one thing, hazards first, and whether it is a cover."""

    cover: bool
    defects: tuple[Defect, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody told of a thing. `id` makes a second sending the same report; `seen_at` is when it was begun.

    `person` is how to reach them, where they wished to say it: kept apart with the request, and erased as it is.
    """

    id: UUID
    asset_code: str
    defect_code: str
    note: str
    photos: Sequence[Upload]
    seen_at: datetime
    person: Person = field(default_factory=Person)


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a report: its ticket, or its item of the maintenance list (`listed`, `done`, `void`).

    `same` is False where another report with this id stands and the present one was not taken.
    """

    id: UUID
    received_at: datetime
    ticket_number: str | None
    ticket_state: State | None
    item_state: str | None
    same: bool = True

    @property
    def number(self) -> str:
        """What to say on the telephone: the ticket's number, else the first digits of the report's id."""
        return self.ticket_number or self.id.hex[:8].upper()


def offer_of(conn: Connection, asset_code: str) -> Offer:
    """What may be reported on a thing. Raises NotFound, Conflict for a thing that was removed."""
    return _offer(conn, _thing(conn, asset_code))


def report(conn: Connection, told: Told, *, now: datetime, profile: str = "default") -> Report:
    """Take a report; sent again it is the same one, with the same number.

    Its pictures lie in the store already (`uploads.keep`). Raises NotFound for an unknown thing, Conflict for one that
    was removed, Invalid for a defect such a thing cannot have or words that cannot be kept.
    """
    thing = _thing(conn, told.asset_code)
    told = replace(told, note=scrub(told.note))
    if told.defect_code not in {defect.code for defect in _offer(conn, thing).defects}:
        raise Invalid("say what is wrong: one of the defects of the list", field="defect")
    if len(told.note) > NOTE_LENGTH:
        raise Invalid(f"at most {NOTE_LENGTH} characters are taken", field="note", most=NOTE_LENGTH)
    # the least that does: who reports here acts on the ground of this one thing alone
    actor = Actor(RESIDENTS, "public", None, frozenset({Role.INSPECTOR}), (thing.area,))
    (receipt,) = receive(conn, actor, _batch(told, now=now), now=now, profile=profile)
    taken = _is_taken(receipt)
    if taken:
        for upload in told.photos:
            uploads.record(conn, actor, upload, now=now)
        _ask(conn, actor, told, thing.area, now=now)
    return find(conn, told.id, same=taken)


def _ask(conn: Connection, actor: Actor, told: Told, area: str, *, now: datetime) -> None:
    """A report is a request too (诉求): it hangs on the ticket, and is answered when that ends."""
    words = conn.execute(SQL["said"], {"code": told.asset_code, "defect": told.defect_code}).one()
    text = f"{words.asset_zh}{words.defect_zh} {told.note}".strip()
    item = Item(told.id, Channel.QR, DEVICE, text, area, now, asset_code=told.asset_code, lon=words.lon, lat=words.lat,
        person=told.person)  # fmt: skip
    intake.receive(conn, actor, item, now=now)
    joining.link_sighting(conn, told.id, account_id=actor.account_id, now=now)


def find(conn: Connection, report_id: UUID, *, same: bool = True) -> Report:
    """What became of a report of the public. Raises NotFound, for every other observation too."""
    row = conn.execute(SQL["report"], {"id": report_id, "residents": RESIDENTS}).one_or_none()
    if row is None:
        raise NotFound("no report has this number; is the address whole?")
    state = None if row.state is None else State(row.state)
    return Report(row.id, row.received_at, row.number, state, row.item_state, same)


def _thing(conn: Connection, code: str) -> Row[Any]:
    row = conn.execute(SQL["thing"], {"code": code}).one_or_none()
    if row is None:
        raise NotFound(f"no asset has the code {code}", code=code)
    if row.status == "removed":
        raise Conflict("it was removed: there is nothing left to report on", code=code)
    return row


def _offer(conn: Connection, thing: Row[Any]) -> Offer:
    defects = (
        Defect(row.code, Words(row.name_zh, row.name_en), row.hazard)
        for row in conn.execute(SQL["defects"])
        if thing.is_cover or row.code not in OF_COVERS
    )
    return Offer(thing.is_cover, tuple(defects))


def _batch(told: Told, *, now: datetime) -> Batch:
    """One item from a device whose clock is ours."""
    item = {
        "id": str(told.id),
        "result": "defect",
        "asset_code": told.asset_code,
        "defect_code": told.defect_code,
        "note": told.note,
        "photos": [upload.original_sha256 for upload in told.photos],
        "device_time": told.seen_at.isoformat(),
    }
    return Batch(told.id, DEVICE, now, campaign_id=None, second_look=False, items=[item])


def _is_taken(receipt: Receipt) -> bool:
    """Whether this very report is kept. Raises Invalid where it is refused for what it says."""
    if receipt.status is not Status.REFUSED:
        return True
    if receipt.reason is Reason.ID_REUSED:
        return False
    raise Invalid(receipt.detail, field="note")
