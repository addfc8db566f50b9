"""A ticket as it stood at the end of a span."""

from inspections.exchange.standing import Span, stood
from tests.inspections.exchange.test_indicators import LATE, VOID, at


def test_only_what_happened_before_the_end_counts() -> None:
    early = stood(LATE, Span(at(0), at(20.5)))
    assert early.repaired(LATE.limits[0]) == at(20)
    assert not early.is_closed
    assert not early.took("rework")
    late = stood(LATE, Span(at(0), at(100)))
    assert late.repaired(LATE.limits[0]) == late.repaired(None) == at(30)
    assert late.is_closed


def test_a_limit_counts_in_the_span_it_ends_in() -> None:
    span = Span(at(0), at(12))
    assert stood(LATE, span).limit("repair", span) is None  # due at the very end: of the next span
    assert stood(LATE, Span(at(12), at(13))).limit("repair", Span(at(12), at(13))) is not None
    assert not stood(LATE, Span(at(0), at(4.5))).met("level", Span(at(0), at(4.5)))


def test_void_ends_it() -> None:
    assert stood(VOID, Span(at(0), at(3))).is_void
    assert not stood(VOID, Span(at(0), at(2))).is_void
