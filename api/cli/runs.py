"""What came in and what a person says of it: `jingge import-runs`, `import-undo`, `import-reviews`, `import-decide`."""

from dataclasses import asdict
from typing import Annotated

import typer

from api.cli import shell
from api.cli.shell import Json
from registry import search
from registry.errors import Invalid
from registry.importing import reviews, runs
from registry.importing.reviews import Decision
from registry.importing.undo import undo

Run = Annotated[int, typer.Argument(help="The number of the run.")]


def add_to(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.command("import-runs")(list_runs)
    program.command("import-undo")(undo_run)
    program.command("import-reviews")(list_reviews)
    program.command("import-decide")(decide_review)


def list_runs(*, limit: Annotated[int, typer.Option(help="As many at most.")] = 20, json: Json = False) -> None:
    """List the newest imports, with their counts and whether they were undone."""
    with shell.to_read() as conn:
        found = runs.listed(conn, limit=limit)
    rows = [{**row, **dict(row["counts"])} for row in found if isinstance(row["counts"], dict)]
    counts = ("read", "new", "updated", "unchanged", "repeated", "review", "rejected")
    lines = [{**dict.fromkeys(counts), **row} for row in rows]
    columns = ("id", "started_at", "kind", "source", "file_name", *counts, "waiting", "undone_at")
    shell.tell({"runs": found}, as_json=json, words=shell.table(lines, columns=columns))


def undo_run(
    run: Run, *, reason: Annotated[str, typer.Option(help="Why, kept with the change.")] = "", json: Json = False
) -> None:
    """Take an import back: the register is as it was before, codes stay issued."""
    with shell.to_write("import-undo", target=f"run {run}") as conn:
        undone = undo(conn, run, actor_name=shell.who(), reason=reason)
        search.refresh(conn)
    words = f"run {run}: {undone.withdrawn} withdrawn, {undone.restored} as before, {undone.names} names forgotten"
    shell.tell(asdict(undone), as_json=json, words=words)


def list_reviews(
    *,
    run: Annotated[int | None, typer.Option(help="Only of this run.")] = None,
    limit: Annotated[int, typer.Option(help="As many at most.")] = 50,
    json: Json = False,
) -> None:
    """List rows that are near to another source's thing and not clearly the same."""
    with shell.to_read() as conn:
        found = reviews.waiting(conn, run=run, limit=limit)
    rows = [asdict(one) for one in found]
    lines = [
        {**row, "class": one.record.get("class_code"), "candidates": ", ".join(map(_candidate, one.candidates))}
        for row, one in zip(rows, found, strict=True)
    ]
    columns = ("id", "run_id", "row_no", "source", "source_id", "class", "candidates")
    shell.tell({"reviews": rows}, as_json=json, words=shell.table(lines, columns=columns))


def _candidate(one: object) -> str:
    assert isinstance(one, dict)
    return f"{one['code']} ({one['distance_m']} m, {one['score']})"


def decide_review(
    review: Annotated[int, typer.Argument(help="The number of the review.")],
    *,
    new: Annotated[bool, typer.Option("--new", help="It is a thing of its own.")] = False,
    same: Annotated[str | None, typer.Option("--same", metavar="CODE", help="It is the asset of this code.")] = None,
    leave: Annotated[bool, typer.Option("--leave", help="Leave it out.")] = False,
    json: Json = False,
) -> None:
    """Say what an unsure row is; it holds for good."""
    if new + (same is not None) + leave != 1:
        raise Invalid("say one of --new, --same CODE and --leave")
    decision = Decision.NEW if new else Decision.LEAVE if leave else Decision.SAME
    with shell.to_write("import-decide", target=f"review {review}") as conn:
        decided = reviews.decide(conn, review, decision, code=same, actor_name=shell.who(), now=shell.now())
    shell.tell(asdict(decided), as_json=json, words=f"review {review}: {decision.value} {decided.code or ''}".rstrip())
