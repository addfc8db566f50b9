"""`jingge duplicates`: tickets, or another system's cases, that may be one; found, judged, taken back."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID, uuid4

import typer

from api.cli import shell
from api.cli.shell import Json, Login, OfTicket
from api.duplicate_shapes import JudgedAnswer, PairAnswer
from inspections.duplicates import listing, merging, pictures, suggesting
from inspections.duplicates.listing import State, Wanted
from inspections.duplicates.merging import Answer, Judged
from inspections.observations.photostore import PhotoStore

app = typer.Typer(help="What may have been told twice.", no_args_is_help=True)

Id = Annotated[UUID, typer.Argument(help="The id of the pair.")]
Reason = Annotated[str, typer.Option(help="Why: kept with the decision.")]
By = Annotated[str, typer.Option("--login", help="The dispatcher who decides.")]
Source = Annotated[str | None, typer.Option(help="Cases of this other system instead of open tickets.")]


@app.command()
def find(
    *,
    source: Source = None,
    by_rule: Annotated[bool, typer.Option("--by-rule", help="Merge at once what the rule allows.")] = False,
    json: Json = False,
) -> None:
    """Compare open tickets, or another system's cases, and keep what may be one."""
    with shell.to_write("duplicates find", target=source or "tickets") as conn:
        if source is None:
            new = suggesting.suggest_tickets(conn, now=shell.now())
        else:
            new = suggesting.suggest_foreign(conn, source, now=shell.now())
        merged = merging.merge_by_rule(conn, now=shell.now()) if by_rule and source is None else 0
    shell.tell({"new": new, "merged": merged}, as_json=json, words=f"{new} new pairs, {merged} merged by rule")


@app.command("list")
def list_duplicates(
    *,
    source: Source = None,
    state: Annotated[list[State] | None, typer.Option(help="Only in this state; may be given several times.")] = None,
    ticket: OfTicket = None,
    limit: Annotated[int, typer.Option(help="As many at most.")] = 100,
    after: Annotated[UUID | None, typer.Option(help="Go on after this pair.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """List pairs, best first."""
    wanted = Wanted(tuple(state or ()), ticket, source)
    with shell.to_read() as conn:
        page = listing.list_pairs(conn, shell.actor(conn, login), wanted, limit=limit, after=after)
    rows = [PairAnswer.of(pair).model_dump(mode="json") for pair in page.pairs]
    words = shell.table([_row(row) for row in rows], columns=("id", "score", "state", "first", "second", "why"))
    shell.tell({"pairs": rows, "next": page.next}, as_json=json, words=words)


@app.command()
def merge(pair_id: Id, *, login: By, reason: Reason, json: Json = False) -> None:
    """Two open tickets are one: the later becomes void."""
    _judge("merge", merging.merge, pair_id, login, reason, as_json=json)


@app.command()
def refuse(pair_id: Id, *, login: By, reason: Reason, json: Json = False) -> None:
    """They are two: the pair is never suggested again."""
    _judge("refuse", merging.refuse, pair_id, login, reason, as_json=json)


@app.command()
def unmerge(pair_id: Id, *, login: By, reason: Reason, json: Json = False) -> None:
    """They were two after all: the void ticket is open again as it was."""
    _judge("unmerge", merging.unmerge, pair_id, login, reason, as_json=json)


@app.command()
def hashes(*, most: Annotated[int, typer.Option(help="As many at most.")] = 10_000, json: Json = False) -> None:
    """Enter how stored pictures look that came before there were hashes."""
    with shell.to_write("duplicates hashes", target="photos") as conn:
        done = pictures.enter_missing(conn, PhotoStore(shell.settings().photo_root), most=most)
    shell.tell({"pictures": done}, as_json=json, words=f"{done} pictures")


def _judge(action: str, act: Callable[..., Judged], pair_id: UUID, login: str, reason: str, *, as_json: bool) -> None:
    with shell.to_write(f"duplicates {action}", target=f"pair {pair_id}") as conn:
        actor = shell.actor(conn, login)
        version = listing.open_pair(conn, actor, pair_id).version
        judged = act(conn, actor, pair_id, Answer(uuid4(), reason), if_version=version, now=shell.now())
    words = f"{judged.state}" + (f": {judged.survivor} goes on" if judged.survivor else "")
    shell.tell(JudgedAnswer.of(judged).model_dump(mode="json"), as_json=as_json, words=words)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    sides = {side: f"{row[side]['number']} {row[side]['name_zh']} {row[side]['place']}" for side in ("first", "second")}
    return {**row, **sides, "why": "，".join(reason["zh"] for reason in row["reasons"][:4])}
