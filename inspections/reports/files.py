"""Tickets as files for other programs: CSV that a spreadsheet opens without running it, and a GeoPackage for QGIS."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd

from inspections.tickets.listing import Listed

_TEXT = (
    "number",
    "state",
    "class_code",
    "defect_code",
    "asset_code",
    "place_zh",
    "place_en",
    "community_code",
    "grid_code",
    "micro_grid_code",
)
_MORE = ("severity", "hazard", "lon", "lat", "accuracy_m", "assignee_code", "crew_code", "route_reason_zh", "reworks")
_TIMES = ("reported_at", "filed_at", "dispatched_at", "due_at", "repaired_at", "verified_at", "closed_at")
COLUMNS = (*_TEXT, "defect_zh", "defect_en", "class_zh", "class_en", "assignee_zh", "crew_zh", *_MORE, *_TIMES)

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins like this is run by spreadsheets


def records(tickets: Sequence[Listed]) -> list[dict[str, object]]:
    """One plain record a ticket; times ISO 8601 with offset, lon/lat in degrees (WGS 84)."""
    return [_record(one) for one in tickets]


def _record(one: Listed) -> dict[str, object]:
    ticket = one.ticket
    found: dict[str, object] = {name: getattr(ticket, name) for name in (*_TEXT, *_MORE)}
    found["state"] = str(ticket.state)
    found |= {
        "defect_zh": one.defect.zh,
        "defect_en": one.defect.en,
        "class_zh": one.asset_class.zh if one.asset_class else "",
        "class_en": one.asset_class.en if one.asset_class else "",
        "assignee_zh": one.assignee.zh if one.assignee else "",
        "crew_zh": one.crew.zh if one.crew else "",
    }
    for name in _TIMES:
        moment = getattr(ticket, name)
        found[name] = moment.isoformat(timespec="seconds") if moment else None
    return {name: found[name] for name in COLUMNS}


def as_csv(tickets: Sequence[Listed]) -> bytes:
    """UTF-8 with a byte-order mark, as spreadsheets want it for Chinese. What would be a formula is quoted."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for record in records(tickets):
        writer.writerow({name: _safe(value) for name, value in record.items()})
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def as_geopackage(tickets: Sequence[Listed]) -> bytes:
    """A GeoPackage with the layer `tickets`: points in EPSG:4326."""
    rows = records(tickets)
    columns = {name: [row[name] for row in rows] for name in COLUMNS if name not in {"lon", "lat"}}
    places = gpd.points_from_xy([row["lon"] for row in rows], [row["lat"] for row in rows])
    made = gpd.GeoDataFrame(columns, geometry=places, crs="EPSG:4326")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tickets.gpkg"
        made.to_file(path, layer="tickets", driver="GPKG", engine="pyogrio")
        return path.read_bytes()
