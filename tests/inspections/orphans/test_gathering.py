"""What is known around a cover: facts by hand, and the same for one as for many."""

from uuid import uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.orphans import gathering, weights
from inspections.orphans.deciding import decide, refuse
from inspections.orphans.listing import find
from inspections.tickets.steps import take
from registry.actor import Actor, Role
from registry.orphans import Fact, Kind, Line, Nearby, Opinion, Tally, Times
from tests.inspections.orphans.scene import (
    CREW,
    DESK,
    DRAINAGE,
    GAP,
    GAS_COMPANY,
    LONELY,
    NOW,
    PROPERTY,
    RAIN,
    ROAD,
    STEWARD,
    UNKNOWN,
    YARD,
    add,
    answer,
    owner_of,
)
from tests.inspections.tickets import scene
from tests.registry import quarter


def facts(conn: Connection, code: str) -> list[Fact]:
    return gathering.facts_of(conn, [code], weights.of_city(conn))[code]


def opinion(conn: Connection, code: str) -> Opinion:
    return gathering.opinions_of(conn, [code], weights.of_city(conn))[code]


def test_a_cover_in_the_gap_of_a_row(orphaned: Connection) -> None:
    known = facts(orphaned, GAP)
    [line] = [one for one in known if isinstance(one, Line)]
    assert (line.owner_code, line.class_code) == (DRAINAGE, quarter.SEWER)
    assert sorted(line.offsets_m) == pytest.approx([-70, -35, 35], abs=0.1)
    near = {(one.owner_code, one.same_class): sorted(one.distances_m) for one in known if isinstance(one, Nearby)}
    assert near == {
        (DRAINAGE, False): pytest.approx([35, 35], abs=0.1),
        (GAS_COMPANY, False): pytest.approx([3.606], abs=0.05),
    }
    tallies = {(one.kind, one.owner_code): (one.count, one.total) for one in known if isinstance(one, Tally)}
    # on roads of the street: the row, sewer 1 and 2, the gas cover, the grate at 辽宁路 west
    assert tallies[Kind.STREET, DRAINAGE] == (4, 6)
    assert tallies[Kind.STREET, GAS_COMPANY] == (1, 6)
    assert (Kind.COMPOUND, PROPERTY) not in tallies, "it lies in no compound"
    best = opinion(orphaned, GAP).best
    assert best is not None
    assert best.owner_code == DRAINAGE
    assert best.evidence[0].kind is Kind.ROW


def test_a_cover_beside_the_row_is_not_of_it(orphaned: Connection) -> None:
    for serial, place in ((15, (120, 2.9)), (16, (130, 1.1)), (17, (150, -2))):
        add(orphaned, quarter.SEWER, serial, quarter.EAST, ROAD, None, DRAINAGE, place)
    [line] = [one for one in facts(orphaned, GAP) if isinstance(one, Line)]
    assert sorted(line.offsets_m) == pytest.approx([-70, -35, 35], abs=0.1)


def test_a_cover_in_a_compound(orphaned: Connection) -> None:
    tallies = [one for one in facts(orphaned, YARD) if isinstance(one, Tally) and one.kind is Kind.COMPOUND]
    # sewer 3 of the quarter, and the four covers of the scene
    assert {(one.owner_code, one.count, one.total) for one in tallies} == {
        (PROPERTY, 3, 5),
        (GAS_COMPANY, 1, 5),
        (DRAINAGE, 1, 5),
    }
    assert opinion(orphaned, YARD).candidates[0].owner_code == PROPERTY


def test_a_known_class_is_compared_with_its_own(orphaned: Connection) -> None:
    known = facts(orphaned, RAIN)
    tallies = {(one.kind, one.owner_code): (one.count, one.total) for one in known if isinstance(one, Tally)}
    assert tallies == {(Kind.STREET, "SZGS"): (1, 1), (Kind.DIVISION, "SZGS"): (1, 1)}
    add(orphaned, quarter.RAIN, 77, quarter.EAST, None, None, "SZGS", (40, 7))
    near = {
        (one.owner_code, one.same_class): one.distances_m for one in facts(orphaned, RAIN) if isinstance(one, Nearby)
    }
    assert list(near["SZGS", True]) == pytest.approx([4], abs=0.01)
    assert (DRAINAGE, False) in near


def test_likes_are_those_of_one_material_shape_and_size(orphaned: Connection) -> None:
    look = "update registry.asset set material = 'composite', shape = 'round', size_mm = :size where code = any(:codes)"
    sewers = [quarter.asset_code(quarter.SEWER, n) for n in (1, 11, 12)]
    orphaned.execute(text(look), {"codes": [GAP, *sewers[:2]], "size": 700})
    orphaned.execute(text(look), {"codes": [sewers[2]], "size": 800})
    looks = [one for one in facts(orphaned, GAP) if isinstance(one, Tally) and one.kind is Kind.LOOK]
    assert looks == [Tally(Kind.LOOK, DRAINAGE, 2, 2)]


def test_removed_covers_and_what_is_no_cover_say_nothing(orphaned: Connection) -> None:
    orphaned.execute(text("update registry.asset set status = 'removed' where class_code = '01002'"))
    orphaned.execute(text("update registry.asset set owner_code = 'LDGL' where class_code = '21001'"))
    assert not [one for one in facts(orphaned, GAP) if one.owner_code in {DRAINAGE, "LDGL"}]


def test_where_nothing_is_known_it_is_undecided(orphaned: Connection) -> None:
    orphaned.execute(text("update registry.asset set owner_code = null where code <> :code"), {"code": "0"})
    assert opinion(orphaned, LONELY).best is None
    assert facts(orphaned, LONELY) == []
    assert gathering.facts_of(orphaned, [], weights.of_city(orphaned)) == {}


def test_many_are_told_as_one_by_one(orphaned: Connection) -> None:
    codes = [GAP, YARD, LONELY, RAIN]
    told = gathering.opinions_of(orphaned, codes, weights.of_city(orphaned))
    assert list(told) == codes
    assert told == {code: opinion(orphaned, code) for code in codes}


# Tickets -----------------------------------------------------------------------------------------------------------


def _go(conn: Connection, code: str, *steps: tuple[str, Actor, str], to: str | None, defect: str = "missing") -> None:
    """A ticket on a cover, filed, given to `to` (None: as proposed), and then the steps with their reasons."""
    ticket_id = scene.hazard(conn, code, defect)
    way = [("file", DESK, ""), ("dispatch", DESK, ""), *steps]
    for version, (action, actor, reason) in enumerate(way, start=1):
        data = {"assignee_code": to} if to and action == "dispatch" else {}
        take(
            conn,
            actor,
            ticket_id,
            action=action,
            event_id=uuid4(),
            if_version=version,
            now=NOW,
            reason=reason,
            data=data,
        )


def _said(conn: Connection, code: str) -> set[tuple[Kind, str, int]]:
    return {(one.kind, one.owner_code, one.count) for one in facts(conn, code) if isinstance(one, Times)}


def test_taking_the_work_on_as_the_owner_says_that_it_is_theirs(orphaned: Connection) -> None:
    _go(orphaned, GAP, ("accept", CREW, ""), to=DRAINAGE)
    orphaned.execute(text("update inspections.ticket set route_rule_id = null"))
    assert _said(orphaned, GAP) == {(Kind.ACCEPTED, DRAINAGE, 1)}
    assert opinion(orphaned, GAP).candidates[0].evidence[0].kind is Kind.ACCEPTED


def test_whoever_only_makes_safe_first_claims_nothing(orphaned: Connection) -> None:
    crew = scene.person(Role.CREW, org="CGJ", areas=())
    _go(orphaned, GAP, ("accept", crew, ""), to="CGJ")
    rule = "select id from inspections.routing_rule where position = 3"
    orphaned.execute(text(f"update inspections.ticket set route_rule_id = ({rule})"))
    assert _said(orphaned, GAP) == set()
    default = "select id from inspections.routing_rule where position = 99"
    orphaned.execute(text(f"update inspections.ticket set route_rule_id = ({default})"))
    assert _said(orphaned, GAP) == set()
    by_class = "select id from inspections.routing_rule where position = 6"
    orphaned.execute(text(f"update inspections.ticket set route_rule_id = ({by_class})"))
    assert _said(orphaned, GAP) == {(Kind.ACCEPTED, "CGJ", 1)}


@pytest.mark.parametrize(
    ("reason", "said"),
    [("经查非本单位井盖", {(Kind.REFUSED, DRAINAGE, 1)}), ("现场未发现问题", set())],
)
def test_a_return_counts_against_where_it_says_not_theirs(
    orphaned: Connection, reason: str, said: set[tuple[Kind, str, int]]
) -> None:
    _go(orphaned, GAP, ("accept", CREW, ""), ("return", CREW, reason), to=DRAINAGE)
    assert _said(orphaned, GAP) == said


def test_who_returned_and_then_took_it_on_has_taken_it_on(orphaned: Connection) -> None:
    back = ("return", CREW, "非本单位")
    _go(orphaned, GAP, back, ("dispatch", DESK, ""), ("accept", CREW, ""), to=DRAINAGE)
    orphaned.execute(text("update inspections.ticket set route_rule_id = null"))
    assert _said(orphaned, GAP) == {(Kind.ACCEPTED, DRAINAGE, 1)}


# Decisions ---------------------------------------------------------------------------------------------------------


def test_refusals_teach_here_and_for_the_likes(orphaned: Connection) -> None:
    other = add(orphaned, UNKNOWN, 9, quarter.EAST, None, None, None, (60, 40))
    before = {one.owner_code: one.score for one in opinion(orphaned, other).candidates}
    refuse(orphaned, STEWARD, GAP, DRAINAGE, answer(), now=NOW)
    assert _said(orphaned, GAP) == {(Kind.REFUSED, DRAINAGE, 1)}
    assert _said(orphaned, other) == {(Kind.SENT_BACK, DRAINAGE, 1)}
    after = {one.owner_code: one.score for one in opinion(orphaned, other).candidates}
    assert after[DRAINAGE] < before[DRAINAGE]
    best = opinion(orphaned, GAP).best
    assert best is None or best.owner_code != DRAINAGE
    assert owner_of(orphaned, GAP) is None


def test_what_persons_decided_speaks_for_the_likes_while_it_stands(orphaned: Connection) -> None:
    other = add(orphaned, UNKNOWN, 9, quarter.EAST, None, None, None, (60, 40))
    version = find(orphaned, STEWARD, GAP, now=NOW).version
    decide(orphaned, STEWARD, GAP, DRAINAGE, answer(), if_version=version, now=NOW)
    assert _said(orphaned, other) == {(Kind.KEPT, DRAINAGE, 1)}
    refuse(orphaned, STEWARD, GAP, DRAINAGE, answer(), now=NOW)
    assert _said(orphaned, other) == {(Kind.SENT_BACK, DRAINAGE, 1)}
