"""Which repairs are verified, as the workflow asks; and who may not verify."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from inspections.proof import drawing
from inspections.proof.sampling import Regime
from registry.actor import SYSTEM, Role
from registry.database import told
from registry.errors import Conflict, Forbidden
from tests.inspections.proof.scene import LATER, PRINCIPAL, closed, contract, dispatched, read, repaired, step
from tests.inspections.tickets.scene import CREW, DESK, INSPECTOR, OTHER_SEWER, SEWER, person
from tests.registry import quarter

COVERS = (SEWER, OTHER_SEWER, quarter.asset_code(quarter.RAIN, 1))


def shares(conn: Connection, share: float) -> None:
    conn.execute(text("update inspections.verification_rate set share = :share"), {"share": share})


def ways() -> Iterator[tuple[str, str]]:
    return ((asset, defect) for defect in ("broken", "flipping") for asset in COVERS)


def test_what_is_not_drawn_may_be_closed_at_once_with_the_record(furnished: Connection) -> None:
    shares(furnished, 0.0)
    ticket = repaired(furnished)
    found = drawing.drawn(furnished, ticket)
    assert not found.drawn
    assert "未抽中" in found.reason.zh
    assert "PSGS 2026-W48" in found.reason.en
    assert step(furnished, ticket, DESK, "close", now=LATER).state == "closed"


def test_what_is_drawn_is_verified_first(furnished: Connection) -> None:
    shares(furnished, 1.0)
    ticket = repaired(furnished)
    assert drawing.verification_needed(furnished, ticket)
    with pytest.raises(Conflict, match="not possible now"):
        step(furnished, ticket, DESK, "close", now=LATER)
    assert closed(furnished, ticket).state == "closed"


def test_hazards_are_always_drawn_and_what_was_done_again_too(furnished: Connection) -> None:
    shares(furnished, 0.0)
    hazard = repaired(furnished, minor=False)
    assert drawing.drawn(furnished, hazard).reason.en == "a hazard: all are verified"
    again = step(furnished, repaired(furnished, OTHER_SEWER), INSPECTOR, "rework", now=LATER)
    again = step(furnished, again, CREW, "repair", now=LATER + timedelta(hours=1))
    assert drawing.drawn(furnished, again).reason.en == "it was done again: all such are verified"
    became = repaired(furnished, defect="flipping")
    furnished.execute(text("update inspections.ticket set hazard = true where id = :id"), {"id": became.id})
    assert drawing.verification_needed(furnished, read(furnished, became.id))


def test_failures_raise_the_share_and_what_was_drawn_stays(furnished: Connection) -> None:
    shares(furnished, 0.0)
    furnished.execute(text("update inspections.verification_rate set share = 1 where regime = 'tightened'"))
    first = repaired(furnished, *next(ways()))
    ways_left = list(ways())[1:]
    assert drawing.regime_of(furnished, "PSGS") is Regime.NORMAL
    for asset, defect in ways_left[:2]:
        step(furnished, repaired(furnished, asset, defect), INSPECTOR, "rework", now=LATER)
    assert drawing.regime_of(furnished, "PSGS") is Regime.TIGHTENED
    assert drawing.regime_of(furnished, "SZGS") is Regime.NORMAL
    assert drawing.verification_needed(furnished, repaired(furnished, *ways_left[2]))
    assert not drawing.verification_needed(furnished, first), "as it was drawn then"


def test_figures_of_a_house(furnished: Connection) -> None:
    shares(furnished, 0.0)
    furnished.execute(text("update inspections.verification_rate set share = 0.25 where regime = 'normal'"))
    cases = list(ways())
    closed(furnished, repaired(furnished, *cases[0]))
    again = step(furnished, repaired(furnished, *cases[1]), INSPECTOR, "rework", now=LATER)
    step(furnished, step(furnished, again, CREW, "repair", now=LATER), INSPECTOR, "verify", now=LATER)
    repaired(furnished, *cases[2])
    (found,) = drawing.figures(furnished, DESK)
    assert (found.house, found.repairs, found.verified, found.failed) == ("PSGS", 4, 3, 1)
    assert (found.regime, found.share, found.share_verified) == (Regime.NORMAL, 0.25, 0.75)
    low, high = found.failures or (0, 0)
    assert low < 1 / 3 < high
    assert drawing.figures(furnished, person(Role.DISPATCHER, areas=("370203999",))) == []
    assert drawing.figures(furnished, SYSTEM) == [found]
    with pytest.raises(Forbidden):
        drawing.figures(furnished, person(Role.CREW, areas=()))


def test_whoever_is_bound_to_the_repairer_may_not_verify(furnished: Connection) -> None:
    ticket = repaired(furnished)
    contract(furnished, "PSGS", "SZGS")
    with pytest.raises(Forbidden, match="whom the repairer works for"):
        step(furnished, ticket, PRINCIPAL, "verify", now=LATER)
    assert step(furnished, ticket, INSPECTOR, "verify", now=LATER).state == "verified"


@pytest.mark.parametrize(("contractor", "principal"), [("PSGS", "SZGS"), ("SZGS", "PSGS")])
def test_the_database_refuses_kin_by_itself(furnished: Connection, contractor: str, principal: str) -> None:
    ticket = repaired(furnished)
    insert = text(
        "insert into inspections.ticket_event"
        " (id, ticket_id, version, action, from_state, to_state, at, org_code, reason, data)"
        " values (gen_random_uuid(), :id, 99, 'verify', 'repaired', 'verified', :at, :org, '', '{}')"
    )
    contract(furnished, contractor, principal, ends_on="2026-11-22")
    with furnished.begin_nested() as undone:
        furnished.execute(insert, {"id": ticket.id, "at": LATER, "org": "SZGS-01"})
        undone.rollback()
    contract(furnished, contractor, principal, starts_on="2026-11-23")
    for org in ("SZGS", "SZGS-01", "PSGS", "PSGS-02"):
        with pytest.raises(Conflict, match="may not verify"), told(), furnished.begin_nested():
            furnished.execute(insert, {"id": ticket.id, "at": LATER, "org": org})
    late = LATER + timedelta(days=800)  # the contract is over, but it held when it was repaired
    with pytest.raises(Conflict, match="may not verify"), told(), furnished.begin_nested():
        furnished.execute(insert, {"id": ticket.id, "at": late, "org": "SZGS"})


def test_a_draw_is_kept_and_the_seed_stays(furnished: Connection) -> None:
    repaired(furnished)
    dispatched(furnished, OTHER_SEWER)
    assert furnished.execute(text("select count(*) from inspections.verification_draw")).scalar_one() == 1
    for change in (
        "update inspections.verification_draw set why = 'not_drawn'",
        "delete from inspections.verification_draw",
        "update inspections.verification_seed set seed = gen_random_uuid()",
    ):
        with pytest.raises(Conflict, match="only ever added"), told(), furnished.begin_nested():
            furnished.execute(text(change))
