"""A plan of micro-grids comes into effect from a day on, and can be taken back.

Before its day a plan is withdrawn and nothing was changed. After it, what stood before is restored by a new plan: the
cells of both lie in the history, and work that was done under a plan is never rewound. What lies in a micro-grid
follows from its place, as of any moment (`registry.micro_grid_at`): so everything is in exactly one at every time.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import shapely
from sqlalchemy import Connection

from registry.codes import Kind, parse
from registry.crs import Shapes
from registry.errors import Conflict, Invalid, NotFound
from registry.history import changes
from registry.ledger import pass_serials
from registry.redraw.numbering import Cells, number
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "publishing.sql")
_SHOWN = 5
_NOTHING: Mapping[str, object] = MappingProxyType({})
_FIELDS: Mapping[str, object] = {"name_zh": "", "kind": "residential", "households": None, "minutes": None}


@dataclass(frozen=True, slots=True)
class Published:
    """A plan as it was published: its number, its state, from when on it holds; how many cells it has, how many of them
    stood already, how many begin and end with it. `renumbered` are codes of the plan and what they became.
    """

    plan: int
    state: str
    effective_at: datetime
    cells: int
    kept: int
    begun: int
    ended: int
    renumbered: Mapping[str, str] = field(default_factory=dict)


def publish(
    conn: Connection,
    cells: gpd.GeoDataFrame,
    *,
    name: str,
    by: str,
    effective_at: datetime,
    now: datetime,
    reason: str = "",
    settings: Mapping[str, object] = _NOTHING,
    file_sha256: str = "",
) -> Published:
    """Publish a verified plan (registry.redraw.verifying); it takes effect at once where its day has come.

    `cells` have `code` (of the plan) and a shape in any CRS, and may have name_zh, kind, households, minutes,
    floor_from and floor_to. They stand for all micro-grids of the grids that they are of. Raises Invalid for codes that
    are none, come twice, or run out; NotFound for a grid that is not in the register; Conflict where another plan for
    one of the grids waits for its day, or holds from a later moment than this one would.
    """
    drawn = _drawn(cells)
    frame, codes, grids, floors = drawn.frame, drawn.codes, drawn.grids, drawn.floors
    _refuse_unknown(conn, grids)
    _refuse_waiting(conn, grids)
    _refuse_earlier(conn, grids, effective_at)
    standing = cells_of(conn, grids)
    final = _numbered(conn, drawn, standing)
    plan = _add(
        conn,
        grids,
        name=name,
        effective_at=effective_at,
        made_by=by,
        made_at=now,
        reason=reason,
        file_sha256=file_sha256,
        settings=json.dumps(dict(settings), ensure_ascii=False),
    )
    columns = {column: _values(frame, column, default) for column, default in _FIELDS.items()}
    columns |= {"floor_from": [low for low, _ in floors], "floor_to": [high for _, high in floors]}
    shape = [bytes(wkb) for wkb in shapely.to_wkb(drawn.shapes)]
    conn.execute(_SQL["add_cells"], {"plan": plan, "plan_code": codes, "code": final, "shape": shape, **columns})
    pass_serials(conn, Kind.MICRO_GRID.value, {g: max(int(c[-3:]) for c in final if c[:-3] == g) for g in grids})
    kept = len(set(standing.codes) & set(final))
    told = Published(
        plan,
        "published",
        effective_at,
        cells=len(final),
        kept=kept,
        begun=len(final) - kept,
        ended=len(standing.codes) - kept,
        renumbered={old: new for old, new in zip(codes, final, strict=True) if old != new},
    )
    if effective_at > now:
        return told
    return _with_state(told, enact(conn, plan, by=by))


def foresee(conn: Connection, cells: gpd.GeoDataFrame) -> list[str]:
    """The codes under which the cells of a plan would be known, were it published now. Raises as `publish`."""
    drawn = _drawn(cells)
    _refuse_unknown(conn, drawn.grids)
    return _numbered(conn, drawn, cells_of(conn, drawn.grids))


def grids_of(conn: Connection, codes: Sequence[str]) -> gpd.GeoDataFrame:
    """The grids that cells of these codes are of, as the register has them: code, shape in EPSG:4326.

    Raises Invalid for what is no code of a micro-grid, NotFound for a grid that is not in the register.
    """
    grids = sorted({parse(str(code), Kind.MICRO_GRID).text[:-3] for code in codes})
    _refuse_unknown(conn, grids)
    rows = conn.execute(_SQL["grids"], {"grids": grids}).all()
    shapes = shapely.from_wkb([bytes(row.shape) for row in rows])
    return gpd.GeoDataFrame({"code": [row.code for row in rows]}, geometry=shapes, crs=4326)


def grids_of_plan(conn: Connection, plan: int) -> list[str]:
    """The codes of the grids of a plan; none of a plan that is none."""
    return list(conn.execute(_SQL["grids_of_plan"], {"plan": plan}).scalars())


def enact(conn: Connection, plan: int, *, by: str) -> str:
    """Let a published plan take effect, from its day on; cells that end lead to those that take their place. Its state
    is returned: a plan in effect stays so. Raises NotFound, Conflict for one that was withdrawn.
    """
    row = _plan(conn, plan)
    if row["state"] in {"effective", "superseded"}:
        return str(row["state"])
    if row["state"] == "withdrawn":
        raise Conflict(f"plan {plan} was withdrawn", plan=plan)
    since: datetime = row["effective_at"]  # type: ignore[assignment]  # a row's values have no types
    changes.declare(conn, account=by, deed="redraw", reason=str(row["reason"]) or str(row["name"]), valid_from=since)
    changes.begin(conn)
    for step in ("end_cells", "keep_cells", "begin_cells"):
        conn.execute(_SQL[step], {"plan": plan, "since": since})
    conn.execute(_SQL["tell"], {"effective_at": since, "reason": row["reason"]})
    conn.execute(_SQL["take_effect"], {"plan": plan})
    conn.execute(_SQL["supersede"], {"plan": plan})
    return "effective"


def due(conn: Connection, *, now: datetime) -> list[int]:
    """Published plans whose day has come, in the order in which they take effect: each in a transaction of its own."""
    return list(conn.execute(_SQL["due"], {"now": now}).scalars())


def undo(conn: Connection, plan: int, *, by: str, now: datetime, reason: str = "") -> Published:
    """Take a plan back: one that waits for its day is withdrawn; after it, what stood before stands again from now on,
    by a new plan with the former codes.

    Raises NotFound, Conflict where it was taken back already or a later plan stands on some of its grids: that first.
    """
    row = _plan(conn, plan)
    if row["state"] == "published":
        conn.execute(_SQL["withdraw"], {"plan": plan, "by": by, "now": now})
        return Published(plan, "withdrawn", row["effective_at"], cells=0, kept=0, begun=0, ended=0)  # type: ignore[arg-type]
    if row["state"] == "withdrawn":
        raise Conflict(f"plan {plan} was withdrawn already", plan=plan)
    later = list(conn.execute(_SQL["later"], {"plan": plan}).scalars())
    if later:
        raise Conflict(f"plan {later[0]} stands on grids of plan {plan}: undo that first", plan=plan, later=later)
    named = {"name": f"{row['name']} ↩", "reason": reason, "file_sha256": "", "settings": "{}"}
    made = {"effective_at": now, "made_by": by, "made_at": now, "restores": plan}
    new = int(conn.execute(_SQL["add_plan"], named | made).scalar_one())
    conn.execute(_SQL["copied_grids"], {"plan": new, "restores": plan})
    cells = conn.execute(_SQL["restored_cells"], {"plan": new, "change": row["change_id"]}).rowcount
    grids = grids_of_plan(conn, plan)
    before = set(cells_of(conn, grids).codes)
    cells = conn.execute(_SQL["restored_cells"], {"plan": new, "change": row["change_id"]}).rowcount
    state = enact(conn, new, by=by)
    after = set(cells_of(conn, grids).codes)
    kept = len(before & after)
    return Published(new, state, now, cells=cells, kept=kept, begun=len(after) - kept, ended=len(before) - kept)


def listed(conn: Connection, *, limit: int = 50) -> list[Mapping[str, object]]:
    """The newest plans, with the number of their grids and cells."""
    return [dict(row) for row in conn.execute(_SQL["listed"], {"limit": limit}).mappings()]


def _plan(conn: Connection, plan: int) -> Mapping[str, object]:
    row = conn.execute(_SQL["plan"], {"plan": plan}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no plan {plan}", plan=plan)
    return dict(row)


def _refuse_unknown(conn: Connection, grids: list[str]) -> None:
    unknown = list(conn.execute(_SQL["unknown_grids"], {"grids": grids}).scalars())
    if unknown:
        shown = ", ".join(unknown[:_SHOWN]) + (", …" if len(unknown) > _SHOWN else "")
        raise NotFound(f"{len(unknown)} grids of the plan are not in the register: {shown}; import them first")


def _refuse_waiting(conn: Connection, grids: list[str]) -> None:
    waiting = list(conn.execute(_SQL["waiting"], {"grids": grids}).scalars())
    if waiting:
        raise Conflict(f"plan {waiting[0]} for some of these grids waits for its day: withdraw it first", plans=waiting)


def _refuse_earlier(conn: Connection, grids: list[str], effective_at: datetime) -> None:
    row = conn.execute(_SQL["later_in_effect"], {"grids": grids, "effective_at": effective_at}).one_or_none()
    if row is not None:
        raise Conflict(
            f"plan {row.id} holds on some of these grids from {row.effective_at:%Y-%m-%d %H:%M %Z}: a plan from before "
            "that would leave a time without cells; say a later day",
            plan=row.id,
        )


def cells_of(conn: Connection, grids: Sequence[str]) -> Cells:
    """The micro-grids that stand in grids, by code; a plan stands for all of them."""
    rows = conn.execute(_SQL["standing"], {"grids": list(grids)}).all()
    shapes = shapely.from_wkb([bytes(row.shape) for row in rows])
    return Cells([row.code for row in rows], shapes, [(row.floor_from, row.floor_to) for row in rows])


def _add(conn: Connection, grids: list[str], **told: object) -> int:
    plan = int(conn.execute(_SQL["add_plan"], {**told, "restores": None}).scalar_one())
    conn.execute(_SQL["add_grids"], {"plan": plan, "grids": grids})
    return plan


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Cells of a plan in EPSG:4326 as `frame`, with codes, grids, shapes and floors checked for their form."""

    frame: gpd.GeoDataFrame
    codes: list[str]
    grids: list[str]
    shapes: Shapes
    floors: list[tuple[int | None, int | None]]


def _drawn(cells: gpd.GeoDataFrame) -> _Drawn:
    frame = cells.to_crs(4326) if cells.crs is not None else cells.set_crs(4326)
    codes = [parse(str(code), Kind.MICRO_GRID).text for code in frame["code"]]
    if not codes:
        raise Invalid("the plan has no cells")
    floors = [(_whole(low), _whole(high)) for low, high in zip(*_floors(frame), strict=True)]
    grids = sorted({code[:-3] for code in codes})
    return _Drawn(frame, codes, grids, shapely.force_2d(frame.geometry.to_numpy()), floors)


def _numbered(conn: Connection, drawn: _Drawn, standing: Cells) -> list[str]:
    issued = frozenset(conn.execute(_SQL["issued"], {"codes": drawn.codes}).scalars())
    last = {row.prefix: int(row.last) for row in conn.execute(_SQL["last"], {"grids": drawn.grids})}
    return number(Cells(drawn.codes, drawn.shapes, drawn.floors), standing=standing, last=last, issued=issued)


def _floors(frame: gpd.GeoDataFrame) -> tuple[list[object], list[object]]:
    return _values(frame, "floor_from", None), _values(frame, "floor_to", None)


def _values(frame: gpd.GeoDataFrame, column: str, default: object) -> list[object]:
    if column not in frame:
        return [default] * len(frame)
    values = frame[column].astype(object).where(frame[column].notna(), None)
    return [default if value is None else value for value in values]


def _whole(value: object) -> int | None:
    return None if value is None else int(str(value).split(".")[0])


def _with_state(told: Published, state: str) -> Published:
    return Published(**{name: getattr(told, name) for name in told.__slots__} | {"state": state})
