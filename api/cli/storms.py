"""`jingge storm`: declared by one act; low points, watchers, paper sheets, and the report afterwards."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import typer

from api.cli import shell
from api.cli.guards import ClientId, Minutes
from api.cli.shell import Json, Login
from api.guard_shapes import GuardAnswer
from api.routes.pages import imprint_of
from api.storm_shapes import BareCoversAnswer, LowPointAnswer, StormAnswer, StormReport
from api.stormsheets import sheets_of
from inspections.guards import lowlands, storms
from inspections.guards import report as reports
from inspections.guards.keeping import Kind
from inspections.guards.shafts import Posting
from inspections.guards.storms import PROFILE, TOUR_MINUTES, Level, Storm
from inspections.tickets.sight import MOST
from maps import storm_report
from maps.words import Language
from registry.errors import Invalid
from registry.exporting.whole import appearing

app = typer.Typer(help="Storm mode: what holds, where to watch, paper sheets, the report.", no_args_is_help=True)

Id = Annotated[UUID, typer.Argument(help="The id of the storm.")]
Reason = Annotated[str, typer.Option(help="Why.")]


@app.command("list")
def list_storms(*, login: Login = None, json: Json = False) -> None:
    """List storms, newest first."""
    with shell.to_read() as conn:
        found, _ = storms.list_storms(conn, shell.actor(conn, login))
    answers = [StormAnswer.of(one) for one in found]
    columns = ("id", "level", "area_code", "profile", "begins_at", "ended_at")
    words = shell.table([one.model_dump() for one in answers], columns=columns)
    shell.tell({"storms": [one.model_dump(mode="json") for one in answers]}, as_json=json, words=words)


@app.command()
def declare(
    area: Annotated[str, typer.Argument(help="The code of a division, street or community.")],
    level: Annotated[Level, typer.Argument(help="The level of the warning.")],
    *,
    profile: Annotated[str, typer.Option(help="The table of limits that holds meanwhile.")] = PROFILE,
    tour_minutes: Annotated[int, typer.Option(min=10, max=600, help="What a tour takes at most.")] = TOUR_MINUTES,
    reason: Reason = "",
    id_: ClientId = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Declare a storm from now on."""
    id_ = id_ or uuid4()
    with shell.to_write("storm declare", target=f"storm {id_}") as conn:
        storm = storms.declare(
            conn,
            shell.actor(conn, login),
            id_=id_,
            area_code=area,
            level=level,
            profile=profile,
            tour_minutes=tour_minutes,
            reason=reason,
            now=shell.now(),
        )
    _tell(storm, as_json=json)


@app.command()
def grade(
    storm: Id,
    level: Annotated[Level, typer.Argument(help="The level from now on.")],
    *,
    reason: Reason = "",
    login: Login = None,
    json: Json = False,
) -> None:
    """Raise or lower the level of a storm."""
    with shell.to_write("storm grade", target=f"storm {storm}") as conn:
        actor, version = shell.actor(conn, login), storms.get(conn, storm).version
        found = storms.grade(
            conn, actor, storm, level, event_id=uuid4(), if_version=version, reason=reason, now=shell.now()
        )
    _tell(found, as_json=json)


@app.command()
def end(storm: Id, *, reason: Reason = "", login: Login = None, json: Json = False) -> None:
    """End a storm: the usual limits hold again."""
    with shell.to_write("storm end", target=f"storm {storm}") as conn:
        actor, version = shell.actor(conn, login), storms.get(conn, storm).version
        found = storms.end(conn, actor, storm, event_id=uuid4(), if_version=version, reason=reason, now=shell.now())
    _tell(found, as_json=json)


@app.command("low-points")
def low_points(
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="CSV: name, lon, lat, within_m, source.")
    ] = None,
    *,
    login: Login = None,
    json: Json = False,
) -> None:
    """List low points; with a file, take those of it first (the same file again changes nothing)."""
    if file is not None:
        new = lowlands.read_file(file.read_text("utf-8-sig"))
        with shell.to_write("storm low-points", target=file.name) as conn:
            lowlands.add(conn, shell.actor(conn, login), new, now=shell.now())
    with shell.to_read() as conn:
        points, _ = lowlands.list_points(conn, shell.actor(conn, login), limit=MOST)
    rows = [LowPointAnswer.of(one).model_dump(mode="json") for one in points]
    columns = ("id", "name", "community_code", "within_m", "source")
    shell.tell({"low_points": rows}, as_json=json, words=shell.table(rows, columns=columns))


@app.command()
def covers(storm: Id, *, login: Login = None, json: Json = False) -> None:
    """List covers without fall nets at low points in the area of a storm."""
    with shell.to_read() as conn:
        actor, found = shell.actor(conn, login), storms.get(conn, storm)
        storms.check_sees(actor, found)
        points, _ = lowlands.list_points(conn, actor, area=found.area_code, limit=MOST)
        answer = BareCoversAnswer.of(lowlands.bare_covers(conn, found.area_code), len(points))
    told = answer.model_dump(mode="json")
    words = shell.table(told["covers"], columns=("code", "class_zh", "net", "low_point", "distance_m"))
    if not points:
        words = "no low point was named (jingge storm low-points FILE.csv): the register has no heights"
    shell.tell(told, as_json=json, words=words)


@app.command()
def watch(
    storm: Id,
    low_point: Annotated[UUID, typer.Argument(help="The id of the low point.")],
    who: Annotated[str, typer.Argument(help="The post in words: who stands there.")],
    *,
    minutes: Minutes,
    org: Annotated[str | None, typer.Option(help="Of this organisation.")] = None,
    account: Annotated[UUID | None, typer.Option(help="The account that stands there.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Post a watcher at a low point from now on."""
    now = shell.now()
    posting = Posting(uuid4(), Kind.WATCH, account, org, who, now, now + timedelta(minutes=minutes))
    with shell.to_write("storm watch", target=f"storm {storm}") as conn:
        guard = storms.post_watcher(conn, shell.actor(conn, login), storm, low_point, posting, now=now)
    told = f"{guard.id}: {guard.post} until {shell.said(guard.until)}"
    shell.tell(GuardAnswer.of(guard).model_dump(mode="json"), as_json=json, words=told)


@app.command()
def sheets(
    storm: Id,
    out: Annotated[Path, typer.Argument(metavar="FILE.pdf", dir_okay=False, help="The PDF to write.")],
    *,
    segment: Annotated[
        list[str] | None, typer.Option(help="A road segment; else where covers at low points have no net.")
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Mark it as a draft; then any address will do.")] = False,
    login: Login = None,
    json: Json = False,
) -> None:
    """Write paper sheets, a page a road segment, with its code to scan back."""
    with shell.to_read() as conn:
        made = sheets_of(
            conn,
            shell.actor(conn, login),
            storm,
            segments=segment or (),
            settings=shell.settings(),
            draft=draft,
            now=shell.now(),
        )
    with appearing(out) as folder:
        (folder / out.name).write_bytes(made.pdf)
    shell.tell({"file": str(out), "pages": made.pages}, as_json=json, words=f"{out}: {made.pages} pages")


@app.command()
def report(
    storm: Id,
    *,
    out: Annotated[Path | None, typer.Option(metavar="FILE.html", dir_okay=False, help="Write it as a page.")] = None,
    lang: Annotated[Language, typer.Option(help="The language of the page.")] = Language.ZH,
    login: Login = None,
    json: Json = False,
) -> None:
    """Tell the figures of a storm, with a line for each hazard."""
    with shell.to_read() as conn:
        found = reports.report(conn, shell.actor(conn, login), storm, now=shell.now())
    if out is not None:
        page = storm_report.render(found, language=lang, imprint=imprint_of(shell.settings()))
        try:
            out.write_text(page, "utf-8")
        except OSError as error:
            raise Invalid(f"{out} cannot be written: {error.strerror}", file=str(out)) from error
    answer = StormReport.of(found).model_dump(mode="json")
    figures = {name.replace("_", " "): f"{figure:,}" for name, figure in answer["figures"].items()}
    widest, longest = (max(map(len, some)) for some in (figures, figures.values()))
    words = "\n".join(f"{name:{widest}}  {figure:>{longest}}" for name, figure in figures.items())
    shell.tell(answer, as_json=json, words=words)


def _tell(storm: Storm, *, as_json: bool) -> None:
    answer = StormAnswer.of(storm).model_dump(mode="json")
    state = "ended" if storm.ended_at else f"limits {storm.profile}, tours of {storm.tour_minutes} min"
    shell.tell(answer, as_json=as_json, words=f"{storm.id} {storm.level} in {storm.area_code}: {state}")
