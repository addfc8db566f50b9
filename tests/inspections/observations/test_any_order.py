"""Batches in any order, repeated, interrupted, many at once: the state is the same and nothing is doubled."""

import random
import threading
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from inspections.observations.batches import read_batch
from inspections.observations.receive import Receipt, Status, receive
from registry.database import writing
from tests.inspections.observations.quarter import (
    CAMPAIGN,
    EAST,
    FAR,
    NOW,
    WEST,
    code,
    hazard,
    inspector,
    look,
    place,
    sent,
)

BATCHES: tuple[dict[str, Any], ...] = (
    sent(look("a", code(WEST, 0), minutes=50), look("b", code(WEST, 1), minutes=40), campaign_id=CAMPAIGN),
    sent(look("b", code(WEST, 1), minutes=40), hazard("c", code(WEST, 0), minutes=30), campaign_id=CAMPAIGN),
    sent(hazard("d", code(WEST, 0), minutes=20), look("e", "37020301002999999"), 5, campaign_id=CAMPAIGN),
    sent(look("f", code(WEST, 1), minutes=45, result="no_access"), look("g", code(FAR, 0)), campaign_id=CAMPAIGN),
    sent(look("h", code(WEST, 0), device_time="soon"), campaign_id=CAMPAIGN),
    sent(look("i", code(WEST, 2), device_time=None), campaign_id=CAMPAIGN),
    sent(look("j", code(WEST, 2), device_time=None, result="no_access"), campaign_id=CAMPAIGN),
    sent(look("k", code(WEST, 0), minutes=9), campaign_id=CAMPAIGN, second_look=True),
    sent(look("l", code(WEST, 0), minutes=8, result="not_found"), campaign_id=CAMPAIGN, second_look=True),
    sent(hazard("m", position=place(EAST, 1, east_m=15, accuracy_m=12)), campaign_id=CAMPAIGN),
    sent(hazard("n", code(EAST, 2), defect_code="noise"), hazard("o", code(EAST, 2), defect_code="noise")),
)
STATE = """
select 'seen', id::text, coalesce(asset_code, '-'), result, coalesce(review, '') from inspections.observation
union all select 'refused', item_id, reason, content::text, '' from inspections.observation_refused
union all select 'target', asset_code, result, coalesce(observed_at::text, '-'), concat(observation_id, second_result)
from inspections.target where result is not null
union all select 'ticket', s.observation_id::text, coalesce(t.asset_code, '-'), t.defect_code, ''
from inspections.ticket t join inspections.ticket_sighting s on s.ticket_id = t.id
union all select 'tickets', count(*)::text, '', '', '' from inspections.ticket
union all select 'item', asset_code, defect_code, sightings::text, '' from inspections.maintenance_item
order by 1, 2, 3, 4
"""


def _replay(engine: Engine, deliveries: Sequence[tuple[int, bool]]) -> list[tuple[object, ...]]:
    """The state after batches came in that order, those marked False broken off before their commit."""
    with engine.connect() as conn, conn.begin() as whole:
        for number, arrives in deliveries:
            attempt = conn.begin_nested()
            receive(conn, inspector(), read_batch(BATCHES[number]), now=NOW)
            attempt.commit() if arrives else attempt.rollback()
        state = [tuple(row) for row in conn.execute(text(STATE))]
        whole.rollback()
    return state


_delivery = st.tuples(st.integers(0, len(BATCHES) - 1), st.booleans())


def test_any_order_of_repeated_and_interrupted_batches_ends_in_one_state(quarter: Engine) -> None:
    ideal = _replay(quarter, [(n, True) for n in range(len(BATCHES))])
    assert len({kind for kind, *_ in ideal}) == 6, "every kind of outcome takes part"

    @settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
    @given(extra=st.lists(_delivery, max_size=6), order=st.permutations(range(len(BATCHES))), dice=st.randoms())
    def holds(extra: list[tuple[int, bool]], order: list[int], dice: random.Random) -> None:
        history = [*extra, *((n, True) for n in order)]
        dice.shuffle(history)
        assert _replay(quarter, history) == ideal

    holds()


def test_batches_with_the_same_items_at_once_neither_block_nor_double(quarter: Engine) -> None:
    items = [
        *(look(n, code(WEST, n % 5), minutes=n) for n in range(30)),
        *(hazard(f"h{n}", code(EAST, n % 5)) for n in range(10)),
        *(hazard(f"p{n}", position=place(EAST, n % 3, east_m=15, accuracy_m=12)) for n in range(5)),
        *(hazard(f"m{n}", code(WEST, n % 5), defect_code="noise") for n in range(5)),
        7,
    ]
    answers: list[list[Receipt]] = []
    errors: list[BaseException] = []

    def phone(number: int) -> None:
        mine = random.Random(number).sample(items, len(items))
        try:
            for some in (mine[:17], mine[17:34], mine[34:]):
                with writing(quarter) as conn:
                    answers.append(receive(conn, inspector(), read_batch(sent(*some, campaign_id=CAMPAIGN)), now=NOW))
        except BaseException as error:
            errors.append(error)

    _at_once(phone, 6)
    assert not errors
    statuses = [one.status for receipts in answers for one in receipts]
    assert statuses.count(Status.ACCEPTED) == 50
    assert statuses.count(Status.KNOWN) == 5 * 50
    with quarter.connect() as conn:
        assert conn.execute(text("select count(*) from inspections.observation")).scalar_one() == 50
        assert conn.execute(text("select count(*) from inspections.ticket")).scalar_one() <= 5 + 3
        assert conn.execute(text("select sum(sightings) from inspections.maintenance_item")).scalar_one() == 5


def _at_once(work: Callable[[int], None], count: int) -> None:
    threads = [threading.Thread(target=work, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "a batch waits for ever"
