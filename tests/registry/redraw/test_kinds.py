"""Kinds by what most minutes go to."""

import geopandas as gpd
import pandas as pd
import shapely

from registry.redraw.kinds import described


def test_kinds_and_households() -> None:
    cells = gpd.GeoDataFrame({"code": list("abcd"), "minutes": [9.0, 9.0, 9.0, 0.0]}, geometry=[shapely.Point()] * 4)
    rows = [
        ("a", "residential", 6.0, 4), ("a", "shop", 3.0, 0), ("b", "shop", 9.0, 0), ("c", "school", 5.0, 0),
        ("c", "residential", 4.0, 2), ("d", "works", 0.0, 0),
    ]  # fmt: skip
    atoms = pd.DataFrame(rows, columns=["cell", "use", "minutes", "households"]).assign(part=0.5)
    told = described(cells, atoms)
    assert told["kind"].tolist() == ["residential", "street_front", "dedicated", "vacant"]
    assert told["households"].tolist() == [2.0, 0.0, 1.0, 0.0]
    assert described(cells, atoms.drop(columns=["use", "households"]))["kind"].tolist()[:3] == ["residential"] * 3
