"""The indicators of tickets (评价指标, GB/T 30428.4 as operating systems use them, domain.md §3.4). Pure.

What is 应… (due) in a span is what had its limit in it; a limit that is still to come is not due yet. All is told as it
stood at the end of the span: the figures of a past month do not move when its tickets go on, but where a limit itself
is replaced later.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from inspections.exchange.standing import Case, Limit, Span, Stood, stood
from inspections.tickets.terms import Words


class Name(StrEnum):
    """The word of an indicator, in order."""

    VALID = "valid"
    FILED = "filed"
    FILED_IN_TIME = "filed_in_time"
    FILED_RIGHTLY = "filed_rightly"
    DISPATCHED_RIGHTLY = "dispatched_rightly"
    DISPATCHED_IN_TIME = "dispatched_in_time"
    CHECKED_IN_TIME = "checked_in_time"
    REPAIRED = "repaired"
    REPAIRED_IN_TIME = "repaired_in_time"
    LATE_WAITING = "late_waiting"
    EXTENDED = "extended"
    VERIFIED_IN_TIME = "verified_in_time"
    CLOSED = "closed"
    CLOSED_IN_TIME = "closed_in_time"
    REWORKED = "reworked"


# Definitions -------------------------------------------------------------------------------------------------------

Test = Callable[[Stood, Span], bool]


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator: `good` of those that are `due`, in words; `source` says where the definition is from."""

    label: Words
    of: Words
    over: Words
    due: Test
    good: Test
    source: str


def _is_valid(case: Stood, _: Span) -> bool:
    return not case.is_void and (case.filed is not None or case.repaired(None) is not None)


def _repair_due(case: Stood, span: Span) -> bool:
    return not case.is_void and case.limit("repair", span) is not None


def _repaired(case: Stood, span: Span) -> bool:
    return case.repaired(case.limit("repair", span)) is not None


def _repaired_in_time(case: Stood, span: Span) -> bool:
    limit = case.limit("repair", span)
    at = case.repaired(limit)
    return limit is not None and at is not None and at <= limit.due_at


_S19, _S15 = "domain.md §3.4 [15], [19]", "domain.md §3.4 [15]"
_ASSUMED = "; which ones are due is an assumption: the norm's text was not at hand"
_REPORTED = Words("上报数：本期上报", "reported in the span"), lambda case, span: span.has(case.reported)
_VALID = (
    Words("有效上报数", "valid reports of the span"),
    lambda case, span: span.has(case.reported) and _is_valid(case, span),
)
_FILED = Words("立案数：本期立案", "filed in the span"), lambda case, span: span.has(case.filed)
_SENT = Words("应派遣数：本期首次派遣", "first dispatched in the span"), lambda case, span: span.has(case.dispatched)
_REPAIR = Words("应处置数：处置时限在本期届满、未注销", "whose limit of repair lay in the span, not void"), _repair_due
_CLOSE = Words("应结案数：处置时限在本期届满、未注销", "whose limit of repair lay in the span, not void"), _repair_due
_LEVEL = (
    Words("办结本级时限在本期届满", "whose limit of the level (until dispatched or raised) lay in the span"),
    lambda case, span: case.limit("level", span) is not None,
)
_CHECK = (
    Words("应核实数：核实时限在本期届满", "whose limit of the check lay in the span"),
    lambda case, span: case.limit("check", span) is not None,
)
_VERIFY = (
    Words("应核查数：核查时限在本期届满", "whose limit of the verification lay in the span"),
    lambda case, span: case.limit("verify", span) is not None,
)


def _level_at_filing(case: Stood) -> Limit | None:
    """The clock of the level at which it stood when it was filed; filing itself may have lifted it to another."""
    if case.filed is None:
        return None
    levels = [one for one in case.limits if one.kind == "level" and one.started_at <= case.filed]
    before = [one for one in levels if one.started_at < case.filed]
    return next(reversed(before or levels), None)


def _filed_in_time(case: Stood, _: Span) -> bool:
    limit = _level_at_filing(case)
    return limit is not None and case.filed is not None and case.filed <= limit.due_at


def _define(
    label: tuple[str, str], of: tuple[str, str], over: tuple[Words, Test], good: Test, source: str
) -> Definition:
    return Definition(Words(*label), Words(*of), over[0], over[1], good, source)


# fmt: off
INDICATORS: Mapping[Name, Definition] = MappingProxyType({
    Name.VALID: _define(
        ("有效上报率", "valid reports"), ("有效：已立案或已自处置、未注销", "filed or settled, not void"), _REPORTED,
        _is_valid, _S15 + _ASSUMED),
    Name.FILED: _define(
        ("立案率", "filed"), ("已立案", "filed"),
        _VALID,
        lambda case, _: case.filed is not None, "domain.md §3.4: 立案数 / 有效上报数 is the usual one, M"),
    Name.FILED_IN_TIME: _define(
        ("按时立案率", "filed in time"), ("在本级时限内立案", "filed within the limit of the level"),
        (_FILED[0], lambda case, span: span.has(case.filed) and _level_at_filing(case) is not None),
        _filed_in_time, _S15 + _ASSUMED),
    Name.FILED_RIGHTLY: _define(
        ("准确立案率", "filed rightly"), ("未再注销", "not void afterwards"), _FILED,
        lambda case, _: not case.is_void, _S15 + _ASSUMED),
    Name.DISPATCHED_RIGHTLY: _define(
        ("准确派遣率", "dispatched rightly"), ("未退回改派、未转办", "neither taken back nor transferred"), _SENT,
        lambda case, _: not case.took("accept_return", "transfer"), _S15 + _ASSUMED),
    Name.DISPATCHED_IN_TIME: _define(
        ("按期派遣率", "dispatched in time"), ("按时派遣或上报", "dispatched or raised in time"), _LEVEL,
        lambda case, span: case.met("level", span), _S15 + _ASSUMED),
    Name.CHECKED_IN_TIME: _define(
        ("按期核实率", "checked in time"), ("按时核实", "checked in time"), _CHECK,
        lambda case, span: case.met("check", span), _S15),
    Name.REPAIRED: _define(
        ("处置率", "repaired"), ("处置数：期末已处置", "repaired by the end of the span"), _REPAIR,
        _repaired, _S19 + _ASSUMED),
    Name.REPAIRED_IN_TIME: _define(
        ("按期处置率", "repaired in time"), ("按期处置数", "repaired within the limit"), _REPAIR,
        _repaired_in_time, _S19 + _ASSUMED),
    Name.LATE_WAITING: _define(
        ("超期待处置率", "late and waiting"), ("超期待处置数：期末未处置", "not repaired by the end of the span"),
        _REPAIR,
        lambda case, span: not _repaired(case, span), "domain.md §3.4 [19]" + _ASSUMED),
    Name.EXTENDED: _define(
        ("延期率", "extended"), ("延期数：曾获准延期", "that were given more time"), _REPAIR,
        lambda case, _: case.took("extend"), "domain.md §3.4 [19]" + _ASSUMED),
    Name.VERIFIED_IN_TIME: _define(
        ("按期核查率", "verified in time"), ("按时核查", "verified in time"), _VERIFY,
        lambda case, span: case.met("verify", span), _S15),
    Name.CLOSED: _define(
        ("结案率", "closed"), ("结案数：期末已结案", "closed by the end of the span"), _CLOSE,
        lambda case, _: case.is_closed, _S15 + _ASSUMED),
    Name.CLOSED_IN_TIME: _define(
        ("按期结案率", "closed, repaired in time"),
        ("按期结案数：已结案且按期处置", "closed, and repaired within the limit"),
        _CLOSE, lambda case, span: case.is_closed and _repaired_in_time(case, span), _S15 + _ASSUMED),
    Name.REWORKED: _define(
        ("返工率", "reworked"), ("返工数：曾返工", "that were done again"), _CLOSE,
        lambda case, _: case.took("rework"), "domain.md §3.4 [19]" + _ASSUMED),
})
# fmt: on


# Counting ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Count:
    """How many were good of how many that were due."""

    numerator: int = 0
    denominator: int = 0

    @property
    def value(self) -> float | None:
        """The share; None over nothing: no data, never 100 %."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator, and the same without what granted appeals leave out."""

    raw: Count
    adjusted: Count


def count(cases: Sequence[Case], span: Span, *, left_out: Collection[tuple[UUID, str]] = ()) -> dict[Name, Figure]:
    """Every indicator of some cases; `left_out` are tickets by indicator. The order of the cases does not matter."""
    known = [(case.id, stood(case, span)) for case in cases]
    found = {}
    for name, definition in INDICATORS.items():
        due = [(id_, definition.good(one, span)) for id_, one in known if definition.due(one, span)]
        kept = [good for id_, good in due if (id_, name) not in left_out]
        found[name] = Figure(Count(sum(good for _, good in due), len(due)), Count(sum(kept), len(kept)))
    return found
