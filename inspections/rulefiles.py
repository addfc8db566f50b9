"""Files of the city's rules: each cell read by its column, every fault of a file told at once."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from registry.errors import Invalid


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file: where, and what to do."""

    file: str
    line: int
    field: str
    value: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file} line {self.line}: {self.field} {self.value!r} {self.reason}"


# Cells ---------------------------------------------------------------------------------------------------------------


def needed(value: str) -> str:
    if not value:
        raise ValueError("is missing")
    return value


def or_none(value: str) -> str | None:
    return value or None


def flag(value: str) -> bool:
    if value not in {"true", "false"}:
        raise ValueError("is neither true nor false")
    return value == "true"


def whole(value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise ValueError("is no whole number") from None


def amount(value: str) -> Decimal:
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise ValueError("is no number") from None
    if not (amount.is_finite() and amount > 0):
        raise ValueError("is not above 0")
    return amount


def amount_or_none(value: str) -> Decimal | None:
    return amount(value) if value else None


def one_of(*words: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in words:
            raise ValueError(f"is none of {', '.join(words)}")
        return value

    return read


def listed(value: str) -> list[str]:
    return [word.strip() for word in value.split("|") if word.strip()]


# Files ---------------------------------------------------------------------------------------------------------------


def read(path: Path, columns: Mapping[str, Callable[[str], object]]) -> list[dict[str, object]]:
    """Rows with their line number under `line`; every fault of the file at once."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Invalid(f"{path} is missing; a folder of the city's rules holds it") from None
    except UnicodeDecodeError:
        raise Invalid(f"{path} is not UTF-8; save it as UTF-8") from None
    reader = csv.DictReader(text.splitlines(), restval="")
    lacking = [name for name in columns if name not in (reader.fieldnames or ())]
    if lacking:
        raise Invalid(f"{path.name}: column {', '.join(lacking)} is missing", file=path.name, columns=lacking)
    rows: list[dict[str, object]] = []
    faults: list[Fault] = []
    for record in reader:
        row: dict[str, object] = {"line": reader.line_num}
        for name, read in columns.items():
            value = (record[name] or "").strip()
            try:
                row[name] = read(value)
            except ValueError as error:
                faults.append(Fault(path.name, reader.line_num, name, value, str(error)))
        rows.append(row)
    refuse(faults)
    return rows


def refuse(faults: Sequence[Fault]) -> None:
    if faults:
        raise Invalid("; ".join(map(str, faults)), faults=[asdict(fault) for fault in faults])


def unknown(rows: Sequence[Mapping[str, object]], field: str, known: set[str], file: str, reason: str) -> list[Fault]:
    return [
        Fault(file, int(str(row["line"])), field, str(row[field]), reason)
        for row in rows
        if row[field] is not None and row[field] not in known
    ]
