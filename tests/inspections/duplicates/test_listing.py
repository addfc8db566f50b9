"""Pairs in pages, best first; who sees which is told by the tests of the routes."""

from sqlalchemy import Connection, text

from inspections.duplicates.listing import Wanted, list_pairs
from tests.inspections.duplicates.scene import found, of_one_asset, of_one_place, told
from tests.inspections.tickets.scene import DESK, SEWER


def test_pages_go_on_where_the_one_before_ended(furnished: Connection) -> None:
    first, second, _ = of_one_asset(furnished)
    found(furnished, first, told(furnished, SEWER, "collapsed", hours=2))
    of_one_place(furnished)
    whole = [pair.id for pair in list_pairs(furnished, DESK, Wanted()).pairs]
    assert len(whole) >= 4
    seen, after = [], None
    while True:
        page = list_pairs(furnished, DESK, Wanted(), limit=1, after=after)
        seen += [pair.id for pair in page.pairs]
        if (after := page.next) is None:
            break
    assert seen == whole
    scores = [pair.score for pair in list_pairs(furnished, DESK, Wanted()).pairs]
    assert scores == sorted(scores, reverse=True)
    of_second = list_pairs(furnished, DESK, Wanted(ticket_id=second)).pairs
    assert {second} == {second for pair in of_second if second in {pair.first.id, pair.second.id}}
    assert len(of_second) < len(whole)


def test_a_suggestion_goes_when_one_of_the_two_ended(furnished: Connection) -> None:
    first, _, _ = of_one_asset(furnished)
    furnished.execute(
        text("update inspections.ticket set state = 'void', closed_at = now() where id = :id"), {"id": first}
    )
    assert list_pairs(furnished, DESK, Wanted()).pairs == []
