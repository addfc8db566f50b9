"""More than 500 files that went wrong or were made to do harm, each through the readers: rows, or one clear error.

The files come from mutations.cases; what goes through the whole door is to be added here.
"""

import resource
import shutil
import time
import warnings
from pathlib import Path

import pytest

from registry.errors import Invalid, NotFound, TooLarge, Unsupported
from registry.importing.readers import open_layer
from tests.registry.importing import mutations

SEED = 20261126
PER_FORMAT = 30
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
