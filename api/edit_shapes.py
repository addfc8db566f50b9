"""How an edit of a grid is asked for: what it is about, with GeoJSON shapes, lon/lat."""

from typing import Annotated, Literal

import shapely
from pydantic import Field

from api.shapes import Shape, Text
from registry.errors import Invalid
from registry.redraw.drafting.editing import Edit, Lock, Merge, Move, Reshape, Split

MOST_EDITS = 50

Cell = Annotated[str, Field(pattern="^[0-9]{18}$", description="the code of a cell")]
Lon = Annotated[float, Field(ge=-180, le=180)]
Lat = Annotated[float, Field(ge=-90, le=90)]
Ring = Annotated[list[tuple[Lon, Lat]], Field(min_length=4, max_length=20_000)]


class PolygonBody(Shape):
    """A GeoJSON polygon."""

    type: Literal["Polygon"]
    coordinates: Annotated[list[Ring], Field(min_length=1, max_length=200)]

    def shape(self) -> shapely.Polygon:
        """The polygon. Raises Invalid for a ring that is not closed."""
        try:
            return shapely.Polygon(self.coordinates[0], self.coordinates[1:])
        except ValueError as error:
            raise Invalid(f"the polygon cannot be read: {error}", field="shape") from error


class LineBody(Shape):
    """A GeoJSON line."""

    type: Literal["LineString"]
    coordinates: Annotated[list[tuple[Lon, Lat]], Field(min_length=2, max_length=20_000)]


class MoveBody(Shape):
    """Entrances go over to a cell."""

    kind: Literal["move"]
    atoms: Annotated[tuple[int, ...], Field(min_length=1, max_length=5000, description="their `row_no`")]
    to: Cell

    def edit(self) -> Edit:
        """As the use case takes it."""
        return Move(self.atoms, self.to)


class ReshapeBody(Shape):
    """A cell has another outline; neighbours give, and take what it leaves."""

    kind: Literal["reshape"]
    cell: Cell
    shape: PolygonBody

    def edit(self) -> Edit:
        """As the use case takes it."""
        return Reshape(self.cell, self.shape.shape())


class MergeBody(Shape):
    """Cells become one."""

    kind: Literal["merge"]
    cells: Annotated[tuple[Cell, ...], Field(min_length=2, max_length=999)]

    def edit(self) -> Edit:
        """As the use case takes it."""
        return Merge(self.cells)


class SplitBody(Shape):
    """A cell is divided along a line that begins and ends outside of it."""

    kind: Literal["split"]
    cell: Cell
    line: LineBody

    def edit(self) -> Edit:
        """As the use case takes it."""
        return Split(self.cell, shapely.LineString(self.line.coordinates))


class LockBody(Shape):
    """Cells are kept by every edit and repair, or no longer."""

    kind: Literal["lock"]
    cells: Annotated[tuple[Cell, ...], Field(min_length=1, max_length=999)]
    locked: bool

    def edit(self) -> Edit:
        """As the use case takes it."""
        return Lock(self.cells, self.locked)


AnyEdit = Annotated[MoveBody | ReshapeBody | MergeBody | SplitBody | LockBody, Field(discriminator="kind")]


class EditsBody(Shape):
    """Edits in order, then one repair. A reason is needed where the part was with the street or the district."""

    edits: Annotated[tuple[AnyEdit, ...], Field(min_length=1, max_length=MOST_EDITS)]
    reason: Annotated[Text, Field(max_length=2000)] = ""
