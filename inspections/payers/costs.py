"""What it cost, line by line: quantities to the thousandth, money in whole fen, never a float. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from uuid import UUID

from registry.errors import Invalid

MOST_LINES = 200
MOST_FEN = 10**12
"""Ten thousand million yuan: more is a slip of the pen."""
_THOUSANDTH = Decimal("0.001")
_FEN = Decimal(1)


class Kind(StrEnum):
    """What a line pays for."""

    MATERIAL = "material"
    LABOUR = "labour"
    MACHINE = "machine"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cost sheet. A material prices a confirmed quantity of the ticket: `material_id`."""

    kind: Kind
    name: str
    unit: str
    quantity: Decimal
    unit_price_fen: int
    material_id: UUID | None = None

    @property
    def amount_fen(self) -> int:
        """Quantity times price, half a fen up: as the database checks it."""
        return int((self.quantity * self.unit_price_fen).quantize(_FEN, ROUND_HALF_UP))


def total_fen(lines: Sequence[Line]) -> int:
    """The sum of a sheet: of its lines as they are printed, each rounded."""
    return sum(line.amount_fen for line in lines)


def yuan(fen: int) -> str:
    """Fen as yuan: `1,234.50`."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def check_lines(lines: Sequence[Line]) -> None:
    """Raises Invalid for a line that names nothing, costs nothing or too much, and for a quantity entered twice."""
    if len(lines) > MOST_LINES:
        raise Invalid(f"a cost sheet has at most {MOST_LINES} lines", field="lines", most=MOST_LINES)
    for n, line in enumerate(lines, start=1):
        if not line.name.strip() or not line.unit.strip():
            raise Invalid(f"line {n}: name it, and the unit it is counted in", field="lines", line=n)
        if line.quantity <= 0 or line.quantity != line.quantity.quantize(_THOUSANDTH):
            raise Invalid(f"line {n}: a quantity is above 0, to the thousandth", field="lines", line=n)
        if not 0 < line.unit_price_fen <= MOST_FEN or line.amount_fen > MOST_FEN:
            raise Invalid(f"line {n}: a price is above 0 fen, and a line at most {MOST_FEN} fen", field="lines", line=n)
        if (line.kind is Kind.MATERIAL) != (line.material_id is not None):
            raise Invalid(
                f"line {n}: a material, and nothing else, names its confirmed quantity", field="lines", line=n
            )
    named = [line.material_id for line in lines if line.material_id is not None]
    if len(set(named)) < len(named):
        raise Invalid("a confirmed quantity stands on two lines", field="lines")
