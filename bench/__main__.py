"""`./run bench [NAME] [--json]`: each benchmark beside its peer in the same run; exit 1 where a bar is missed."""

import argparse
import importlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def main() -> int:
    """Measure the named benchmark, or all; a table of ratios, or one JSON object a line with `--json`.

    A row may carry a `table` of its own, one object a line of it.
    """
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=NAMES, help="one benchmark; all when left out")
    parser.add_argument("--json", action="store_true", help="one JSON object per benchmark, a line each")
    options = parser.parse_args()
    rows = []
    for name in [options.name] if options.name else NAMES:
        for row in importlib.import_module(f"bench.{name}").measure():
            rows.append(row)
            if options.json:
                print(json.dumps(row, ensure_ascii=False), flush=True)
    if not options.json:
        table = Table("benchmark", "ratio", "bar", "ours", "peer", "peer is")
        for row in rows:
            verdict, bar = "green" if _is_met(row) else "red", str(row["bar"] or "-")
            table.add_row(
                row["name"], f"[{verdict}]{row['ratio']:.2f}[/]", bar, str(row["ours"]), str(row["peer"]),
                str(row.get("peer_is", "")),
            )  # fmt: skip
        Console().print(table)
        for lines in (row["table"] for row in rows if "table" in row):
            more = Table(*lines[0])
            for line in lines:
                more.add_row(*map(str, line.values()))
            Console().print(more)
    return 0 if all(_is_met(row) for row in rows) else 1


def _is_met(row: Mapping[str, Any]) -> bool:
    """A row without a bar is there to be read; some bars are the most, all others the least."""
    if row["bar"] is None:
        return True
    return bool(row["ratio"] <= row["bar"] if row.get("at_most") else row["ratio"] >= row["bar"])


if __name__ == "__main__":
    sys.exit(main())
