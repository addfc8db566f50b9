"""Truth beside what the system found: every figure is counted from the database."""

import csv
import json
from pathlib import Path

from sqlalchemy.engine import Connection

from api.demo.world import Defect
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "tally.sql")
SOURCE = "district"


def plant(conn: Connection, folder: Path) -> dict[str, Defect]:
    """The hidden list of the district by asset code; also a table `planted` for the rest of the transaction."""
    with (folder / "planted.csv").open(encoding="utf-8", newline="") as lines:
        rows = [
            {
                "source_id": row["asset_source_id"],
                "defect_code": row["defect_code"],
                "severity": int(row["severity"]),
                "hazard": row["hazard"] == "1",
            }
            for row in csv.DictReader(lines)
        ]
    conn.execute(SQL["plant"], {"rows": json.dumps(rows), "source": SOURCE})
    found = conn.execute(SQL["truth"])
    return {row.asset_code: Defect(row.defect_code, row.severity, hazard=row.hazard) for row in found}


def count(conn: Connection, folder: Path) -> dict[str, int | float]:
    """The figures of the demonstration's last line, but for its seconds."""
    plant(conn, folder)
    places = conn.execute(SQL["places"]).mappings().one()
    work = conn.execute(SQL["work"]).mappings().one()
    return {**places, **work, "coverage": float(work["coverage"] or 0)}
