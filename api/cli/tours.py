"""`jingge tour`: a day of crews planned, read, planned anew."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated
from uuid import UUID, uuid4

import typer

from api.cli import shell
from api.cli.shell import Json, Login
from inspections.crews import listing, touring
from inspections.crews.listing import Opened
from inspections.crews.touring import Asked
from inspections.tickets.steps import Outcome

app = typer.Typer(help="Tours: crews' days on the roads.", no_args_is_help=True)

Id = Annotated[UUID, typer.Argument(help="The id of the plan.")]


@app.command()
def plan(
    house: Annotated[str, typer.Argument(help="Whose crews: the code of an organisation.")],
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The day.")],
    *,
    publish: Annotated[bool, typer.Option("--publish", help="Crews drive by it and get its tickets.")] = False,
    login: Login = None,
    json: Json = False,
) -> None:
    """Plan a day: a draft, published with --publish."""
    asked = Asked(uuid4(), house, date(day.year, day.month, day.day))
    with shell.to_write("tour plan", target=f"tours {asked.id}") as conn:
        actor, now = shell.actor(conn, login), shell.now()
        touring.plan_tours(conn, actor, asked, now=now)
        assigned = touring.publish(conn, actor, asked.id, if_version=1, now=now).assigned if publish else ()
        opened = listing.open_plan(conn, actor, asked.id)
    _tell(opened, assigned, json=json)


@app.command()
def show(plan_id: Id, *, login: Login = None, json: Json = False) -> None:
    """Show a plan: stops with times, what is left out and why."""
    with shell.to_read() as conn:
        opened = listing.open_plan(conn, shell.actor(conn, login), plan_id)
    _tell(opened, (), json=json)


@app.command()
def replan(
    plan_id: Id,
    *,
    came: Annotated[str | None, typer.Option(help="The number of the ticket it is done for.")] = None,
    publish: Annotated[bool, typer.Option("--publish", help="Crews drive by it and get its tickets.")] = False,
    login: Login = None,
    json: Json = False,
) -> None:
    """Plan the rest of a day anew: what is begun stays, few others move."""
    anew = uuid4()
    with shell.to_write("tour replan", target=f"tours {plan_id}") as conn:
        actor, now = shell.actor(conn, login), shell.now()
        touring.replan(conn, actor, anew, plan_id, came=came, now=now)
        assigned = touring.publish(conn, actor, anew, if_version=1, now=now).assigned if publish else ()
        opened = listing.open_plan(conn, actor, anew)
    _tell(opened, assigned, json=json)


def _tell(opened: Opened, assigned: Sequence[Outcome], *, json: bool) -> None:
    head = opened.head
    stops = [asdict(stop) | {"place_zh": stop.place.zh} for tour in opened.tours for stop in tour.stops]
    left = [asdict(one) | {"words_zh": one.words.zh, "words_en": one.words.en} for one in opened.left]
    moves = [asdict(one) | {"words_zh": one.words.zh, "words_en": one.words.en} for one in opened.moves]
    words = [
        f"{head.id} {head.day} {head.house_code} {head.state}: {len(stops)} stops, {len(left)} left out",
        shell.table(stops, columns=("crew_code", "position", "arrives_at", "ends_at", "due_at", "numbers", "place_zh")),
    ]
    if left:
        words.append(shell.table(left, columns=("numbers", "reasons", "words_zh", "words_en")))
    if moves:
        words.append(shell.table(moves, columns=("job", "before", "after", "words_zh", "words_en")))
    refused = [{"code": one.error.code, "detail": one.error.message} for one in assigned if one.error]
    if assigned:
        words.append(f"{len(assigned) - len(refused)} tickets assigned to their crews, {len(refused)} refused")
        words += [one["detail"] for one in refused]
    told = asdict(opened) | {"assigned": len(assigned) - len(refused), "refused": refused}
    shell.tell(told, as_json=json, words="\n".join(words))
