"""Files in the shifted datums of public maps: their positions are approximate, and are weighed as such."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Connection, select

from registry.datum import Datum, from_wgs84
from registry.importing import Report, run
from registry.importing.judging import APPROXIMATE_M
from registry.tables import asset

NOW = datetime.fromisoformat("2026-11-01T00:00:00+00:00")
AT = (120.405, 36.005)
METRE = 1 / 111_000
"""Degrees of latitude."""


def _import(
    conn: Connection,
    path: Path,
    norths_m: Sequence[float],
    *,
    datum: Datum = Datum.WGS84,
    source: str = "s",
    accuracy: str = "",
) -> Report:
    lat = np.array([AT[1] + metres * METRE for metres in norths_m])
    lon, lat = from_wgs84(np.full(len(lat), AT[0]), lat, datum=datum)
    head = "source_id,class_code,lon,lat" + (",accuracy_m" if accuracy else "")
    lines = [f"{source}{i},01002,{x:.8f},{y:.8f}{accuracy}" for i, (x, y) in enumerate(zip(lon, lat, strict=True))]
    (path / "a.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    asked = {"kind": "assets", "source": source, "actor_name": "tests", "now": NOW, "datum": datum}
    return run(conn, path / "a.csv", **asked)  # type: ignore[arg-type] # options of several types


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_known_covers_are_found_again_from_a_shifted_map(town: Connection, tmp_path: Path, datum: Datum) -> None:
    _import(town, tmp_path, [0, 30, 60])
    report = _import(town, tmp_path, [1.5, 28.4, 61.6], datum=datum, source="map")
    assert (report.new, report.unchanged, report.review) == (0, 3, 0)


def test_what_the_map_shows_between_two_waits_for_a_person(town: Connection, tmp_path: Path) -> None:
    _import(town, tmp_path, [0, 3])
    report = _import(town, tmp_path, [1.5], datum=Datum.GCJ02, source="map")
    assert (report.new, report.review) == (0, 1)


def test_a_plain_file_is_weighed_as_before(town: Connection, tmp_path: Path) -> None:
    _import(town, tmp_path, [0])
    assert _import(town, tmp_path, [1.5], source="other").new == 1


def test_approximate_positions_say_so(town: Connection, tmp_path: Path) -> None:
    _import(town, tmp_path, [0], datum=Datum.GCJ02)
    assert town.execute(select(asset.c.accuracy_m)).scalar_one() == APPROXIMATE_M
    assert _import(town, tmp_path, [0], datum=Datum.GCJ02).unchanged == 1
    told = _import(town, tmp_path, [0], datum=Datum.GCJ02, accuracy=",0.5")
    assert told.updated == 1
    assert town.execute(select(asset.c.accuracy_m)).scalar_one() == 0.5


def test_an_export_is_turned_back_exactly_and_stays_as_it_was(town: Connection, tmp_path: Path) -> None:
    _import(town, tmp_path, [0])
    lon, lat = from_wgs84(*(np.array([part]) for part in AT), datum=Datum.GCJ02)
    text = f"source_id,class_code,accuracy_m,reg_datum,lon,lat\ns0,01002,,GCJ-02,{lon[0]:.12f},{lat[0]:.12f}\n"
    (tmp_path / "out.csv").write_text(text, encoding="utf-8")
    asked = {"kind": "assets", "source": "s", "actor_name": "tests", "now": NOW, "datum": Datum.GCJ02}
    assert run(town, tmp_path / "out.csv", **asked).unchanged == 1  # type: ignore[arg-type] # options of several types
