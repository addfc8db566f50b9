"""`jingge duty`: who is there, shifts, gaps before they happen, leave, and hand-over."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import typer

from api.cli import shell
from api.cli.guards import ClientId
from api.cli.shell import Json, Login
from api.duty_shapes import ActingAnswer, GapAnswer, HandoverAnswer, ShiftAnswer, StationAnswer
from api.routes.duty import RosterBody
from api.routes.pages import imprint_of
from inspections.duty import handover as handovers
from inspections.duty import rosters, stations
from inspections.duty.resolving import Stretch
from inspections.duty.rosters import LeaveKind
from inspections.tickets.sight import MOST
from maps import handover_sheet
from maps.words import Language
from registry.errors import Invalid
from registry.exporting.whole import appearing
from registry.history import moments

app = typer.Typer(help="Duty: who is there, shifts, leave, gaps, hand-over.", no_args_is_help=True)

Station = Annotated[UUID, typer.Argument(help="The id of the station.")]
Days = Annotated[int, typer.Option(min=1, max=stations.MOST_DAYS, help="From now for so many days.")]
Moment = Annotated[str, typer.Option(help="A moment with its offset: 2026-11-26T08:00:00+08:00.")]


@app.command("stations")
def list_stations(*, login: Login = None, json: Json = False) -> None:
    """List stations."""
    with shell.to_read() as conn:
        found, _ = stations.list_stations(conn, shell.actor(conn, login), limit=MOST)
    rows = [StationAnswer.of(one).model_dump(mode="json") for one in found]
    columns = ("id", "kind", "area_code", "org_code", "name", "supervisor_id")
    shell.tell({"stations": rows}, as_json=json, words=shell.table(rows, columns=columns))


@app.command()
def roster(
    station: Station,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JSON, as the body of the request.")],
    *,
    days: Days = 31,
    login: Login = None,
    json: Json = False,
) -> None:
    """Keep a roster and make its shifts of the days to come; the same file again changes nothing."""
    body = RosterBody.model_validate_json(file.read_text("utf-8-sig"))
    now = shell.now()
    with shell.to_write("duty roster", target=f"station {station}") as conn:
        actor, pattern = shell.actor(conn, login), body.pattern()
        code = body.calendar_code
        rosters.add_roster(conn, actor, id_=body.id, station_id=station, pattern=pattern, calendar_code=code, now=now)
        first = now.astimezone(pattern.zone).date()
        last = first + timedelta(days=days - 1)
        made = rosters.publish(conn, actor, body.id, first=first, last=last, now=now)
    rows = [ShiftAnswer.of(one).model_dump(mode="json") for one in made]
    shell.tell({"shifts": rows}, as_json=json, words=f"{len(rows)} shifts")


@app.command()
def shifts(station: Station, *, days: Days = 7, login: Login = None, json: Json = False) -> None:
    """List the shifts of the days to come."""
    with shell.to_read() as conn:
        stations.seen(conn, shell.actor(conn, login), station)
        found = rosters.list_shifts(conn, station, _ahead(days))
    answers = [ShiftAnswer.of(one) for one in found]
    words = shell.table([one.model_dump() for one in answers], columns=("begins_at", "ends_at", "account_id"))
    shell.tell({"shifts": [one.model_dump(mode="json") for one in answers]}, as_json=json, words=words)


@app.command()
def leave(
    account: Annotated[UUID, typer.Argument(help="The account that is away.")],
    kind: LeaveKind,
    *,
    since: Moment,
    until: Moment,
    id_: ClientId = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Say that somebody is away."""
    id_ = id_ or uuid4()
    within = Stretch(_moment("since", since), _moment("until", until))
    with shell.to_write("duty leave", target=f"leave {id_}") as conn:
        actor = shell.actor(conn, login)
        rosters.take_leave(conn, actor, id_=id_, account_id=account, within=within, kind=kind, now=shell.now())
    shell.tell({"id": str(id_)}, as_json=json, words=f"leave {id_}")


@app.command()
def who(station: Station, *, login: Login = None, json: Json = False) -> None:
    """Tell who is on duty now, following leave and stand-ins."""
    with shell.to_read() as conn:
        stations.seen(conn, shell.actor(conn, login), station)
        there = stations.who(conn, [station], now=shell.now())[station]
    rows = [ActingAnswer.of(one).model_dump(mode="json") for one in there]
    columns = ("responsible_id", "current_id", "reason_zh", "reason_en")
    shell.tell({"acting": rows}, as_json=json, words=shell.table(rows, columns=columns))


@app.command()
def gaps(station: Station, *, days: Days = 31, login: Login = None, json: Json = False) -> None:
    """List the spans that nobody will cover; exit 1 where there are any."""
    with shell.to_read() as conn:
        found = stations.gaps_of(conn, stations.seen(conn, shell.actor(conn, login), station), _ahead(days))
    answers = [GapAnswer.of(one) for one in found]
    columns = ("begins_at", "ends_at", "reason_zh", "reason_en")
    words = shell.table([one.model_dump() for one in answers], columns=columns)
    shell.tell({"gaps": [one.model_dump(mode="json") for one in answers]}, as_json=json, words=words)
    if answers:
        raise typer.Exit(1)


@app.command()
def handover(
    station: Station,
    *,
    begins: Moment,
    ends: Moment,
    until: Moment,
    out: Annotated[Path | None, typer.Option(metavar="FILE.html", dir_okay=False, help="Write it as a page.")] = None,
    lang: Annotated[Language, typer.Option(help="The language of the page.")] = Language.ZH,
    id_: ClientId = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Make the sheet of the shift that ends, for the one that lasts until then."""
    id_ = id_ or uuid4()
    times = {"begins_at": _moment("begins", begins), "ends_at": _moment("ends", ends), "until": _moment("until", until)}
    with shell.to_write("duty handover", target=f"handover {id_}") as conn:
        actor = shell.actor(conn, login)
        one = handovers.make(conn, actor, id_=id_, station_id=station, **times, now=shell.now())
    if out is not None:
        page = handover_sheet.render(one, language=lang, imprint=imprint_of(shell.settings()))
        with appearing(out) as folder:
            (folder / out.name).write_text(page, "utf-8")
    shell.tell(HandoverAnswer.of(one).model_dump(mode="json"), as_json=json, words=f"{one.id} SHA-256 {one.sha256}")


def _ahead(days: int) -> Stretch:
    now = shell.now()
    return Stretch(now, now + timedelta(days=days))


def _moment(name: str, text: str) -> datetime:
    found = moments.read(name, text)
    if found is None:
        raise Invalid(f"say {name}: a moment with its offset", field=name)
    return found
