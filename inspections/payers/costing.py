"""Cost sheets of recoveries: their lines held against what was confirmed, and read back."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.payers.costs import Kind, Line, check_lines
from registry.errors import Invalid
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "costing.sql")


def check(conn: Connection, ticket_id: UUID, lines: Sequence[Line]) -> None:
    """Hold lines against the ticket's materials: what is priced was confirmed by another house, and is not exceeded.

    Raises Invalid for lines that cannot be (see `check_lines`), and for a material that does not stand like that.
    """
    check_lines(lines)
    confirmed = {row.id: row.quantity for row in conn.execute(SQL["confirmed"], {"ticket_id": ticket_id})}
    for n, line in enumerate(lines, start=1):
        if line.material_id is None:
            continue
        if line.material_id not in confirmed:
            message = f"line {n}: no quantity {line.material_id} of this ticket is confirmed and stands"
            raise Invalid(message, field="lines", line=n)
        if line.quantity > confirmed[line.material_id]:
            message = (
                f"line {n}: {confirmed[line.material_id].normalize():f} {line.unit} were confirmed, not {line.quantity}"
            )
            raise Invalid(message, field="lines", line=n)


def rows(recovery_id: UUID, sheet: int, lines: Sequence[Line]) -> list[dict[str, object]]:
    """Lines as rows of a sheet."""
    return [
        {
            "recovery_id": recovery_id,
            "sheet": sheet,
            "number": n,
            "kind": line.kind,
            "name": line.name.strip(),
            "unit": line.unit.strip(),
            "quantity": line.quantity,
            "unit_price_fen": line.unit_price_fen,
            "amount_fen": line.amount_fen,
            "material_id": line.material_id,
        }
        for n, line in enumerate(lines, start=1)
    ]


def plain(line: Line) -> dict[str, object]:
    """A line as its event keeps it, as JSON has it; the same line always the same."""
    given = {
        "kind": str(line.kind),
        "name": line.name.strip(),
        "unit": line.unit.strip(),
        "quantity": f"{line.quantity.quantize(Decimal('0.001'))}",
        "unit_price_fen": line.unit_price_fen,
        "material_id": str(line.material_id) if line.material_id else None,
    }
    return {name: value for name, value in given.items() if value is not None}


def sheet_of(conn: Connection, recovery_id: UUID, sheet: int) -> tuple[Line, ...]:
    """The lines of one sheet, in their order; none of sheet 0."""
    found = conn.execute(SQL["sheet"], {"recovery_id": recovery_id, "sheet": sheet})
    return tuple(
        Line(Kind(row.kind), row.name, row.unit, row.quantity, row.unit_price_fen, row.material_id) for row in found
    )
