"""Two tickets become one and two again: nothing is lost, and who may not is told."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.duplicates.listing import State, Wanted, count_ticket, list_pairs, open_pair
from inspections.duplicates.merging import merge, merge_by_rule, refuse, unmerge
from inspections.duplicates.suggesting import suggest_tickets
from inspections.tickets import listing, rehoming
from inspections.tickets.listing import Wanted as WantedTickets
from registry.actor import Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from registry.history import deeds
from registry.history.rules import Said
from tests.inspections.duplicates.scene import (
    LATER,
    answer,
    events,
    found,
    of_one_asset,
    of_one_place,
    sightings,
    ticket,
    told,
)
from tests.inspections.tickets.scene import DESK, INSPECTOR, SEWER, person


def test_the_later_joins_the_earlier_and_comes_back_as_it_was(furnished: Connection) -> None:
    first, second, pair = of_one_asset(furnished)
    before, seen, own = ticket(furnished, second), sightings(furnished, second), sightings(furnished, first)
    judged = merge(furnished, DESK, pair, answer(), if_version=1, now=LATER)
    assert judged.survivor == ticket(furnished, first).number
    assert (ticket(furnished, second).state, ticket(furnished, second).closed_at) == ("void", LATER)
    assert (sightings(furnished, first), sightings(furnished, second)) == (own | seen, set())
    assert ticket(furnished, first).version == 1
    assert count_ticket(furnished, first).tickets == 2

    unmerge(furnished, DESK, pair, answer("两个洞"), if_version=2, now=LATER)
    after = ticket(furnished, second)
    changed = {name for name, value in before._mapping.items() if after._mapping[name] != value}
    assert changed == {"version"}
    assert (sightings(furnished, first), sightings(furnished, second)) == (own, seen)
    assert events(furnished, second) == [("report", 1, "reported"), ("void", 2, "void"), ("unmerge", 3, "reported")]
    assert events(furnished, first) == [("report", 1, "reported"), ("join", 1, "reported"), ("unmerge", 1, "reported")]
    assert count_ticket(furnished, first).tickets == 1
    assert [one.action for one in open_pair(furnished, DESK, pair).decisions] == ["merge", "unmerge"]


def test_as_it_stood_then_a_ticket_that_was_unmerged_is_open(furnished: Connection) -> None:
    _, second, pair = of_one_asset(furnished)
    merge(furnished, DESK, pair, answer(), if_version=1, now=LATER)
    unmerge(furnished, DESK, pair, answer(), if_version=2, now=LATER)
    page = listing.list_tickets(furnished, DESK, WantedTickets(then=LATER), now=LATER)
    assert {one.ticket.id: one.ticket.closed_at for one in page.tickets}[second] is None


def test_what_was_judged_is_never_suggested_again(furnished: Connection) -> None:
    _, _, pair = of_one_asset(furnished)
    refuse(furnished, DESK, pair, answer("两处"), if_version=1, now=LATER)
    assert suggest_tickets(furnished, now=LATER) == 0
    assert list_pairs(furnished, DESK, Wanted(states=(State.SUGGESTED,))).pairs == []
    assert open_pair(furnished, DESK, pair).state is State.REFUSED
    with pytest.raises(Conflict, match="refused"):
        merge(furnished, DESK, pair, answer(), if_version=2, now=LATER)


def test_an_answer_sent_again_changes_nothing_and_its_id_names_one(furnished: Connection) -> None:
    _, second, pair = of_one_asset(furnished)
    said = answer()
    first_time = merge(furnished, DESK, pair, said, if_version=1, now=LATER)
    assert merge(furnished, DESK, pair, said, if_version=1, now=LATER) == first_time
    assert ticket(furnished, second).version == 2
    with pytest.raises(Conflict, match="another answer"):
        unmerge(furnished, DESK, pair, said, if_version=2, now=LATER)


def test_who_reads_an_old_version_or_is_nobody_of_the_desk_is_refused(furnished: Connection) -> None:
    _, _, pair = of_one_asset(furnished)
    with pytest.raises(Stale):
        merge(furnished, DESK, pair, answer(), if_version=2, now=LATER)
    with pytest.raises(Invalid):
        merge(furnished, DESK, pair, answer(" "), if_version=1, now=LATER)
    elsewhere = person(Role.DISPATCHER, areas=("370205",))
    for other in (INSPECTOR, elsewhere):
        with pytest.raises(Forbidden):
            merge(furnished, other, pair, answer(), if_version=1, now=LATER)
    assert list_pairs(furnished, elsewhere, Wanted()).pairs == []
    with pytest.raises(NotFound):
        open_pair(furnished, elsewhere, pair)


def test_an_asset_with_another_open_ticket_by_now_is_named(furnished: Connection) -> None:
    _, _, pair = of_one_asset(furnished)
    merge(furnished, DESK, pair, answer(), if_version=1, now=LATER)
    rival = ticket(furnished, told(furnished, SEWER, "displaced", hours=2)).number
    with pytest.raises(Conflict, match=str(rival)):
        unmerge(furnished, DESK, pair, answer(), if_version=2, now=LATER)


def test_a_chain_is_undone_from_its_end(furnished: Connection) -> None:
    first, second, pair = of_one_asset(furnished)
    third = told(furnished, SEWER, "collapsed", hours=-1)
    onward = found(furnished, third, first)
    merge(furnished, DESK, pair, answer(), if_version=1, now=LATER)
    merge(furnished, DESK, onward, answer(), if_version=1, now=LATER)
    assert count_ticket(furnished, third).tickets == 3
    with pytest.raises(Conflict, match="unmerge that first"):
        unmerge(furnished, DESK, pair, answer(), if_version=2, now=LATER)
    unmerge(furnished, DESK, onward, answer(), if_version=2, now=LATER)
    unmerge(furnished, DESK, pair, answer(), if_version=2, now=LATER)
    assert {len(sightings(furnished, one)) for one in (first, second, third)} == {1}


def test_what_is_of_an_asset_that_is_no_more_stays_void(furnished: Connection) -> None:
    first, second, pair = of_one_asset(furnished)
    merge(furnished, DESK, pair, answer(), if_version=1, now=LATER)
    furnished.execute(
        text("update inspections.ticket set state = 'void', closed_at = :now where id = :id"),
        {"id": first, "now": LATER},
    )
    said = Said(id=uuid4(), account="wang", areas=None, reason="井已填埋")
    rehoming.retire(furnished, SEWER, said)
    with pytest.raises(Conflict, match=f"{ticket(furnished, second).number} is of {SEWER}, which is taken away"):
        unmerge(furnished, DESK, pair, answer(), if_version=2, now=LATER)
    deeds.revive(furnished, SEWER, replace(said, id=uuid4()))
    unmerge(furnished, DESK, pair, answer(), if_version=2, now=LATER)
    assert ticket(furnished, second).closed_at is None


def test_clocks_end_with_a_merge_and_run_again_after_it_was_wrong(furnished: Connection) -> None:
    _, second, pair = of_one_asset(furnished)
    clocks = text(
        "select kind, started_at, due_at, next_at from inspections.ticket_clock"
        " where ticket_id = :id and met_at is null and superseded_at is null"
    )
    before = furnished.execute(clocks, {"id": second}).all()
    assert before
    merge(furnished, DESK, pair, answer(), if_version=1, now=LATER)
    assert furnished.execute(clocks, {"id": second}).all() == []
    unmerge(furnished, DESK, pair, answer(), if_version=2, now=LATER)
    assert furnished.execute(clocks, {"id": second}).all() == before


def test_the_one_at_work_goes_on(furnished: Connection) -> None:
    first, second, pair = of_one_asset(furnished)
    furnished.execute(
        text("update inspections.ticket set state = 'dispatched', dispatched_at = :at where id = :id"),
        {"at": LATER, "id": second},
    )
    merge(furnished, DESK, pair, answer(), if_version=1, now=LATER)
    assert (ticket(furnished, first).state, ticket(furnished, second).state) == ("void", "dispatched")


def test_a_ticket_with_a_plea_stays(furnished: Connection) -> None:
    _, second, pair = of_one_asset(furnished)
    furnished.execute(
        text(
            "insert into inspections.ticket_plea (id, ticket_id, kind, reason, until, asked_at)"
            " values (gen_random_uuid(), :id, 'extend', 'x', :at, :at)"
        ),
        {"id": second, "at": LATER},
    )
    with pytest.raises(Conflict, match="plea"):
        merge(furnished, DESK, pair, answer(), if_version=1, now=LATER)


def test_the_rule_merges_one_place_and_never_two_kinds_of_hazard(furnished: Connection) -> None:
    """Missing and displaced of one cover score high, and are for a person."""
    _, displaced, pair = of_one_asset(furnished)
    first, second, near = of_one_place(furnished)
    furnished.execute(text("update inspections.duplicate_weight set value = 0.5 where kind = 'merge_at'"))
    assert open_pair(furnished, DESK, pair).score > 0.5
    assert merge_by_rule(furnished, now=LATER) == 1
    assert ticket(furnished, displaced).state == "reported"
    assert "void" in {ticket(furnished, first).state, ticket(furnished, second).state}
    assert open_pair(furnished, DESK, near).decisions[0].account_id is None
    assert merge_by_rule(furnished, now=LATER) == 0


def test_nothing_is_ever_deleted(furnished: Connection) -> None:
    _, _, pair = of_one_asset(furnished)
    refuse(furnished, DESK, pair, answer(), if_version=1, now=LATER)
    with pytest.raises(Exception, match="only ever added"):
        furnished.execute(text("delete from inspections.duplicate_decision"))


def test_there_is_no_such_pair(furnished: Connection) -> None:
    with pytest.raises(NotFound):
        merge(furnished, DESK, UUID(int=1), answer(), if_version=1, now=LATER)
