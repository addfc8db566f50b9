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


def count(conn: Connection, folder: Path) -> dict[str, object]:
    """The figures of the demonstration's last line, but for its seconds; a share of nothing is None."""
    plant(conn, folder)
    found = {name: dict(conn.execute(SQL[name]).mappings().one()) for name in ("places", "work", "repairs")}
    shares = {
        name: None if share is None else float(share)
        for name, share in found["repairs"].items()
        if name.endswith("_share")
    }
    left_out = {row.reason: row.jobs for row in conn.execute(SQL["left_out"])}
    coverage = float(found["work"]["coverage"] or 0)
    return found["places"] | found["work"] | found["repairs"] | shares | {"left_out": left_out, "coverage": coverage}
