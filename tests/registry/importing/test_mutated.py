"""More than 500 files that went wrong or were made to do harm, each through the readers: rows, or one clear error.

The files come from mutations.cases; a sample of them goes through the whole door.
"""

import resource
import shutil
import time
import warnings
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from registry import reference
from registry.errors import Invalid, NotFound, TooLarge, Unsupported
from registry.importing import run
from registry.importing.readers import open_layer
from tests.registry.importing import mutations
from tests.support import REFERENCE

SEED = 20261126
PER_FORMAT = 30
PER_FORMAT_AT_THE_DOOR = 4
NOW = datetime.fromisoformat("2026-11-01T00:00:00+00:00")
LONGEST_S = 20.0
"""A bound on one file, not a measure: the slowest takes a second."""
MOST_MEMORY_BYTES = 1 << 30
ERRORS = (Invalid, NotFound, TooLarge, Unsupported)


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mutations.bases_in(tmp_path_factory.mktemp("bases"))


def _memory_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _read(path: Path) -> str:
    """What became of a file: its rows, or the error, which names the file in one line."""
    try:
        with open_layer(path) as layer:
            return f"{sum(len(chunk.raw) for chunk in layer.chunks(100))} rows"
    except ERRORS as error:
        said, code = error.message, error.code
    assert path.name in said
    assert "\n" not in said
    return code


def test_files_that_went_wrong_end_in_rows_or_one_clear_error(
    bases: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    became: dict[str, str] = {}
    slow: dict[str, float] = {}
    before = _memory_bytes()
    for i, case in enumerate(mutations.cases(bases, per_format=PER_FORMAT, seed=SEED)):
        folder = tmp_path / str(i)
        folder.mkdir()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the library that writes what is wrong
            path = case.make(folder)
        begun = time.perf_counter()
        became[f"{i} {case.name}"] = _read(path)
        if (seconds := time.perf_counter() - begun) > LONGEST_S:
            slow[case.name] = seconds
        shutil.rmtree(folder)
    assert len(became) >= 500
    assert not slow
    assert _memory_bytes() - before < MOST_MEMORY_BYTES
    said = list(became.values())
    assert said.count("invalid") > 250
    assert said.count("too_large") >= 8
    assert sum(word.endswith("rows") for word in said) > 50
    out, err = capfd.readouterr()
    assert (out, err) == ("", ""), "nothing is said beside the error"


@pytest.fixture
def anywhere(conn: Connection) -> Connection:
    """A division that does not say where it ends: whatever has a place on earth lies in it."""
    reference.load(conn, REFERENCE)
    conn.execute(text("insert into registry.division values ('990101', '示例区', 'Sample', null)"))
    return conn


def _through_the_door(conn: Connection, path: Path, *, kind: str, trust_datum: bool) -> str:
    """What became of a file: its rows, all accounted for, or the error, and nothing was written."""
    before = _all(conn)
    classes = {"class_code": "01002"} if kind == "assets" else {"kind": "x"}
    mapping = {"source_id": {"column": "编号", "optional": True}}
    asked = {"kind": kind, "source": "s", "actor_name": "tests", "now": NOW, "trust_datum": trust_datum}
    try:
        report = run(conn, path, mapping=mapping, defaults=classes, rejects=path.parent / "refused", **asked)  # type: ignore[arg-type]
    except ERRORS as error:
        said, code = error.message, error.code
    else:
        told = (report.new, report.updated, report.unchanged, report.repeated, report.review, report.rejected)
        assert sum(told) == report.read
        assert _all(conn) == (before[0] + 1, before[1] + report.new, before[2] + len(report.faults))
        return "rows" if report.new else "no rows"
    assert "\n" not in said
    assert _all(conn) == before, "nothing half-written, also before the transaction is rolled back"
    return code


def _all(conn: Connection) -> tuple[int, int, int]:
    """How many runs, things and rejects there are."""
    counts = (
        "select (select count(*) from registry.import_run), (select count(*) from registry.asset) + "
        "(select count(*) from registry.landmark), (select count(*) from registry.import_reject)"
    )
    return tuple(conn.execute(text(counts)).one())


def test_what_went_wrong_does_not_enter_by_half(
    anywhere: Connection, bases: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    became: list[str] = []
    for i, case in enumerate(mutations.cases(bases, per_format=PER_FORMAT_AT_THE_DOOR, seed=SEED + 1)):
        if "bomb" in case.name or "wide" in case.name or "xlsx" in case.name:
            continue  # refused before a row is seen, as shown above
        folder = tmp_path / str(i)
        folder.mkdir()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            path = case.make(folder)
        savepoint = anywhere.begin_nested()
        kind = ("assets", "landmarks")[i % 3 == 0]
        became.append(_through_the_door(anywhere, path, kind=kind, trust_datum=i % 2 == 0))
        savepoint.rollback()
        shutil.rmtree(folder)
    assert len(became) > 150
    assert became.count("rows") > 20
    assert became.count("invalid") > 50
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("word", ["zip '", "zip bomb", "zip link", "xlsx bomb", "xlsx entities", "wide", "nested"])
def test_what_is_made_to_do_harm_is_refused(bases: Path, tmp_path: Path, word: str) -> None:
    harmful = [case for case in mutations.cases(bases, per_format=0, seed=SEED) if word in case.name]
    assert harmful
    for i, case in enumerate(harmful):
        (tmp_path / str(i)).mkdir()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            path = case.make(tmp_path / str(i))
        if word == "nested":  # a shape that cannot be read is a fault of its row
            with open_layer(path) as layer:
                assert all(shape is None for chunk in layer.chunks() for shape in chunk.geometry)
            continue
        with pytest.raises(ERRORS):
            _ = list(open_layer(path).chunks())
    assert not (tmp_path.parent / "evil.shp").exists()


def test_the_secret_of_another_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a,b\nsecret,2\n")
    layer = f"<OGRVRTLayer name='secret'><SrcDataSource>{tmp_path / 'secret.csv'}</SrcDataSource></OGRVRTLayer>"
    for suffix in (".gpkg", ".geojson", ".json", ".fgb"):
        (tmp_path / f"a{suffix}").write_text(f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>")
        with pytest.raises(Invalid, match="cannot be read"):
            open_layer(tmp_path / f"a{suffix}")
