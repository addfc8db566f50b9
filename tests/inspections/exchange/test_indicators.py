"""Indicators by hand, and against a count that goes another way."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from inspections.exchange.indicators import INDICATORS, Count, Name, count
from inspections.exchange.standing import Case, Event, Limit, Span

START = datetime(2026, 11, 1, tzinfo=UTC)
_SPACE = UUID(int=7)


def at(hour: float) -> datetime:
    return START + timedelta(hours=hour)


def case(number: int, events: str, *limits: tuple[str, float, float, float | None]) -> Case:
    """`events` as `report@0 file@1`; limits as kind, start, due and when they were met."""
    steps = [one.split("@") for one in events.split()]
    return Case(
        uuid5(_SPACE, str(number)),
        "A",
        "370203005",
        tuple(Event(action, at(float(hour))) for action, hour in steps),
        tuple(Limit(kind, at(begin), at(due), None if met is None else at(met)) for kind, begin, due, met in limits),
    )


WHOLE = Span(at(0), at(100))
GOOD = case(1, "report@0 file@1 dispatch@2 repair@5 verify@6 close@6",
            ("level", 0, 3, 2), ("repair", 2, 9, 5), ("verify", 5, 29, 6))  # fmt: skip
LATE = case(2, "report@0 file@4 dispatch@5 transfer@6 repair@20 rework@21 repair@30 close@40",
            ("level", 0, 3, 5), ("repair", 5, 12, 20), ("repair", 5, 12, 30))  # fmt: skip
WAITING = case(3, "report@0 file@1 dispatch@2 extend@3", ("level", 0, 3, 2), ("repair", 2, 50, None))
VOID = case(4, "report@0 file@1 void@2", ("level", 0, 3, None))
NOT_YET = case(5, "report@90 file@91 dispatch@91", ("level", 90, 92, 91), ("repair", 91, 140, None))
ALL = [GOOD, LATE, WAITING, VOID, NOT_YET]


def shares(cases: list[Case], span: Span = WHOLE) -> dict[str, tuple[int, int]]:
    return {name: (one.raw.numerator, one.raw.denominator) for name, one in count(cases, span).items()}


def test_by_hand() -> None:
    assert shares(ALL) == {
        "valid": (4, 5),
        "filed": (4, 4),
        "filed_in_time": (4, 5),
        "filed_rightly": (4, 5),
        "dispatched_rightly": (3, 4),
        "dispatched_in_time": (3, 5),
        "checked_in_time": (0, 0),
        "repaired": (2, 3),
        "repaired_in_time": (1, 3),
        "late_waiting": (1, 3),
        "extended": (1, 3),
        "verified_in_time": (1, 1),
        "closed": (2, 3),
        "closed_in_time": (1, 3),
        "reworked": (1, 3),
    }


def test_nothing_due_is_no_data_and_never_all() -> None:
    assert Count().value is None
    assert all(one.raw.value is None and one.adjusted.value is None for one in count([], WHOLE).values())
    assert count(ALL, WHOLE)[Name.CHECKED_IN_TIME].raw.value is None


def test_a_past_span_does_not_move_when_its_tickets_go_on() -> None:
    span = Span(at(0), at(20.5))  # the second ticket was repaired, not yet found wanting
    found = shares(ALL, span)
    assert (found["repaired"], found["reworked"], found["closed"]) == ((2, 2), (0, 2), (1, 2))
    assert shares(ALL, Span(at(0), at(25)))["repaired"] == (1, 2)


def test_a_ticket_that_is_filed_again_keeps_the_repair_of_its_round() -> None:
    again = case(6, "report@0 file@1 dispatch@2 repair@5 close@6 reopen@10", ("repair", 2, 9, 5))
    assert shares([again])["repaired_in_time"] == (1, 1)
    assert shares([again])["closed"] == (0, 1)


def test_a_child_is_filed_when_its_parent_is_split() -> None:
    child = case(7, "split@4 dispatch@5", ("level", 4, 5, 5))
    assert shares([child])["filed_in_time"] == (1, 1)
    assert shares([child])["dispatched_in_time"] == (1, 1)


def test_what_is_left_out_changes_the_adjusted_figure_of_that_indicator_alone() -> None:
    before = count(ALL, WHOLE)
    after = count(ALL, WHOLE, left_out={(LATE.id, "repaired_in_time")})
    assert {name: one.raw for name, one in after.items()} == {name: one.raw for name, one in before.items()}
    changed = [name for name in Name if before[name].adjusted != after[name].adjusted]
    assert changed == [Name.REPAIRED_IN_TIME]
    assert after[Name.REPAIRED_IN_TIME].adjusted == Count(1, 2)


def test_every_indicator_is_defined_with_its_source() -> None:
    assert list(INDICATORS) == list(Name)
    assert all(one.source and one.of.zh and one.over.en for one in INDICATORS.values())


# Brute force ---------------------------------------------------------------------------------------------------------

_STEPS = ("repair", "rework", "extend", "transfer", "close", "reopen", "void")


@st.composite
def cases(draw: st.DrawFn) -> list[Case]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        hours = sorted(draw(st.lists(st.integers(0, 60), min_size=3, max_size=9)))
        actions = ["report", "file", "dispatch", *draw(st.lists(st.sampled_from(_STEPS), max_size=len(hours) - 3))]
        events = " ".join(f"{action}@{hour}" for action, hour in zip(actions, hours, strict=False))
        due = hours[2] + draw(st.integers(1, 30))
        found.append(case(number, events, ("repair", hours[2], due, None)))
    return found


@given(cases(), st.integers(0, 40), st.integers(1, 60), st.sets(st.integers(0, 6)))
def test_as_counted_event_by_event(found: list[Case], begin: int, length: int, out: set[int]) -> None:
    span = Span(at(begin), at(begin + length))
    left_out = {(uuid5(_SPACE, str(number)), "repaired_in_time") for number in out}
    due = good = closed = reworked = kept = kept_good = 0
    for one in found:
        limit = one.limits[0]
        is_over, is_closed, was_reworked, repaired, same_round = False, False, False, None, True
        for event in one.events:
            if event.at >= span.end:
                break
            same_round = same_round and not (event.action == "reopen" and event.at >= limit.started_at)
            if same_round and event.at >= limit.started_at:
                repaired = event.at if event.action == "repair" else None if event.action == "rework" else repaired
            was_reworked = was_reworked or event.action == "rework"
            if event.action in {"void", "close", "reopen"}:
                is_over, is_closed = event.action == "void", event.action == "close"
        if is_over or not span.from_at <= limit.due_at < span.end:
            continue
        in_time = repaired is not None and repaired <= limit.due_at
        due, good, closed, reworked = due + 1, good + in_time, closed + is_closed, reworked + was_reworked
        if (one.id, "repaired_in_time") not in left_out:
            kept, kept_good = kept + 1, kept_good + in_time
    figures = count(found[::-1], span, left_out=left_out)
    assert figures[Name.REPAIRED_IN_TIME].raw == Count(good, due)
    assert figures[Name.REPAIRED_IN_TIME].adjusted == Count(kept_good, kept)
    assert figures[Name.CLOSED].raw == figures[Name.CLOSED].adjusted == Count(closed, due)
    assert figures[Name.REWORKED].raw == Count(reworked, due)
    assert figures[Name.REPAIRED].raw.numerator + figures[Name.LATE_WAITING].raw.numerator == due
