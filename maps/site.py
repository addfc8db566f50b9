"""What the application asks first: where its areas lie, whether there is anything yet, where names stand."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection

from maps import panorama
from registry.actor import Actor
from registry.importing.district import SOURCE
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "site.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Inside the reader's areas. `bounds`: west, south, east, north in degrees, None while nothing is drawn there."""

    bounds: tuple[float, float, float, float] | None
    synthetic: bool
    empty: bool


def extent(conn: Connection, actor: Actor) -> Extent:
    """Where the reader's areas lie, whether the shapes are invented (合成数据), whether the register is empty."""
    box = conn.execute(panorama.SQL["extent"], {"areas": [f"{area}%" for area in actor.areas]}).one()
    return Extent(
        bounds=None if box.west is None else (box.west, box.south, box.east, box.north),
        synthetic=bool(conn.execute(panorama.SQL["synthetic"], {"source": SOURCE}).scalar_one()),
        empty=bool(conn.execute(SQL["empty"]).scalar_one()),
    )


def names(conn: Connection, actor: Actor) -> dict[str, object]:
    """Names as GeoJSON points inside the reader's areas: `kind` (street, community, a road's class), `code` (of a road
    none), `zh`, `en`, `turn` (degrees clockwise, readable from below).
    """
    whole = [area for area in actor.areas if len(area) == 6]
    given = {"areas": [f"{area}%" for area in actor.areas], "divisions": whole}
    rows = conn.execute(panorama.SQL["labels"], given).mappings()
    return {"type": "FeatureCollection", "features": [_name(dict(row)) for row in rows]}


def _name(row: dict[str, object]) -> dict[str, object]:
    turn = int(str(row["turn_deg"]))
    turn = turn - 180 if turn > 90 else turn + 180 if turn < -90 else turn
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
        "properties": {"kind": row["kind"], "code": row["code"], "zh": row["zh"], "en": row["en"], "turn": turn},
    }
