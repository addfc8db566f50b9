"""`jingge campaign`: plan a sweep, start it, see how far it is."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

import typer

from api.cli import shell
from api.cli.shell import Json, Login
from api.walk_shapes import walk_answer
from inspections.campaigns import campaign, coverage, parameters, worklist
from inspections.campaigns.campaign import Campaign
from inspections.campaigns.parameters import Staffing
from inspections.walks import walking

app = typer.Typer(help="Campaigns: who walks where until everything was looked at.", no_args_is_help=True)

Id = Annotated[UUID, typer.Argument(help="The id of the campaign.")]


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    *,
    area: Annotated[str, typer.Option(help="Code of a division, street or community.")],
    starts_on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day.")],
    days: Annotated[int, typer.Option(help="How many days it may take.")] = 14,
    staffing: Annotated[Staffing, typer.Option(help="A team, or each grid's own worker.")] = Staffing.TEAM,
    look_s: Annotated[float, typer.Option(help="Seconds at a cover.")] = parameters.Parameters().look_s,
    login: Login = None,
    json: Json = False,
) -> None:
    """Make a campaign; nothing is frozen before its start."""
    with shell.to_write("campaign create", target=name) as conn:
        made = campaign.create(
            conn,
            shell.actor(conn, login),
            id=uuid4(),
            name=name,
            area_code=area,
            starts_on=starts_on.date(),
            days=days,
            staffing=staffing,
            parameters=parameters.parse({"look_s": look_s}),
            now=shell.now(),
        )
    shell.tell(_plain(made), as_json=json, words=str(made.id))


@app.command()
def plan(
    campaign_id: Id,
    *,
    days: Annotated[int | None, typer.Option(help="Reckon the people for so many days.")] = None,
    people: Annotated[int | None, typer.Option(help="Reckon the days for so many people.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Reckon people from days, or days from people."""
    with shell.to_write("campaign plan", target=f"campaign {campaign_id}") as conn:
        planned = campaign.plan(conn, shell.actor(conn, login), campaign_id, days=days, people=people)
    notes = planned.plan.get("notes_zh") or ()
    assert isinstance(notes, list | tuple)
    words = f"{planned.plan.get('people')} people, {planned.plan.get('days')} days\n" + "\n".join(map(str, notes))
    shell.tell(_plain(planned), as_json=json, words=words.strip())


@app.command()
def start(campaign_id: Id, *, login: Login = None, json: Json = False) -> None:
    """Freeze the scope and give out the work."""
    with shell.to_write("campaign start", target=f"campaign {campaign_id}") as conn:
        started = campaign.start(conn, shell.actor(conn, login), campaign_id, now=shell.now())
    shell.tell(_plain(started), as_json=json, words=f"{started.name} runs with {started.plan.get('people')} people")


@app.command()
def end(campaign_id: Id, *, login: Login = None, json: Json = False) -> None:
    """Close the books: what has no result was missed."""
    with shell.to_write("campaign end", target=f"campaign {campaign_id}") as conn:
        ended = campaign.end(conn, shell.actor(conn, login), campaign_id, now=shell.now())
    shell.tell(_plain(ended), as_json=json, words=f"{ended.name} has ended")


@app.command("list")
def list_campaigns(*, login: Login = None, json: Json = False) -> None:
    """List the newest campaigns."""
    with shell.to_read() as conn:
        rows = [_plain(one) for one in campaign.listed(conn, shell.actor(conn, login))]
    columns = ("id", "name", "state", "area_code", "starts_on", "days")
    shell.tell({"campaigns": rows}, as_json=json, words=shell.table(rows, columns=columns))


@app.command()
def progress(campaign_id: Id, *, login: Login = None, json: Json = False) -> None:
    """Say how far a campaign is; exit 1 while covers have no result."""
    with shell.to_read() as conn:
        actor = shell.actor(conn, login)
        found = campaign.by_id(conn, actor, campaign_id)
        done = coverage.progress(conn, campaign_id, areas=campaign.visible_areas(actor))
    total = done.total
    answer = {
        "id": found.id,
        "name": found.name,
        "state": found.state,
        "covers": total.targets,
        "results": {result: total.covers[result] for result in coverage.RESULTS},
        "coverage": total.coverage,
        "units": dict(total.units),
        "units_coverage": done.units_coverage,
    }
    share = "-" if total.coverage is None else f"{total.coverage:.1%}"
    words = f"{found.name} ({found.state}): {share} of {total.targets:,} covers, {total.covers['unseen']:,} unseen"
    shell.tell(answer, as_json=json, words=words)
    raise typer.Exit(1 if total.covers["unseen"] else 0)


@app.command()
def walk(
    campaign_id: Id,
    number: Annotated[int, typer.Argument(help="The number of the assignment.")],
    *,
    day: Annotated[int | None, typer.Option(help="A day of the campaign; else today and what is left over.")] = None,
    lon: Annotated[float | None, typer.Option(help="Where the walker stands.")] = None,
    lat: Annotated[float | None, typer.Option(help="Where the walker stands.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Tell the closed walk of what is left of an assignment, step by step."""
    with shell.to_read() as conn:
        who = shell.actor(conn, login)
        share = worklist.by_number(conn, campaign_id, number, areas=campaign.visible_areas(who))
        planned = walking.replan(conn, who, campaign_id, share.id, day_no=day, lon=lon, lat=lat, now=shell.now())
    head = f"{planned.metres:,.0f} m, {planned.minutes:.0f} min, {planned.covers} covers"
    steps = [f"{step.words.zh}  {step.words.en}" for step, _ in planned.steps]
    shell.tell(walk_answer(planned).model_dump(), as_json=json, words="\n".join([head, *steps]))


def _plain(one: Campaign) -> dict[str, Any]:
    return asdict(one)
