"""Whatever small file comes: every row has one fate, twice is once, neither chunks nor the order of rows decide."""

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from registry import tables
from registry.importing import Report, readers, run
from registry.importing.kinds import SORTS
from registry.importing.readers import Layer
from registry.importing.spool import Spool
from tests.registry.importing import catalog
from tests.registry.importing.conftest import EAST, WEST
from tests.registry.importing.rooms import HEAD, NOW, put

few = settings(deadline=None, max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
Row = Mapping[str, str]


@dataclass(frozen=True)
class Files:
    """Files of a kind: for each column the values it may have, some of them wrong."""

    kind: str
    values: Mapping[str, Sequence[str]]

    def rows(self) -> st.SearchStrategy[list[Row]]:
        one = st.fixed_dictionaries({name: st.sampled_from(found) for name, found in self.values.items()})
        return st.lists(one, max_size=9)

    def csv(self, rows: list[Row]) -> str:
        lines = [",".join(f'"{row[name]}"' for name in self.values) for row in rows]
        return "\n".join([",".join(self.values), *lines]) + "\n"


IDS, NAMES, SPOTS = ("a", "b", "c", "d", "e", ""), ("x", "y", ""), ("120.405", "120.415", "120.4050005", "130", "x", "")
AREAS = (
    "POLYGON ((120.402 36.002, 120.404 36.002, 120.404 36.004, 120.402 36.002))",
    "POLYGON ((120.415 36.002, 120.417 36.002, 120.417 36.004, 120.415 36.002))",
    "MULTIPOLYGON (((120.415 36.002, 120.417 36.002, 120.417 36.004, 120.415 36.002)))",
    "POLYGON ((130 36, 131 36, 131 37, 130 36))",
    "POLYGON ((120.402 36.002, 120.404 36.004, 120.404 36.002, 120.402 36.004, 120.402 36.002))",
    "POINT (120.402 36.002)",
    "",
)
LINES = (
    "LINESTRING (120.402 36.002, 120.404 36.004)",
    "MULTILINESTRING ((120.402 36.002, 120.404 36.004))",
    *AREAS[4:],
)
ASSETS = {
    "source_id": IDS,
    "class_code": ("01001", "01002", "9", ""),
    "ObjID": ("", "", "", "99010101002000001", "99010101002000501", "9901010102000001", "5"),
    "size_mm": ("", "700", "x"),
    "lon": SPOTS,
    "lat": ("36.005", "36.005", "36.0050005", ""),
    "色": ("", "红"),
}
FILES = [
    Files("organisations", {"code": IDS, "name_zh": NAMES, "kind": ("crew", "bureau", "z"), "parent_code": IDS}),
    Files("divisions", {"code": ("990101", "990102", "99", ""), "name_zh": NAMES, "wkt": AREAS}),
    Files("streets", {"code": ("990101001", "990101002", "990102001"), "name_zh": NAMES, "name_en": NAMES}),
    Files("communities", {"code": (WEST, "990101001009", "990101009001"), "name_zh": NAMES, "short_name": NAMES}),
    Files(
        "grids",
        {"code": (f"{WEST}001", f"{WEST}002", "9"), "name_zh": NAMES, "households": ("", "1", "-1"), "wkt": AREAS},
    ),
    Files("unit_grids", {"code": (f"{WEST}001", f"{EAST}002", "990101001009001"), "wkt": AREAS}),
    Files("roads", {"source_id": IDS, "road_name": NAMES, "width_m": ("", "3.5", "0"), "wkt": LINES}),
    Files("compounds", {"source_id": IDS, "name_zh": NAMES, "community_code": ("", EAST, "9"), "wkt": AREAS}),
    Files(
        "buildings",
        {"source_id": IDS, "storeys": ("", "6", "6.5"), "compound_source_id": ("", "c1", "c9"), "wkt": AREAS},
    ),
    Files(
        "entrances",
        {
            "source_id": IDS,
            "building_source_id": ("b1", "b9", ""),
            "number": ("1", "2", "x"),
            "lon": SPOTS,
            "lat": ("36.005",),
        },
    ),
    Files("assets", ASSETS),
    Files("covers", ASSETS | {"class_code": ("01001", "21001")}),
    Files("landmarks", {"source_id": IDS, "kind": ("park", ""), "wkt": AREAS + LINES}),
]


@pytest.fixture
def settled(town: Connection) -> Connection:
    """The town with a compound, a building, and covers of this and of another source."""
    for insert in (
        f"compound (code, name_zh, community_code, source, source_id, geom) select '{WEST}C0001', 'x', code, 's', 'c1'",
        f"building (code, community_code, source, source_id, geom) select '{WEST}B00001', code, 's', 'b1'",
    ):
        town.execute(text(f"insert into registry.{insert}, geom from registry.community where code = '{WEST}'"))
    put(town, source_id="c")
    put(town, "99010101001000001", lon=120.415, source="other", source_id="x")
    return town


@contextmanager
def _undone(conn: Connection) -> Iterator[None]:
    savepoint = conn.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()


def _import(conn: Connection, path: Path, csv: str, kind: str, *, dry_run: bool = False) -> Report:
    path.write_text(csv, encoding="utf-8")
    asked = {"kind": kind, "source": "s", "actor_name": "tests", "now": NOW, "trust_datum": True}
    return run(conn, path, dry_run=dry_run, **asked)  # type: ignore[arg-type] # options of several types


def _state(conn: Connection, kind: str) -> list[object]:
    table = tables.metadata.tables[f"registry.{SORTS[kind].table}"]
    rows = conn.exec_driver_sql(f"select (to_jsonb(t) - 'change_id' - 'id')::text from {table} t order by 1")
    return [*(tuple(row) for row in rows), *catalog.held(conn)[1:5]]


def _counts(report: Report) -> dict[str, int | None]:
    return report.counts | {"run": None}


@pytest.mark.parametrize("files", FILES, ids=lambda files: files.kind)
def test_every_row_has_one_fate_and_twice_is_once(settled: Connection, tmp_path: Path, files: Files) -> None:
    @few
    @given(files.rows())
    def any_file(rows: list[Row]) -> None:
        path, csv = tmp_path / "a.csv", files.csv(rows)
        note(csv)
        with _undone(settled):
            dry = _import(settled, path, csv, files.kind, dry_run=True)
            first = _import(settled, path, csv, files.kind)
            state = _state(settled, files.kind)
            again = _import(settled, path, csv, files.kind)
            assert _counts(dry) == _counts(first)
            for report in (first, again):
                told = (report.new, report.updated, report.unchanged, report.repeated, report.review, report.rejected)
                assert sum(told) == report.read == len(rows)
                assert min(told) >= 0
            assert (again.new, again.updated) == (0, 0)
            assert again.unchanged + again.repeated == first.new + first.updated + first.unchanged + first.repeated
            assert (again.rejected, again.reasons, again.review) == (first.rejected, first.reasons, first.review)
            assert _state(settled, files.kind) == state

    any_file()


@contextmanager
def _cut(chunk_rows: int, block_rows: int) -> Iterator[None]:
    chunks, defaults = Layer.chunks, Spool.__init__.__kwdefaults__
    assert defaults is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readers.Layer, "chunks", lambda self, rows=chunk_rows: chunks(self, rows))
        patch.setitem(defaults, "block_rows", block_rows)
        yield


@pytest.mark.parametrize("files", FILES, ids=lambda files: files.kind)
def test_how_a_file_is_cut_decides_nothing(settled: Connection, tmp_path: Path, files: Files) -> None:
    @few
    @given(files.rows(), st.integers(1, 4), st.integers(1, 5))
    def any_file(rows: list[Row], chunk_rows: int, block_rows: int) -> None:
        path, csv = tmp_path / "a.csv", files.csv(rows)
        note(csv)
        found = []
        for cut in ((65_536, 65_536), (chunk_rows, block_rows)):
            with _undone(settled), _cut(*cut):
                report = _import(settled, path, csv, files.kind)
                faults = report.faults[["row_no", "field", "reason"]].to_numpy().tolist()
                found.append((_counts(report), report.repeats, faults, report.notes, _state(settled, files.kind)))
        assert found[0] == found[1]

    any_file()


sound = st.lists(
    st.tuples(
        st.sampled_from(["01001", "01002"]),
        st.sampled_from(["120.405", "120.40500002", "120.405004", "120.415", "120.416"]),
        st.sampled_from(["", "9901010102000001", "9901010102000002"]),
    ),
    max_size=10,
)


@settings(few, max_examples=8)
@given(rows=sound, chance=st.integers(0, 99), size=st.integers(1, 4))
def test_the_order_of_rows_decides_nothing(
    settled: Connection, tmp_path: Path, rows: list[tuple[str, str, str]], chance: int, size: int
) -> None:
    """Of sound rows; of two that bear one code, or one id and not one meaning, the later one is refused."""
    given_once = [
        (kind, lon, "" if code in [r[2] for r in rows[:n]] else code) for n, (kind, lon, code) in enumerate(rows)
    ]
    lines = [f"s{n},{kind},{lon},36.005,{code}" for n, (kind, lon, code) in enumerate(given_once)]
    found = []
    for cut in (65_536, size):
        with _undone(settled), _cut(cut, cut):
            csv = "\n".join([HEAD.strip() + ",ObjID", *lines]) + "\n"
            report = _import(settled, tmp_path / "a.csv", csv, "assets")
            found.append((_counts(report), report.reasons, _state(settled, "assets")))
        random.Random(chance).shuffle(lines)
    assert found[0] == found[1]
