"""A look into a file before it is imported: what it says of itself, and a mapping proposed for it. Writes nothing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, select

from registry import tables
from registry.crs import OVERRULE
from registry.importing import guesses, proposing, readers, sampling
from registry.importing.classing import Classes, ClassName
from registry.importing.kinds import SORTS, Geometries
from registry.importing.mapping import Rules
from registry.importing.proposing import Proposal, Seen
from registry.importing.readers.positions import Unplaced
from registry.importing.sampling import Sample
from registry.importing.shaping import text_of

LOOKED_AT = 5_000
"""So many rows are read at most: the first ones."""
NOT_SAID = "not said"
"""The datum of a file that does not say its own."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was seen of a layer. `rows` are all its rows, None where the format does not know; `looked_at` those read.

    `shapes` counts the types of shapes among these, `columns` are its columns with up to three values each, `rules` is
    the mapping as it may be saved. `sample` is what the datum guard looks at (registry.importing.references.check),
    None where there are no shapes.
    """

    file_name: str
    layer: str | None
    rows: int | None
    looked_at: int
    shapes: Mapping[str, int]
    crs: str | None
    datum: str
    columns: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]
    proposal: Proposal
    rules: Rules
    sample: Sample | None = None


def classes(conn: Connection) -> Classes:
    """The classes of the register with all they are called."""
    kinds = tables.asset_class.c
    rows = conn.execute(select(kinds.code, kinds.old_code, kinds.name_zh, kinds.name_en, kinds.words, kinds.is_cover))
    return Classes(
        tuple(
            ClassName(row.code, tuple(filter(None, (row.name_zh, row.name_en, row.old_code, *row.words))), row.is_cover)
            for row in rows
        )
    )


def inspect(
    path: Path,
    *,
    kind: str | None = None,
    layer: str | None = None,
    datum: str | None = None,
    encoding: str | None = None,
    classes: Classes | None = None,
) -> Inspection:
    """Look into one layer of a file; `kind` says what its rows are, else that is proposed too.

    `classes` are those of the register; without any, names of classes are not understood. A file that does not say what
    its numbers are is looked at all the same, and a note says what they may be. Other errors as of open_layer.
    """
    try:
        opened, says = readers.open_layer(path, datum=datum or "WGS84", layer=layer, encoding=encoding), True
    except Unplaced:
        opened = readers.open_layer(path, datum=f"WGS84{OVERRULE}", layer=layer, encoding=encoding)
        says = False
    with opened:
        chunk = next(opened.chunks(LOOKED_AT), None)
        raw = pd.DataFrame(columns=list(opened.columns), dtype="str") if chunk is None else chunk.raw
        texts = raw.apply(text_of) if len(raw.columns) else raw
        shapes = _types(np.empty(0, dtype=object) if chunk is None else chunk.geometry)
        names = tuple(dict.fromkeys(filter(None, (opened.layer, path.name.split(".")[0]))))
        seen = Seen(texts, frozenset(shapes), names, opened.position_columns)
        proposal = proposing.propose(seen, kind=kind, classes=classes or Classes())
        known = Rules(layer=layer, datum=datum, encoding=encoding)
        sample = None
        if chunk is not None and opened.position_columns and SORTS[proposal.kind].shapes:
            sample = sampling.take(chunk.shapes, system=opened.system, kind=proposal.kind)
        return Inspection(
            file_name=path.name,
            layer=opened.layer,
            rows=len(texts) if opened.rows is None and len(texts) < LOOKED_AT else opened.rows,
            looked_at=len(texts),
            shapes=shapes,
            crs=None if opened.crs is None or not says else opened.crs.name,
            datum=opened.datum if says else NOT_SAID,
            columns={str(name): tuple(texts[name].dropna().unique()[:3]) for name in texts.columns},
            notes=opened.notes if says else (*opened.notes, _unplaced(path.name, sample)),
            proposal=proposal,
            rules=replace(proposal.rules(known), layer=layer),
            sample=sample,
        )


def _unplaced(name: str, sample: Sample | None) -> str:
    """What the numbers of a file without a CRS may be, as far as they tell it themselves."""
    said = f"{name} does not say its CRS"
    guess = None if sample is None else guesses.by_numbers(sample, sampling.probes(sample))
    if guess is None:
        return f"{said}; its numbers are degrees: say --datum EPSG:4326, GCJ-02 or BD-09"
    if guess.option is None:
        return f"{said}; its numbers are metres: say --datum with the projection, for instance GK:120 or EPSG:4549"
    return f"{said}; by its numbers: {guess.option}"


def _types(shapes: Geometries) -> dict[str, int]:
    ids = shapely.get_type_id(shapes)
    names = {int(one.value): one.name for one in shapely.GeometryType}
    counted = Counter(_spelt(names[int(which)]) for which in ids[ids >= 0])
    return dict(counted.most_common())


def _spelt(name: str) -> str:
    """POINT → Point, MULTILINESTRING → MultiLineString, as kinds spells them."""
    many, rest = ("Multi", name[5:]) if name.startswith("MULTI") else ("", name)
    return many + {
        "LINESTRING": "LineString",
        "LINEARRING": "LinearRing",
        "GEOMETRYCOLLECTION": "GeometryCollection",
    }.get(rest, rest.title())
