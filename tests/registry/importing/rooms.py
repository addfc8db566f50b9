"""The rooms of the door one after another, for tests: a CSV as judged rows, in a spool, decided on, entered."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, text

from registry.importing import deciding, entering, judging, knowing, readers, runs
from registry.importing.deciding import Decided
from registry.importing.judging import Asked, Judged
from registry.importing.kinds import SORTS
from registry.importing.spool import Spool

NOW = datetime.fromisoformat("2026-11-01T00:00:00+00:00")
HEAD = "source_id,class_code,lon,lat\n"
FIRST = "99010101002000001"
"""The code of the first sewage cover of the made-up town."""
NOTHING: Mapping[str, object] = {}
CHUNK_ROWS = 65_536
BLOCK_ROWS = 1_048_576


def judged(
    conn: Connection,
    path: Path,
    csv: str,
    *,
    kind: str = "assets",
    source: str = "s",
    defaults: Mapping[str, object] = NOTHING,
    id_field: str | None = None,
    chunk_rows: int = CHUNK_ROWS,
) -> list[Judged]:
    """The rows of a CSV, chunk by chunk, judged by what the register knows."""
    (path / "a.csv").write_text(csv, encoding="utf-8")
    with readers.open_layer(path / "a.csv") as layer:
        asked = Asked(SORTS[kind], source, {}, defaults, id_field, layer.position_columns)
        register = knowing.gather(conn, asked.sort, source=source, defaults=defaults)
        return [judging.judge(chunk, asked, register) for chunk in layer.chunks(chunk_rows)]


def spooled(
    conn: Connection,
    path: Path,
    csv: str,
    *,
    kind: str = "assets",
    source: str = "s",
    chunk_rows: int = CHUNK_ROWS,
    block_rows: int = BLOCK_ROWS,
) -> Spool:
    """The rows of a CSV that have no fault."""
    spool = Spool(block_rows=block_rows)
    for part in judged(conn, path, csv, kind=kind, source=source, chunk_rows=chunk_rows):
        spool.add(part.rows)
    return spool


def decided(
    conn: Connection, path: Path, csv: str, *, kind: str = "assets", source: str = "s", block_rows: int = BLOCK_ROWS
) -> Decided:
    """What becomes of the rows of a CSV that have no fault."""
    with spooled(conn, path, csv, kind=kind, source=source, block_rows=block_rows, chunk_rows=block_rows) as spool:
        return deciding.decide(conn, spool, sort=SORTS[kind], source=source)


def entered(
    conn: Connection,
    path: Path,
    csv: str,
    *,
    source: str = "s",
    now: datetime = NOW,
    write: bool = True,
    block_rows: int = BLOCK_ROWS,
) -> tuple[int, int]:
    """How many assets of a CSV were new, and how many of the known were different."""
    sort = SORTS["assets"]
    begun = start(source, now)
    if write:
        conn.execute(text("select set_config('jingge.run', :run, true)"), {"run": str(runs.start(conn, begun))})
    with spooled(conn, path, csv, source=source, block_rows=block_rows, chunk_rows=block_rows) as spool:
        found = deciding.decide(conn, spool, sort=sort, source=source)
        asked = frozenset(csv.partition("\n")[0].split(","))
        return entering.enter(conn, spool, found, sort=sort, begun=begun, asked=asked, write=write)


def start(source: str = "s", now: datetime = NOW) -> runs.Start:
    """A run of assets that begins."""
    return runs.Start(
        kind="assets",
        source=source,
        file_name="a.csv",
        file_sha256="0" * 64,
        layer=None,
        datum="WGS84",
        mapping={},
        imported_by="tests",
        started_at=now,
    )


def put(
    conn: Connection,
    code: str = FIRST,
    *,
    lon: float = 120.405,
    source: str = "s",
    source_id: str = "a",
    **more: object,
) -> None:
    """One asset on the parallel 36.005, as somebody registered it; `more` are columns of the table."""
    values = {"code": code, "class_code": code[6:11], "source": source, "source_id": source_id, **more}
    columns, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    insert = (
        f"insert into registry.asset ({columns}, code_scheme, geom, first_at, valid_from) "
        f"values ({marks}, 'GB/T 47678.5-2026', st_point(:lon, 36.005, 4326), :at, :at)"
    )
    conn.execute(text(insert), values | {"lon": lon, "at": NOW})
