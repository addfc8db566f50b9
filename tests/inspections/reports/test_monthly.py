"""A month on any version of the cells: other rows, the same sums."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from inspections.reports.figures import judge
from inspections.reports.monthly import COUNTS, By, Month, as_csv, as_plain, count, in_words, month_of, monthly
from inspections.tickets import rehoming
from registry.database import reading, writing
from registry.errors import Invalid, NotFound
from registry.history.rules import Said
from tests.inspections.tickets.redrawn import GRID, NEXT, add_grids, clock, publish, strips, undo
from tests.inspections.tickets.scene import DESK, FAR, NOW, OTHER_SEWER, SEWER, furnish, hazard, person
from tests.registry import quarter

RAIN = quarter.asset_code(quarter.RAIN, 1)
MONTH = f"{NOW:%Y-%m}"

moments = st.integers(0, 44_000).map(lambda n: datetime(2026, 10, 1, tzinfo=UTC) + timedelta(minutes=n))
ticket = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["reported", "dispatched", "repaired", "closed", "void"]),
        "reported_at": moments,
        "due_at": st.none() | moments,
        "repaired_at": st.none() | moments,
        "closed_at": st.none() | moments,
    }
)


@given(st.lists(st.tuples(ticket, st.integers(0, 5), st.integers(0, 50)), max_size=40))
def test_sums_are_the_same_however_the_cells_are_cut(drawn: list[tuple[dict[str, object], int, int]]) -> None:
    """The same tickets in two partitions, one of few and one of many cells."""
    columns = ["state", "reported_at", "due_at", "repaired_at", "closed_at"]
    frame = pd.DataFrame([one for one, *_ in drawn], columns=columns)
    for name in columns[1:]:
        frame[name] = pd.to_datetime(frame[name], utc=True)
    frame["few"] = [str(few) for _, few, _ in drawn]
    frame["many"] = ["" if many == 0 else str(many) for *_, many in drawn]
    judged = judge(frame, now=datetime(2026, 10, 20, tzinfo=UTC))
    few, many = count(judged, by="few"), count(judged, by="many")
    summed = list(COUNTS[:-1])
    assert few[summed].sum().to_dict() == many[summed].sum().to_dict()
    assert few["tickets"].sum() == len(judged)
    assert (few["closed"] + few["open"] == few["tickets"]).all()
    assert (few["in_time"] <= few["due"]).all()
    assert (few["repaired"] <= few["tickets"]).all()


@pytest.mark.parametrize(
    ("said", "first", "after"),
    [
        ("2026-10", "2026-10-01T00:00:00+08:00", "2026-11-01T00:00:00+08:00"),
        (" 2026-12 ", "2026-12-01T00:00:00+08:00", "2027-01-01T00:00:00+08:00"),
    ],
)
def test_a_month_is_that_of_qingdao(said: str, first: str, after: str) -> None:
    assert [moment.isoformat() for moment in month_of(said)] == [first, after]


@pytest.mark.parametrize("said", ["2026", "2026-13", "2026-00", "10-2026", "1815-06", "2026-1", "２０２６-10"])
def test_what_is_no_month_is_told(said: str) -> None:
    with pytest.raises(Invalid, match="a month is written 2026-10"):
        month_of(said)


@pytest.fixture
def town(fresh: Callable[[], Engine]) -> Engine:
    engine = fresh()
    with writing(engine) as conn:
        furnish(conn)
        add_grids(conn)
        for asset in (SEWER, OTHER_SEWER, RAIN, FAR):
            hazard(conn, asset)
    return engine


def _month(conn: Connection, cells_of: str = "") -> Month:
    return monthly(conn, DESK, MONTH, cells_of=cells_of, now=NOW + timedelta(days=30))


def _cells(month: Month) -> dict[str, int]:
    return {str(code)[-6:]: int(n) for code, n in month.micro_grids["tickets"].items()}


def test_a_past_month_on_every_version(town: Engine) -> None:
    plans = []
    for shares in ((0.17,), (0.05, 0.5), (0.118,)):
        with writing(town) as conn:
            plans.append(publish(conn, strips(*shares), name=str(shares)).plan)
    with writing(town) as conn:
        plans.append(publish(conn, strips(0.9), days=3).plan)
    with reading(town) as conn:
        between = clock(conn).isoformat()
    with writing(town) as conn:
        plans.append(undo(conn, plans[2]).plan)
    with reading(town) as conn:
        found = {plan: _month(conn, str(plan)) for plan in plans}
        now, then, never = _month(conn), _month(conn, between), _month(conn, "2026-01-01T00:00:00+08:00")
    totals = [as_plain(month, by=By.GRID)["total"] for month in [*found.values(), now, then, never]]
    assert totals == [totals[0]] * len(totals)
    assert now.total["tickets"] == 4
    for month in [*found.values(), now, then, never]:
        assert month.micro_grids["tickets"].sum() == month.grids["tickets"].sum() == 4
    assert _cells(found[plans[0]]) == {"": 1, "001001": 2, "001002": 1}  # FAR lies in no grid
    assert _cells(found[plans[1]])[""] == 1
    assert len(_cells(found[plans[1]])) == 2
    assert sorted(_cells(found[plans[2]]).values()) == [1, 1, 2]
    assert _cells(then) == _cells(found[plans[2]])
    assert _cells(now) == _cells(found[plans[4]]) == _cells(found[plans[1]])
    assert _cells(never) == {"": 4}
    assert found[plans[3]].version.laid
    assert list(now.grids.index) == ["", GRID]
    assert now.names[GRID] == GRID
    assert NEXT not in now.names


def test_a_ticket_of_an_asset_that_is_gone_counts_where_it_stood(town: Engine) -> None:
    with writing(town) as conn:
        plan = publish(conn, strips(0.17)).plan
        before = _month(conn, str(plan)).micro_grids
    with writing(town) as conn:
        said = Said(id=uuid4(), account="wang", areas=None, reason="同一口井")
        conn.execute(text("update inspections.ticket set state = 'closed', closed_at = now()"))
        rehoming.merge(conn, DESK, SEWER, said, others=[OTHER_SEWER], now=NOW)
    with reading(town) as conn:
        assert _month(conn, str(plan)).micro_grids["tickets"].to_dict() == before["tickets"].to_dict()


def test_rows_as_values_and_as_csv(town: Engine) -> None:
    with writing(town) as conn:
        plan = publish(conn, strips(0.17).assign(name_zh="=甲")).plan
    with reading(town) as conn:
        month = _month(conn, str(plan))
    plain = as_plain(month, by=By.MICRO_GRID)
    assert plain["cells_of"]["plan"] == plan
    assert [row["name_zh"] for row in plain["rows"]] == ["", "=甲", "=甲"]
    assert plain["total"]["on_time"] is None
    lines = as_csv(month, by=By.MICRO_GRID).decode("utf-8-sig").splitlines()
    assert lines[0] == "code,name_zh,tickets,repaired,closed,open,late,due,in_time,on_time"
    assert lines[2].startswith(f"{GRID}001,'=甲,2,0,0,2,")
    assert in_words(month.version) == f"网格版本：方案 {plan} p cells of plan {plan}"
    assert len(as_csv(month, by=By.GRID).splitlines()) == 3


def test_only_what_the_reader_may_see_in_that_month(town: Engine) -> None:
    stranger = person(areas=("370203007",))
    with reading(town) as conn:
        assert monthly(conn, stranger, MONTH, now=NOW).total["tickets"] == 0
        assert monthly(conn, DESK, "2026-10", now=NOW).total["tickets"] == 0
        assert monthly(conn, DESK, "2026-10", now=NOW).micro_grids.empty
        with pytest.raises(NotFound, match="no plan 5"):
            monthly(conn, DESK, MONTH, cells_of="5", now=NOW)
