"""What may be imported: for each kind its table, its fields, and what is asked of them. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from registry import codes

Geometries = npt.NDArray[np.object_]

CODE_TEXT = 60


class Form(StrEnum):
    """How the values of a field are read."""

    TEXT = "text"
    INTEGER = "integer"
    REAL = "real"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind. `name` is the column of the table, and of the file unless an alias or a mapping says else.

    A null becomes `default`. `known` names a list of codes that the value must be in; `link` is the table whose
    source ids the file speaks of: the field then stands for that table's code. `low` and `high` are inclusive.
    What only registry.importing.deciding can tell: `own`, what the same file brings is on the list as well; `apart`, no
    two things whose codes begin with the same so many digits have one value.
    """

    name: str
    form: Form = Form.TEXT
    required: bool = False
    default: str | int | None = None
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    pattern: str | None = None
    longest: int = 200
    low: float | None = None
    high: float | None = None
    known: str | None = None
    link: str | None = None
    own: bool = False
    apart: int | None = None


@dataclass(frozen=True, slots=True)
class Sort:
    """A kind of thing as the door sees it.

    `shapes` are the geometry types taken (single ones; parts of one are made single or multi as the table wants).
    `code` is the kind of code that is minted; None where the code is given or there is none. `parent` is the column
    whose value is the beginning of a given code. What is `planned` comes by a plan alone (registry.redraw.publishing):
    a file that says anything new of it is refused.
    """

    name: str
    table: str
    fields: tuple[Field, ...]
    shapes: tuple[str, ...] = ()
    shape_required: bool = True
    code: codes.Kind | None = None
    parent: tuple[str, int] | None = None
    order: tuple[str, ...] = ()
    planned: bool = False

    @property
    def keyed_by_source(self) -> bool:
        """Whether a thing is found again by its source and source id, not by a code given to it."""
        return self.field("source_id") is not None

    def field(self, name: str) -> Field | None:
        """The field of that name."""
        return next((field for field in self.fields if field.name == name), None)


def _code(kind: codes.Kind, known: str | None = None) -> Field:
    return Field("code", required=True, pattern=codes.GRAMMARS[kind].pattern, known=known)


def _count(name: str, high: int = 1_000_000) -> Field:
    return Field(name, Form.INTEGER, default=0, low=0, high=high)


_AREA = ("Polygon", "MultiPolygon")
_YEAR = Field("built_year", Form.INTEGER, aliases=("year",), low=1800, high=2200)
_ORGANISATION = "organisation"

_ASSET_FIELDS = (
    Field("source_id", required=True, longest=CODE_TEXT * 2),
    Field("class_code", required=True, known="class"),
    Field("code", aliases=("GLBJBSM", "ObjID"), pattern="[0-9]{16,17}"),  # names of the field in exchange files
    Field("status", default="intact", choices=("intact", "broken", "missing", "disused", "removed")),
    Field("setting", choices=("carriageway", "footway", "verge", "compound")),
    Field("segment_code", aliases=("road_source_id",), link="road_segment"),
    Field("compound_code", aliases=("compound_source_id",), link="compound"),
    Field("owner_code", known=_ORGANISATION),
    Field("maintainer_code", known=_ORGANISATION),
    Field("authority_code", known=_ORGANISATION),
    Field("material", longest=CODE_TEXT),
    Field("shape", longest=CODE_TEXT),
    Field("size_mm", Form.INTEGER, low=1, high=20_000),
    Field("load_class", longest=20),
    _YEAR,
    Field("fall_net", choices=("with", "without", "broken", "unknown")),
    Field("fall_net_installed_on", Form.DATE),
    Field("fall_net_tested_on", Form.DATE),
    Field("locking", choices=("none", "bolt", "lock", "hinge", "unknown")),
    Field("depth_m", Form.REAL, low=0.01, high=999),
    Field("name_zh", longest=CODE_TEXT),
    Field("note", longest=1000),
    Field("accuracy_m", Form.REAL, low=0, high=100_000),
    Field("position_source", default="file", choices=("survey", "map", "gnss", "file")),
)

_ALL = (
    Sort(
        "organisations",
        "organisation",
        (
            Field("code", required=True, longest=CODE_TEXT),
            Field("name_zh", required=True),
            Field("name_en", default=""),
            Field("kind", required=True, choices=("bureau", "company", "crew", "property")),
            Field("parent_code", known=_ORGANISATION, own=True),  # a crew may stand in one file with its company
            Field("street_code", pattern=codes.GRAMMARS[codes.Kind.STREET].pattern),
        ),
    ),
    Sort(
        "divisions",
        "division",
        (_code(codes.Kind.DIVISION), Field("name_zh", required=True), Field("name_en", default="")),
        shapes=_AREA,
        shape_required=False,
    ),
    Sort(
        "streets",
        "street",
        (_code(codes.Kind.STREET, "division"), Field("name_zh", required=True), Field("name_en", default="")),
        shapes=_AREA,
        shape_required=False,
        parent=("division_code", 6),
    ),
    Sort(
        "communities",
        "community",
        (
            _code(codes.Kind.COMMUNITY, "street"),
            Field("name_zh", required=True),
            Field("short_name", required=True, longest=20, apart=6),
        ),
        shapes=_AREA,
        shape_required=False,
        parent=("street_code", 9),
    ),
    Sort(
        "grids",
        "grid",
        (_code(codes.Kind.GRID, "community"), Field("name_zh", required=True), _count("households")),
        shapes=_AREA,
        parent=("community_code", 12),
    ),
    Sort(
        "unit_grids",
        "unit_grid",
        (_code(codes.Kind.UNIT_GRID, "community"),),
        shapes=_AREA,
        parent=("community_code", 12),
    ),
    Sort(
        "micro_grids",
        "micro_grid",
        (
            _code(codes.Kind.MICRO_GRID, "grid"),
            Field("name_zh", default=""),
            Field("kind", default="residential", choices=("residential", "street_front", "dedicated", "vacant")),
            Field("households", Form.INTEGER, low=0, high=1_000_000),
            Field("minutes", Form.REAL, low=0, high=100_000),
            Field("floor_from", Form.INTEGER, low=-20, high=200),
            Field("floor_to", Form.INTEGER, low=-20, high=200),
        ),
        shapes=_AREA,
        parent=("grid_code", 15),
        planned=True,
    ),
    Sort(
        "roads",
        "road_segment",
        (
            Field("source_id", required=True, longest=CODE_TEXT * 2),
            Field("road_name", required=True),
            Field("from_road", default=""),
            Field("to_road", default=""),
            Field("from_junction", longest=CODE_TEXT * 2),
            Field("to_junction", longest=CODE_TEXT * 2),
            Field("road_class", default="branch", choices=("trunk", "main", "secondary", "branch")),
            Field("width_m", Form.REAL, low=0.5, high=200),
        ),
        shapes=("LineString",),
        code=codes.Kind.ROAD_SEGMENT,
    ),
    Sort(
        "compounds",
        "compound",
        (
            Field("source_id", required=True, longest=CODE_TEXT * 2),
            Field("community_code", known="community"),
            Field("name_zh", required=True),
            _count("households"),
            _YEAR,
        ),
        shapes=_AREA,
        code=codes.Kind.COMPOUND,
    ),
    Sort(
        "buildings",
        "building",
        (
            Field("source_id", required=True, longest=CODE_TEXT * 2),
            Field("compound_code", aliases=("compound_source_id",), link="compound"),
            Field("road_name", default=""),
            Field("house_no", default="", longest=CODE_TEXT),
            Field("use", default="residential", longest=CODE_TEXT),
            Field("storeys", Form.INTEGER, low=0, high=200),
            _count("households"),
            _count("shops"),
            Field("institution_zh"),
        ),
        shapes=_AREA,
        code=codes.Kind.BUILDING,
    ),
    Sort(
        "entrances",
        "entrance",
        (
            Field("source_id", required=True, longest=CODE_TEXT * 2),
            Field("building_code", required=True, aliases=("building_source_id",), link="building"),
            Field("number", Form.INTEGER, required=True, low=0, high=99_999),
            _count("households"),
        ),
        shapes=("Point",),
        code=codes.Kind.ENTRANCE,
        order=("number", "source_id"),
    ),
    Sort("assets", "asset", _ASSET_FIELDS, shapes=("Point",), code=codes.Kind.ASSET),
    Sort("covers", "asset", _ASSET_FIELDS, shapes=("Point",), code=codes.Kind.ASSET),
    Sort(
        "landmarks",
        "landmark",
        (
            Field("source_id", required=True, longest=CODE_TEXT * 2),
            Field("kind", required=True, longest=CODE_TEXT),
            Field("name_zh", default=""),
        ),
        shapes=("Point", "LineString", "MultiLineString", *_AREA),
    ),
)
SORTS: Mapping[str, Sort] = {sort.name: sort for sort in _ALL}
"""Every kind that goes through the door, by its name in a command."""
NAMED = frozenset({"places", "divisions", "streets", "communities", "roads", "compounds"})
"""What the search box finds by name: its names are told anew after an import of it."""
