"""What the register knows that judging needs, gathered once for a run: code lists, links, areas to lie in."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection

from registry.errors import Invalid
from registry.importing import gathering
from registry.importing.kinds import Sort
from registry.importing.placing import SLIVER_DEG, Locator

Floats = npt.NDArray[np.float64]
Names = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Register:
    """`codes` are the lists that fields ask for, `links` codes by what a file says of them, by table; `locators` find
    the area of a point, `spoken` says the short name of a community or the name of a division.

    `free` are the divisions in which no community has a shape, with their shape or null; `only` is the division that
    all must lie in, where one was named.
    """

    codes: Mapping[str, AbstractSet[str]]
    links: Mapping[str, Mapping[str, str]]
    locators: Mapping[str, Locator]
    free: pd.Series
    spoken: Mapping[str, str] = field(default_factory=dict)
    only: str = ""

    def locate(
        self, layer: str, lon: Floats, lat: Floats, *, reach_deg: float = SLIVER_DEG
    ) -> pd.api.extensions.ExtensionArray:
        """The code of the area of `layer` that holds each point (degrees), null where none does."""
        return self.locators[layer].texts(lon, lat, reach_deg=reach_deg)

    def free_division(self, lon: Floats, lat: Floats, *, reach_deg: float) -> Names:
        """The division of points that no community holds: one without communities that does, or the only one there is,
        when it does not say where it ends.
        """
        if len(self.free) == 1 and self.free.isna().all():
            return np.full(len(lon), self.free.index[0], dtype=object)
        return self.locators["free"].names(lon, lat, reach_deg=reach_deg)

    def any_area(self, lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
        """Whether a community, or a division without any, holds each point."""
        held: npt.NDArray[np.bool_] = (self.locators["communities"].at(lon, lat) >= 0) | (
            self.locators["free"].at(lon, lat) >= 0
        )
        return held


def gather(conn: Connection, sort: Sort, *, source: str, defaults: Mapping[str, object]) -> Register:
    """Read what judging rows of `sort` asks for. Raises Invalid for a default division that is not there."""
    links = {f.link: gathering.links(conn, f.link, source=source) for f in sort.fields if f.link is not None}
    codes = gathering.known_codes(conn, sort)
    if sort.code is None or sort.table == "entrance":
        return Register(codes, links, {}, pd.Series(dtype=object))
    shapes, free = _homes(conn, defaults)
    locators = {"communities": Locator(shapes), "free": Locator(free)}
    wanted = {"asset": ("grids", "unit_grids", "compounds"), "building": ("compounds",)}.get(sort.table, ())
    locators |= {layer: Locator(gathering.areas(conn, layer)["shape"]) for layer in wanted}
    names = pd.concat([gathering.areas(conn, "communities")["name"], gathering.areas(conn, "divisions")["name"]])
    return Register(codes, links, locators, free, names.to_dict(), str(defaults.get("division_code", "")))


def _homes(conn: Connection, defaults: Mapping[str, object]) -> tuple[pd.Series, pd.Series]:
    communities = gathering.areas(conn, "communities")["shape"].dropna()
    divisions = gathering.areas(conn, "divisions")["shape"]
    if "division_code" in defaults:
        code = str(defaults["division_code"])
        if code not in divisions.index:
            raise Invalid(f"there is no division {code}; import it first", division_code=code)
        divisions = divisions[divisions.index == code]
        communities = communities[communities.index.str.startswith(code)]
    return communities, divisions[~divisions.index.isin(communities.index.str.slice(0, 6))]
