"""What the register and the tickets know of whose a cover may be: facts for one cover or for thousands at once."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Connection

from registry.orphans import Fact, Kind, Line, Nearby, Opinion, Tally, Times, Weights, says_not_theirs, weigh
from registry.sql import load

NEAR_M = 40.0
"""Covers farther away say nothing."""
ALONG_M = 450.0
"""As far along the road as a row is looked for: three of the longest steps."""
ACROSS_M = 0.6
"""As far beside a row a cover of it may lie: a lid's width."""

_SQL = load(Path(__file__).parent / "sql" / "gathering.sql")


def opinions_of(conn: Connection, codes: Sequence[str], weights: Weights) -> dict[str, Opinion]:
    """Whose each of these covers may be, by code; every code has an opinion, if only that nothing is known."""
    facts = facts_of(conn, codes, weights)
    return {code: weigh(facts[code], weights) for code in codes}


def facts_of(conn: Connection, codes: Sequence[str], weights: Weights) -> dict[str, list[Fact]]:
    """All that is known around each of these covers, by code, in seven statements however many they are."""
    found: dict[str, list[Fact]] = {code: [] for code in codes}
    if found:
        for code, fact in _read(conn, {"codes": list(found)}, weights):
            found[code].append(fact)
    return found


def _read(conn: Connection, asked: Mapping[str, object], weights: Weights) -> Iterator[tuple[str, Fact]]:
    for row in conn.execute(_SQL["nearby"], {**asked, "reach_m": NEAR_M}):
        yield row.code, Nearby(row.owner_code, row.same_class, tuple(row.distances_m))
    for row in conn.execute(_SQL["lines"], {**asked, "across_m": ACROSS_M, "along_m": ALONG_M}):
        yield row.code, Line(row.owner_code, row.class_code, tuple(row.offsets_m))
    for statement in ("division", "street", "compounds"):
        for row in conn.execute(_SQL[statement], asked):
            yield row.code, Tally(Kind(row.kind), row.owner_code, int(row.n), int(row.total))
    for row in conn.execute(_SQL["decisions"], asked):
        yield row.code, Times(Kind(row.kind), row.owner_code, row.n)
    yield from _tickets(conn, asked, weights)


def _tickets(conn: Connection, asked: Mapping[str, object], weights: Weights) -> Iterator[tuple[str, Fact]]:
    """One word of an organisation for each ticket: taken on as the owner, or returned as not theirs."""
    heard = set[tuple[object, ...]]()
    for row in conn.execute(_SQL["tickets"], asked):
        kind = Kind.ACCEPTED if row.action == "accept" else Kind.REFUSED
        said = (row.id, row.owner_code, kind)
        if said in heard or (kind is Kind.REFUSED and not says_not_theirs(row.reason, weights)):
            continue
        heard.add(said)
        yield row.code, Times(kind, row.owner_code, 1)
