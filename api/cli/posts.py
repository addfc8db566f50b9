"""`jingge post`: who answers for a community, a grid, a micro-grid, a building or an entrance, and where nobody."""

from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import typer

from api.cli import shell
from api.cli.shell import Json, Login
from api.post_shapes import DoubleAnswer, PostAnswer, PostKindAnswer, VacancyAnswer
from registry.posts import files, keeping, kinds, listing
from registry.posts.listing import MOST, Wanted
from registry.posts.post import Appointment, Post, State, moment, sees_party

app = typer.Typer(help="Posts: who answers for which place, what is vacant.", no_args_is_help=True)

Area = Annotated[str | None, typer.Option(help="Only below this code: a division, street, community or grid.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="Only this kind of post; may be given several times.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the post.")]
Until = Annotated[
    str | None, typer.Option("--to", metavar="DAY", help="Until when: a day, or ISO 8601 with its offset.")
]
Limit = Annotated[int, typer.Option(min=1, max=MOST, help="As many at most.")]
After = Annotated[int, typer.Option(min=0, help="Go on after so many.")]
_COLUMNS = ("place", "kind_zh", "holder", "deputy", "since", "until", "state_zh", "id")


@app.command()
def appoint(
    kind: Annotated[str, typer.Argument(help="The kind of post: micro_grid_leader, 微网格长, … (jingge post kinds).")],
    place: Annotated[str, typer.Argument(help="The code of the place.")],
    holder: Annotated[str, typer.Argument(help="Who: a neutral label, such as a number of personnel.")],
    *,
    contact: Annotated[str, typer.Option(help="How they are reached; told to nobody outside.")] = "",
    deputy: Annotated[str, typer.Option(help="The label of their deputy.")] = "",
    since: Annotated[str | None, typer.Option("--from", metavar="DAY", help="From when on; else from now on.")] = None,
    until: Until = None,
    reason: Reason = "",
    id_: Annotated[
        UUID | None, typer.Option("--id", help="Of the appointment: the same again changes nothing.")
    ] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Give somebody a post at a place."""
    asked = Appointment(
        id=id_ or uuid4(),
        kind=kind,
        place=place,
        holder=holder,
        contact=contact,
        deputy=deputy,
        since=moment("from", since),
        until=moment("to", until),
        reason=reason,
    )
    with shell.to_write("post appoint", target=f"place {place}") as conn:
        post = keeping.appoint(conn, shell.actor(conn, login), asked, now=shell.now())
    _tell_one(post, as_json=json)


@app.command()
def end(
    post: Annotated[UUID, typer.Argument(help="The id of the post, as `post list` tells it.")],
    *,
    until: Until = None,
    reason: Reason = "",
    login: Login = None,
    json: Json = False,
) -> None:
    """Say that a post ends, now or from a day on; one that has not begun is withdrawn."""
    with shell.to_write("post end", target=f"post {post}") as conn:
        by, when = shell.actor(conn, login), moment("to", until)
        ended = keeping.end(conn, by, post, now=shell.now(), until=when, reason=reason)
    _tell_one(ended, as_json=json)


@app.command("list")
def list_posts(
    *,
    area: Area = None,
    place: Annotated[str | None, typer.Option(help="Only of this very place.")] = None,
    kind: Kinds = None,
    holder: Annotated[str | None, typer.Option(help="Only those of this person.")] = None,
    state: Annotated[
        list[State] | None, typer.Option(help="Only in this state; held, coming and to_reappoint by default.")
    ] = None,
    limit: Limit = 100,
    after: After = 0,
    login: Login = None,
    json: Json = False,
) -> None:
    """List who holds which post; those whose micro-grid is no more are there too, to be appointed anew."""
    states = state or [State.HELD, State.COMING, State.TO_REAPPOINT]
    wanted = Wanted(area=area, place=place, kinds=kind or (), holder=holder, states=states)
    with shell.to_read() as conn:
        page = listing.posts(conn, shell.actor(conn, login), wanted, now=shell.now(), limit=limit, after=after)
    answers = [PostAnswer.of(post) for post in page.posts]
    words = shell.table([one.model_dump() for one in answers], columns=_COLUMNS)
    rows = [one.model_dump(mode="json") for one in answers]
    shell.tell({"posts": rows, "next": page.next}, as_json=json, words=words)


@app.command()
def vacancies(
    *,
    area: Area = None,
    kind: Kinds = None,
    limit: Limit = 100,
    after: After = 0,
    login: Login = None,
    json: Json = False,
) -> None:
    """List the places where a post is vacant, and how many of each kind are."""
    with shell.to_read() as conn:
        found = listing.vacancies(
            conn,
            shell.actor(conn, login),
            now=shell.now(),
            area=area,
            of=kind or (),
            limit=limit,
            after=after,
        )
    rows = [VacancyAnswer.of(one).model_dump(mode="json") for one in found.rows]
    words = [shell.table(rows, columns=("place", "kind_zh", "kind_en", "missing"))]
    words += [f"{missing:,} {code} vacant in all" for code, missing in found.total.items()]
    answer = {"total": dict(found.total), "vacancies": rows, "next": found.next}
    shell.tell(answer, as_json=json, words="\n".join(words))


@app.command()
def doubles(*, area: Area = None, login: Login = None, json: Json = False) -> None:
    """List who holds the same post in two cells or more."""
    with shell.to_read() as conn:
        found = listing.doubles(conn, shell.actor(conn, login), now=shell.now(), area=area)
    rows = [DoubleAnswer.of(one).model_dump(mode="json") for one in found]
    shell.tell({"holders": rows}, as_json=json, words=shell.table(rows, columns=("holder", "kind_zh", "places")))


@app.command("kinds")
def list_kinds(*, login: Login = None, json: Json = False) -> None:
    """List the kinds of posts there are (post_kinds.csv, loaded by import-classes)."""
    with shell.to_read() as conn:
        is_party = sees_party(shell.actor(conn, login))
        found = [kind for kind in kinds.read_all(conn) if is_party or not kind.party]
    rows = [PostKindAnswer.of(kind).model_dump(mode="json") for kind in found]
    columns = ("code", "name_zh", "name_en", "place_kind", "employment", "needed", "seats")
    shell.tell({"kinds": rows}, as_json=json, words=shell.table(rows, columns=columns))


@app.command("import")
def import_posts(
    file: Annotated[
        Path, typer.Argument(dir_okay=False, help="CSV: kind, place, holder, contact, deputy, from, to, …")
    ],
    *,
    rejects: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Write the refused rows here, to be corrected and imported again."),
    ] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Appoint by every row of a table; exit 1 where rows were refused. The same table again changes nothing."""
    rows = files.read(file)
    with shell.to_write("post import", target=file.name) as conn:
        report = files.load(conn, shell.actor(conn, login), rows, now=shell.now())
    if rejects is not None and report.rejects:
        files.write_rejects(rejects, report.rejects)
    words = [f"{report.new:,} new, {report.unchanged:,} unchanged, {len(report.rejects):,} rejected"]
    words += [f"line {one.line}: {one.reason}" for one in report.rejects]
    refused = [{"line": one.line, "reason": one.reason, "row": one.row} for one in report.rejects]
    answer = {"new": report.new, "unchanged": report.unchanged, "rejected": len(refused), "rejects": refused}
    shell.tell(answer, as_json=json, words="\n".join(words))
    raise typer.Exit(1 if report.rejects else 0)


@app.command()
def erase(
    holder: Annotated[str, typer.Argument(help="The label of the person.")], *, login: Login = None, json: Json = False
) -> None:
    """Forget a person: label and contact go, the posts stay as posts of nobody named."""
    with shell.to_write("post erase", target="a holder of posts") as conn:
        count = keeping.erase(conn, shell.actor(conn, login), holder, now=shell.now())
    shell.tell({"posts": count}, as_json=json, words=f"erased; {count} posts stay without a name")


def _tell_one(post: Post, *, as_json: bool) -> None:
    answer = PostAnswer.of(post)
    words = shell.table([answer.model_dump()], columns=_COLUMNS)
    shell.tell(answer.model_dump(mode="json"), as_json=as_json, words=words)
