"""Packed files are read like others, and cannot fill the disk."""

import gzip
from pathlib import Path

import pytest

from registry.errors import Invalid, TooLarge
from registry.importing.readers import open_layer, packed

POINT = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":"x"},'
    '"geometry":{"type":"Point","coordinates":[120.4,36.1]}}]}'
)


def test_a_packed_file_is_read_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson.gz"
    path.write_bytes(gzip.compress(POINT.encode()))
    with open_layer(path) as layer:
        (chunk,) = layer.chunks()
        assert (chunk.raw["a"].tolist(), chunk.geometry[0].x) == (["x"], 120.4)
        inner = layer.path.name
    assert inner == "a.geojson.gz"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress(POINT.encode())[:-9]])
def test_a_broken_one_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.geojson.gz"
    path.write_bytes(content)
    with pytest.raises(Invalid, match=r"a\.geojson\.gz cannot be unpacked"):
        open_layer(path)


def test_what_grows_beyond_measure_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MAX_UNPACKED", 1000)
    path = tmp_path / "a.geojson.gz"
    path.write_bytes(gzip.compress(b" " * 100_000))
    with pytest.raises(TooLarge, match="more than 1,000 bytes"):
        open_layer(path)
