"""A whole district as a folder: district.gpkg and organisations.csv, loaded layer by layer through the door."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Connection, select

from registry import importing, search, tables
from registry.errors import Invalid, NotFound
from registry.importing.door import PARTS, Progress
from registry.importing.runs import Report

SOURCE = "district"
PACKAGE = "district.gpkg"
ORGANISATIONS = "organisations.csv"

# kind of import, layer, what the layer does not say itself; in the order in which one names the other
_LAYERS: tuple[tuple[str, str, Mapping[str, object]], ...] = (
    ("divisions", "division", MappingProxyType({})),
    ("streets", "streets", MappingProxyType({})),
    ("communities", "communities", MappingProxyType({})),
    ("grids", "grids", MappingProxyType({})),
    ("unit_grids", "unit_grids", MappingProxyType({})),
    ("landmarks", "barriers", MappingProxyType({})),
    ("landmarks", "water", MappingProxyType({"kind": "water"})),
    ("landmarks", "parks", MappingProxyType({"kind": "park"})),
    ("roads", "road_segments", MappingProxyType({})),
    ("compounds", "compounds", MappingProxyType({})),
    ("buildings", "buildings", MappingProxyType({})),
    ("entrances", "entrances", MappingProxyType({})),
    ("assets", "assets", MappingProxyType({"position_source": "survey"})),
)


def was_loaded(conn: Connection) -> bool:
    """Whether a district's folder was ever loaded: shapes are invented, and every map and print has to say so."""
    run = tables.import_run.c
    return conn.execute(select(run.id).where(run.source == SOURCE).limit(1)).first() is not None


def load(
    conn: Connection, folder: Path, *, actor_name: str, now: datetime, progress: Progress | None = None
) -> dict[str, Report]:
    """Load every layer of a district's folder and refresh the names for search; reports by layer.

    Classes of assets must be there (registry.reference.load). Raises Invalid where they are not, NotFound without the
    two files.
    """
    for name in (PACKAGE, ORGANISATIONS):
        if not (folder / name).is_file():
            raise NotFound(f"there is no {folder / name}; a district has {PACKAGE} and {ORGANISATIONS}")
    if conn.execute(select(tables.asset_class.c.code).limit(1)).first() is None:
        raise Invalid("there are no classes of assets yet: run jingge import-classes FOLDER (fixtures/reference) first")
    total = (len(_LAYERS) + 1) * len(PARTS) + 1
    reports: dict[str, Report] = {}

    def step(part: str, done: int, _: int) -> None:
        if progress is not None:
            progress(part, len(reports) * len(PARTS) + done, total)

    reports["organisations"] = importing.run(
        conn,
        folder / ORGANISATIONS,
        kind="organisations",
        source=SOURCE,
        actor_name=actor_name,
        now=now,
        progress=step,
    )
    for kind, layer, defaults in _LAYERS:
        reports[layer] = importing.run(
            conn,
            folder / PACKAGE,
            kind=kind,
            layer=layer,
            source=SOURCE,
            actor_name=actor_name,
            now=now,
            defaults=defaults,
            progress=step,
        )
    search.refresh(conn)
    if progress is not None:
        progress("names", total, total)
    return reports
