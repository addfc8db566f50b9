"""Any sequence of imports, edits, corrections, deeds and undoings keeps the promises of history.

Every issued code resolves; no code is given to two things; what was answered at a moment is answered again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from registry import lookup
from registry.codes import Kind
from registry.database import open_engine, reading, writing
from registry.history import became, travel
from registry.history.moments import Moments
from tests.conftest import Databases
from tests.registry import quarter
from tests.registry.history.walks import LONG_AGO, STEPS, Walk

TABLES = ("asset", "building", "compound", "grid", "entrance", "road_segment")
EARLIER = (LONG_AGO, LONG_AGO + timedelta(days=30), LONG_AGO + timedelta(days=60))
Answer = dict[str, list[str]]


@dataclass(frozen=True)
class Noted:
    """What the plain tables said at a moment, and what was then said of earlier moments."""

    at: datetime
    now: Answer
    earlier: Sequence[Answer]


def answer(engine: Engine, moments: Moments) -> Answer:
    with reading(engine) as conn:
        travel.depart(conn, moments)
        return {
            table: list(
                conn.execute(
                    text(f"select to_jsonb(t)::text from registry.{table} t order by code".replace("::", r"\:\:"))
                ).scalars()
            )
            for table in TABLES
        }


def note(engine: Engine) -> Noted:
    now = answer(engine, Moments())
    earlier = [answer(engine, Moments(as_of=moment)) for moment in EARLIER]
    with reading(engine) as conn:
        return Noted(conn.execute(text("select clock_timestamp()")).scalar_one(), now, earlier)


def check(engine: Engine, notes: Sequence[Noted]) -> None:
    for noted in notes:
        assert answer(engine, Moments(as_known_at=noted.at)) == noted.now
        for moment, said in zip(EARLIER, noted.earlier, strict=True):
            assert answer(engine, Moments(as_of=moment, as_known_at=noted.at)) == said
    _check_one_answer(engine)
    _check_codes(engine)
    _check_identity(engine)


def _check_one_answer(engine: Engine) -> None:
    """Rectangles of valid time and of changes of one code lie apart: no moment, as known at any, has two answers."""
    for table in TABLES:
        twice = f"""
            with version as (
                select code, valid, recorded, ctid::text as place from registry.{table}_history
                union all
                select code, tstzrange(valid_from, null), int8range(change_id, null), 'now' from registry.{table}
            )
            select a.code, a.valid, a.recorded, b.valid, b.recorded from version a
            join version b on b.code = a.code and b.place > a.place and b.valid && a.valid and b.recorded && a.recorded
        """.replace("::", r"\:\:")
        with reading(engine) as conn:
            assert conn.execute(text(twice)).all() == []


def _check_codes(engine: Engine) -> None:
    """Every code that was ever issued answers."""
    issued = """
        select kind, prefix || lpad(n::text, registry.serial_digits(kind), '0') as code
        from registry.issued_codes, unnest(serials) as run, generate_series(lower(run), upper(run) - 1) as n
    """.replace("::", r"\:\:")
    with reading(engine) as conn:
        for row in conn.execute(text(issued)).all():
            fate = became.resolve(conn, Kind(row.kind), row.code)
            (thing,) = lookup.by_code(conn, row.code, Kind(row.kind))
            assert thing.code == row.code
            assert (thing.became is not None) == fate.is_gone
            for code in fate.into:
                assert not became.resolve(conn, Kind(row.kind), code).heirs


def _check_identity(engine: Engine) -> None:
    """A code was never borne by two things."""
    for table in ("asset", "building", "compound"):
        borne = f"""
            select code from (
                select code, source, source_id from registry.{table}
                union
                select code, source, source_id from registry.{table}_history
            ) b group by code having count(*) > 1
        """
        with reading(engine) as conn:
            assert conn.execute(text(borne)).all() == []


@pytest.fixture(scope="module")
def town_template(databases: Databases, template: str) -> str:
    """Name of a database with the quarter, nobody connected."""
    name = databases.create("walks", template=template)
    engine = open_engine(databases.url(name))
    with writing(engine) as conn:
        quarter.build(conn)
    engine.dispose()
    return name


@pytest.fixture
def towns(databases: Databases, town_template: str) -> Iterator[Callable[[], Engine]]:
    """Makes towns of their own; one at a time."""
    made: list[tuple[str, Engine]] = []

    def make() -> Engine:
        drop()
        name = databases.create(f"walk{len(databases.made)}", template=town_template)
        made.append((name, open_engine(databases.url(name), pool_size=1)))
        return made[-1][1]

    def drop() -> None:
        for name, engine in made:
            engine.dispose()
            databases.drop(name)
        made.clear()

    yield make
    drop()


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a walk of real transactions is too long to be shortened
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.sampled_from(sorted(STEPS)), min_size=12, max_size=24), seed=st.integers(0, 2**32))
def test_any_walk_keeps_the_promises(towns: Callable[[], Engine], tmp_path: Path, steps: list[str], seed: int) -> None:
    engine = towns()
    walk, notes = Walk(engine, tmp_path, seed), [note(engine)]
    for step in steps:
        walk.step(step)
        notes.append(note(engine))
    check(engine, notes)


def test_every_step_is_taken_and_not_only_refused(towns: Callable[[], Engine], tmp_path: Path) -> None:
    """One long walk through every step, several times over."""
    engine = towns()
    walk, notes = Walk(engine, tmp_path, seed=1), [note(engine)]
    for step in [*STEPS] * 3:
        walk.step(step)
        notes.append(note(engine))
    check(engine, notes)
    print(*walk.refused, sep="\n")
    assert sum(one.now != other.now for one, other in pairwise(notes)) > len(STEPS)


@pytest.mark.parametrize(
    ("fault", "step"),
    [
        ("alter table registry.asset disable trigger keep_versions", "edit"),
        ("alter table registry.asset disable trigger keep_deleted", "delete"),
        ("alter table registry.asset disable trigger begin_version", "move"),
    ],
)
def test_a_planted_fault_is_seen(towns: Callable[[], Engine], tmp_path: Path, fault: str, step: str) -> None:
    engine = towns()
    with writing(engine) as conn:
        conn.execute(text(fault))
    walk, notes = Walk(engine, tmp_path, seed=2), [note(engine)]
    for _ in range(3):
        walk.step(step)
        notes.append(note(engine))
    with pytest.raises(AssertionError):
        check(engine, notes)
