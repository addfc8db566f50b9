"""Openings are declared before, extended with a reason, closed with a photo."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import Connection

from inspections.guards import openings
from inspections.guards.openings import Declaration, Opening
from registry.actor import Role
from registry.database import told
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from tests.inspections.guards.site import minutes
from tests.inspections.tickets.scene import CREW, DESK, FAR, NOW, SEWER, STRANGER, person
from tests.registry import quarter

PHOTO = "e" * 64


def told_of(**changes: object) -> Declaration:
    plain = Declaration(uuid4(), (SEWER,), "PSGS", minutes(0), minutes(60), "王某", "围挡四面", "掘路许可 1 号")
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields by name


def declared(conn: Connection) -> Opening:
    return openings.declare(conn, CREW, told_of(), now=NOW)


def test_declared_extended_closed(furnished: Connection) -> None:
    opening = declared(furnished)
    event = uuid4()
    for _ in range(2):
        opening = openings.extend(
            furnished,
            CREW,
            opening.id,
            until=minutes(120),
            reason="管道未通",
            event_id=event,
            if_version=1,
            now=minutes(50),
        )
    assert (opening.until, opening.version, opening.is_overdue(minutes(119)), opening.is_overdue(minutes(120))) == (
        minutes(120), 2, False, True,
    )  # fmt: skip
    close = uuid4()
    for _ in range(2):
        opening = openings.close(
            furnished, CREW, opening.id, photo_sha256=PHOTO, event_id=close, if_version=2, now=minutes(100)
        )
    assert (opening.closed_at, opening.version, opening.is_overdue(minutes(999))) == (minutes(100), 3, False)
    _, events = openings.read_opening(furnished, DESK, opening.id)
    assert [(one.action, one.reason) for one in events] == [("declare", ""), ("extend", "管道未通"), ("close", "")]
    with pytest.raises(Conflict, match="closed already"):
        openings.close(
            furnished, CREW, opening.id, photo_sha256=PHOTO, event_id=uuid4(), if_version=3, now=minutes(101)
        )


def test_the_same_again_is_the_same(furnished: Connection) -> None:
    one = told_of()
    assert openings.declare(furnished, CREW, one, now=NOW) == openings.declare(furnished, CREW, one, now=minutes(90))
    with pytest.raises(Conflict, match="another opening"):
        openings.declare(furnished, CREW, replace(one, barrier="锥桶"), now=NOW)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"guard": " "}, "guard"),
        ({"barrier": ""}, "barrier"),
        ({"permit": ""}, "permit"),
        ({"assets": ()}, "1 to 100"),
        ({"assets": ("37020301002999999",)}, "no cover"),
        ({"org_code": "NOBODY"}, "no organisation"),
        ({"begins_at": minutes(-31)}, "half an hour"),
        ({"until": minutes(-1), "begins_at": minutes(-5)}, "before it begins"),
        ({"until": minutes(0)}, "before it begins"),
        ({"until": minutes(60 * 24 * 32)}, "31 days"),
    ],
)
def test_what_is_refused(furnished: Connection, changes: dict[str, object], words: str) -> None:
    with pytest.raises(Invalid, match=words), told():
        openings.declare(furnished, CREW, told_of(**changes), now=NOW)


def test_who_may(furnished: Connection) -> None:
    for nobody in (STRANGER, person(Role.INSPECTOR), person(Role.DISPATCHER, areas=(quarter.OTHER,))):
        with pytest.raises(Forbidden):
            openings.declare(furnished, nobody, told_of(), now=NOW)
    opening = openings.declare(furnished, DESK, told_of(), now=NOW)
    for nobody in (STRANGER, person(Role.DISPATCHER, areas=(quarter.OTHER,))):
        with pytest.raises(Forbidden):
            openings.close(furnished, nobody, opening.id, photo_sha256=PHOTO, event_id=uuid4(), if_version=1, now=NOW)
        with pytest.raises(Forbidden):
            openings.read_opening(furnished, nobody, opening.id)
    with pytest.raises(NotFound):
        openings.read_opening(furnished, DESK, uuid4())


def test_an_extension_needs_a_reason_a_later_hour_and_time_left(furnished: Connection) -> None:
    opening = declared(furnished)

    def extend(until: float, reason: str, *, at: float = 5, version: int = 1) -> None:
        openings.extend(
            furnished, CREW, opening.id, until=minutes(until), reason=reason, event_id=uuid4(), if_version=version,
            now=minutes(at),
        )  # fmt: skip

    with pytest.raises(Invalid, match="why"):
        extend(90, " ")
    with pytest.raises(Invalid, match="after"):
        extend(60, "x")
    with pytest.raises(Stale):
        extend(90, "x", version=2)
    with pytest.raises(Conflict, match="time is over"):
        extend(90, "x", at=60)
    with pytest.raises(Invalid, match="photo"):
        openings.close(furnished, CREW, opening.id, photo_sha256="", event_id=uuid4(), if_version=1, now=NOW)


def test_lists_page_by_what_ends_soonest(furnished: Connection) -> None:
    late = openings.declare(furnished, DESK, told_of(until=minutes(90)), now=NOW)
    soon = openings.declare(furnished, DESK, told_of(assets=(FAR,)), now=NOW)
    first, after = openings.list_openings(furnished, DESK, limit=1)
    rest, end = openings.list_openings(furnished, DESK, limit=1, after=after)
    assert [one.id for one in (*first, *rest)] == [soon.id, late.id]
    assert end is None
    assert [one.id for one in openings.list_openings(furnished, DESK, asset=FAR)[0]] == [soon.id]
    assert len(openings.list_openings(furnished, CREW)[0]) == 2
    assert openings.list_openings(furnished, STRANGER)[0] == []
