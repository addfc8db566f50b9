"""The classes of fixtures/reference as the proposals take them, without a database."""

import csv

from registry.importing.classing import Classes, ClassName
from tests.support import REFERENCE


def known() -> Classes:
    """All classes of the reference file."""
    with (REFERENCE / "asset_classes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return Classes(
        [
            ClassName(
                row["code"],
                tuple(filter(None, (row["name_zh"], row["name_en"], row["old_code"], *row["words"].split("|")))),
                row["is_cover"] == "true",
            )
            for row in rows
        ]
    )
