"""An edit session of another desktop driver: GDAL's own for PostgreSQL, as ogr2ogr uses it."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from tests.registry.history.desk import Row, client, one, rows, town
from tests.registry.quarter import SEWER, asset_code, at

pytestmark = pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="GDAL's programs are not installed")
FIRST = asset_code(SEWER, 1)


@pytest.fixture
def desk(fresh: Callable[[], Engine]) -> Iterator[psycopg.Connection[Row]]:
    with client(town(fresh)) as opened:
        yield opened


def run(desk: psycopg.Connection[Row], program: str, *words: str) -> str:
    told = desk.info.get_parameters()
    known = {name: told[name] for name in ("host", "port", "user", "dbname", "password") if told.get(name)}
    target = "PG:" + " ".join(f"{name}='{value}'" for name, value in known.items())
    command = [program, *(target if word == "REGISTER" else word for word in words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_features_of_a_file_are_appended_and_get_their_codes(desk: psycopg.Connection[Row], tmp_path: Path) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"class_code": SEWER, "material": "iron"},
            "geometry": {"type": "Point", "coordinates": at(20 + n, 5)},
        }
        for n in range(3)
    ]
    path = tmp_path / "new.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    words = (
        "-append",
        "-f",
        "PostgreSQL",
        "REGISTER",
        str(path),
        "-nln",
        "registry.asset",
        "--config",
        "PG_USE_COPY",
        "NO",
    )
    run(desk, "ogr2ogr", *words)
    made = rows(desk, "select code, source, spoken_prefix from registry.asset where material = 'iron' order by code")
    assert [row["code"] for row in made] == [asset_code(SEWER, n) for n in (6, 7, 8)]
    assert {row["source"] for row in made} == {"hand"}
    assert one(desk, "select count(distinct change_id) as n from registry.asset where material = 'iron'") == {"n": 1}


def test_a_statement_through_the_driver_is_a_change_like_any_other(desk: psycopg.Connection[Row]) -> None:
    run(desk, "ogrinfo", "REGISTER", "-sql", f"update registry.asset set material = 'steel' where code = '{FIRST}'")
    history = rows(desk, "select material from registry.asset_history where code = %s", FIRST)
    assert {row["material"] for row in history} == {None}
    assert one(desk, "select material from registry.asset where code = %s", FIRST) == {"material": "steel"}
