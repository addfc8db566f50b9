"""A cost sheet as a file: CSV with kind, name, unit, quantity, unit_price_fen, and material_id for a material."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from inspections.payers.costs import Kind, Line
from inspections.rulefiles import amount, needed, one_of, read, whole


def _id_or_none(value: str) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        raise ValueError("is no id of a quantity") from None


_COLUMNS: Mapping[str, Callable[[str], object]] = {
    "kind": one_of(*Kind),
    "name": needed,
    "unit": needed,
    "quantity": amount,
    "unit_price_fen": whole,
    "material_id": _id_or_none,
}


def read_lines(path: Path) -> tuple[Line, ...]:
    """The lines of a file, in their order. Raises Invalid with every fault (line, field, value, reason)."""
    rows: list[dict[str, Any]] = read(path, _COLUMNS, optional=("material_id",))
    return tuple(
        Line(Kind(row["kind"]), row["name"], row["unit"], row["quantity"], row["unit_price_fen"], row["material_id"])
        for row in rows
    )
