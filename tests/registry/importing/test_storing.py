"""Rows go in as they are, and only what differs is changed."""

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, select

from registry.importing import storing
from registry.tables import asset, division, landmark, organisation

WHEN = "2026-11-01T00:00:00+00:00"


def _landmarks(names: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kind": "park",
            "name_zh": names,
            "source": "s",
            "source_id": [str(n) for n in range(len(names))],
            "geom": shapely.points([(120.0 + n, 36.0) for n in range(len(names))]),
        }
    )


def test_odd_texts_come_through(conn: Connection) -> None:
    texts = ['quote " and, comma', "", "\\N", "two\nlines\r", "井盖", "null", "\\."]
    storing.add(conn, landmark, _landmarks(texts))
    assert conn.execute(select(landmark.c.name_zh).order_by(landmark.c.source_id)).scalars().all() == texts


def test_nulls_numbers_and_json_come_through(town: Connection) -> None:
    rows = pd.DataFrame(
        {
            "code": ["99010101002000001", "99010101002000002"],
            "code_scheme": "GB/T 47678.5-2026",
            "class_code": "01002",
            "size_mm": pd.array([700, None], dtype="Int64"),
            "accuracy_m": pd.array([0.25, None], dtype="Float64"),
            "material": [None, np.nan],
            "attributes": [{"词": 'a "b"', "n": 1.5}, {}],
            "source": "s",
            "source_id": ["1", "2"],
            "first_at": WHEN,
            "valid_from": WHEN,
            "geom": shapely.points([(120.401234567890123, 36.0), (120.4, 36.0)]),
        }
    )
    storing.add(town, asset, rows)
    first, second = town.execute(select(asset).order_by(asset.c.code)).all()
    assert (first.size_mm, first.accuracy_m, first.material) == (700, 0.25, None)
    assert first.attributes == {"词": 'a "b"', "n": 1.5}
    assert (second.size_mm, second.accuracy_m, second.material, second.attributes) == (None, None, None, {})


def test_only_what_differs_is_changed(conn: Connection) -> None:
    rows = _landmarks(["a", "b", "c"])
    storing.add(conn, landmark, rows)
    rows.loc[1, "name_zh"] = "B"
    rows.loc[2, "geom"] = shapely.Point(121.0, 37.0)
    assert storing.amend(conn, landmark, rows, key=("source", "source_id")) == 2
    assert storing.amend(conn, landmark, rows, key=("source", "source_id")) == 0
    assert storing.amend(conn, landmark, rows.iloc[:0], key=("source", "source_id")) == 0
    assert set(conn.execute(select(landmark.c.name_zh)).scalars()) == {"a", "B", "c"}


def test_a_stamp_alone_changes_nothing(conn: Connection) -> None:
    rows = pd.DataFrame({"code": ["X"], "name_zh": ["甲"], "name_en": ["A"], "kind": ["bureau"]})
    storing.add(conn, organisation, rows)
    stamped = rows.assign(name_en="B")
    assert storing.amend(conn, organisation, stamped, key=("code",), stamp=("name_en",)) == 0
    assert storing.amend(conn, organisation, stamped.assign(name_zh="乙"), key=("code",), stamp=("name_en",)) == 1
    assert conn.execute(select(organisation.c.name_zh, organisation.c.name_en)).one() == ("乙", "B")


def test_a_shape_may_be_missing(conn: Connection) -> None:
    rows = pd.DataFrame({"code": ["990101"], "name_zh": "示", "name_en": "S", "geom": np.array([None], dtype=object)})
    storing.add(conn, division, rows)
    assert conn.execute(select(division.c.geom)).scalar_one() is None
