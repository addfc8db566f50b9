"""A layer to be written: what it is called, what its columns and shapes are, and its rows as they come."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from registry.exporting.rows import Rows
from registry.exporting.systems import System


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows were written, and what was lost by it."""

    rows: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """`rows` have the columns of `schema` and shapes of the type `shape`, in `system`; they are read once.

    `about` tells where the layer comes from and is kept in the file where its format has room for it; `encoding` is
    that of a shapefile's text.
    """

    name: str
    schema: pa.Schema
    shape: str
    system: System
    rows: Iterable[Rows]
    about: Mapping[str, object]
    may_lack_shapes: bool = False
    encoding: str = "UTF-8"

    @property
    def told(self) -> dict[str, str]:
        """`about` as text by name, for formats that hold no more than that."""
        return {name: value if isinstance(value, str) else _json(value) for name, value in self.about.items()}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
