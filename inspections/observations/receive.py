"""A batch of a device comes in: each item is accepted, already known, or refused with its reason and kept.

The same item is stored once, however often, in whatever order and beside whatever other batch it comes: its id, made by
the device, decides, and its content must be the same. Nothing is committed here: a receipt is given after the commit.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection

from inspections.observations import ledger, storing
from inspections.observations.batches import Batch
from inspections.observations.faults import Reason
from inspections.observations.gathering import gather
from inspections.observations.items import Fault, Result, read_id, read_items
from inspections.observations.matching import Candidate
from inspections.observations.storing import Sender, Stored
from inspections.observations.verdicts import Campaign, Kept, KeptVisit, Verdict, judge
from inspections.tickets.filing import Filed, Sighting, report_defects
from registry.actor import Actor
from registry.errors import Forbidden

_REUSED = "another item with other content has this id; make a new id for each item"


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


def receive(conn: Connection, actor: Actor, batch: Batch, *, now: datetime, profile: str = "default") -> list[Receipt]:
    """Judge and store a batch; a receipt for each item, in order.

    Defects go to the tickets or the maintenance list, looks and visits to the ledger of the campaign, refused items to
    a table of their own. `profile` names the table of time limits. Raises Forbidden for an actor without an account.
    """
    if actor.account_id is None:
        raise Forbidden("observations come from an account")
    sender = Sender(actor.account_id, batch, now)
    items = read_items(batch.items)
    facts = gather(conn, actor, batch, items)
    verdicts = judge(actor, batch, items, facts, now=now)
    first = {one.item.id: one for one in reversed(verdicts) if not isinstance(one, Fault)}  # of one id, the first holds
    looks = {id_: one for id_, one in first.items() if isinstance(one, Kept)}
    visits = {id_: one for id_, one in first.items() if isinstance(one, KeptVisit)}
    new = storing.store_observations(conn, sender, list(looks.values()))
    new_visits = storing.store_visits(conn, sender, list(visits.values()))
    fresh = [look for look in looks.values() if look.item.id in new]
    _enter(conn, batch, facts.campaign, fresh, [one for one in visits.values() if one.item.id in new_visits])
    filed = report(conn, actor, fresh, now=now, campaign_id=batch.campaign_id, profile=profile)
    held = {one.item.id: _accepted(one, filed) for one in fresh}
    held |= {id_: _accepted(visits[id_], filed) for id_ in new_visits}
    held |= {id_: _known(id_, stored) for id_, stored in storing.find(conn, _others(verdicts, held.keys())).items()}
    receipts, refused = _answer(verdicts, held)
    storing.keep_refused(conn, sender, refused)
    return receipts


def report(
    conn: Connection,
    actor: Actor,
    looks: Iterable[Kept],
    *,
    now: datetime,
    campaign_id: UUID | None,
    profile: str = "default",
) -> dict[str, Filed]:
    """Hand the defects among stored observations to the tickets; where each went, by observation."""
    sightings = [_sighting(look, look.item.defect_code, now=now) for look in looks if look.item.defect_code]
    if not sightings:
        return {}
    filed = report_defects(conn, actor, sightings, now=now, campaign_id=campaign_id, profile=profile)
    return {str(observation_id): where for observation_id, where in filed.items()}


def _sighting(look: Kept, defect_code: str, *, now: datetime) -> Sighting:
    """Where the device was, or where the asset is; an unexplained time is taken as now."""
    asset, at = look.asset, look.item.position
    place = at or asset
    assert place is not None, "an observation names an asset or a position"
    return Sighting(
        observation_id=UUID(look.item.id),
        asset_code=asset.code if asset else None,
        class_code=asset.class_code if asset else look.item.class_code,
        owner_code=asset.owner_code if asset else None,
        setting=asset.setting if asset else None,
        community_code=look.community_code,
        grid_code=asset.grid_code if asset else None,
        lon=place.lon,
        lat=place.lat,
        accuracy_m=place.accuracy_m,
        defect_code=defect_code,
        severity=look.item.severity,
        observed_at=look.moment.observed_at if look.moment.explained else now,
    )


def _enter(
    conn: Connection, batch: Batch, campaign: Campaign | None, looks: Sequence[Kept], visits: Sequence[KeptVisit]
) -> None:
    """Looks and visits into the ledger; what was seen after the end of the campaign no longer counts for it."""
    if batch.campaign_id is None or campaign is None:
        return
    end = campaign.ended_at
    seen = [
        look.item.id
        for look in looks
        if look.asset and look.item.result is not Result.NEW and (end is None or look.moment.observed_at <= end)
    ]
    ledger.cover(conn, batch.campaign_id, seen, second_look=batch.second_look)
    counted = [one.item for one in visits if end is None or one.moment.observed_at <= end]
    ledger.visit(conn, [visit.id for visit in counted], [visit.unit_id for visit in counted])


def _accepted(kept: Kept | KeptVisit, filed: Mapping[str, Filed]) -> Receipt:
    id_, content, review = kept.item.id, kept.item.content_sha256.hex(), kept.review
    if isinstance(kept, KeptVisit):
        return Receipt(id_, Status.ACCEPTED, content, review=review)
    return Receipt(
        id=id_,
        status=Status.ACCEPTED,
        content_sha256=content,
        asset_code=kept.asset.code if kept.asset else None,
        review=review,
        ticket_number=filed[id_].number if id_ in filed else None,
        candidates=kept.candidates,
    )


def _known(id_: str, stored: Stored) -> Receipt:
    return Receipt(
        id=id_,
        status=Status.KNOWN,
        content_sha256=stored.content_sha256.hex(),
        asset_code=stored.asset_code,
        review=stored.review,
        ticket_number=stored.ticket_number,
        candidates=stored.candidates,
    )


def _others(verdicts: Sequence[Verdict], held: AbstractSet[str]) -> list[str]:
    """Ids that came and were not stored just now: they may be known."""
    came = (read_id(one.id) if isinstance(one, Fault) else one.item.id for one in verdicts)
    return list({id_ for id_ in came if id_ is not None and id_ not in held})


def _answer(verdicts: Sequence[Verdict], held: Mapping[str, Receipt]) -> tuple[list[Receipt], dict[int, Fault]]:
    """A receipt for each verdict, and by place in the batch what is refused: an id with other content is."""
    receipts: list[Receipt] = []
    refused: dict[int, Fault] = {}
    told: set[str] = set()
    for n, verdict in enumerate(verdicts):
        what = verdict if isinstance(verdict, Fault) else verdict.item
        content = what.content_sha256.hex()
        receipt = held.get(what.id.lower())
        if receipt is not None and receipt.content_sha256 == content:
            receipts.append(replace(receipt, status=Status.KNOWN) if receipt.id in told else receipt)
            told.add(receipt.id)
            continue
        fault = what if isinstance(what, Fault) else Fault(what.id, Reason.ID_REUSED, _REUSED, what.content_sha256)
        refused[n] = fault
        receipts.append(Receipt(fault.id, Status.REFUSED, content, fault.reason, fault.detail))
    return receipts, refused
