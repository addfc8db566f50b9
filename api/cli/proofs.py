"""`jingge proof`: how good the proof of a repair is, and what verification finds of each house."""

import typer

from api.cli import shell
from api.cli.shell import Json, Login, Ticket
from api.proof_shapes import HouseFigures, ProofAnswer
from inspections.proof import drawing, proving

app = typer.Typer(help="Proof of a repair, and verification.", no_args_is_help=True)


@app.command()
def show(
    ticket_id: Ticket,
    *,
    login: Login = None,
    json: Json = False,
) -> None:
    """Show the pictures of a repair, the grade, and what to look at."""
    with shell.to_read() as conn:
        proof = ProofAnswer.of(proving.proof_of(conn, shell.actor(conn, login), ticket_id))
    found = proof.model_dump()
    pictures = shell.table(found["shots"], columns=("stage", "taken_at", "lon", "lat", "accuracy_m", "original_sha256"))
    lines = [f"{proof.grade_zh} {proof.grade}", pictures, *(f"{one.zh}  {one.en}" for one in proof.hints)]
    lines += [f"{proof.drawn.reason_zh}  {proof.drawn.reason_en}"] if proof.drawn else []
    shell.tell(proof.model_dump(mode="json"), as_json=json, words="\n".join(lines))


@app.command()
def figures(*, login: Login = None, json: Json = False) -> None:
    """Show by house how much was verified, how much failed, and how closely it is looked at."""
    with shell.to_read() as conn:
        rows = drawing.figures(conn, shell.actor(conn, login))
    houses = [HouseFigures.of(one).model_dump(mode="json") for one in rows]
    columns = ("house", "regime", "share", "repairs", "drawn", "verified", "failed", "failed_from", "failed_to")
    shell.tell({"houses": houses}, as_json=json, words=shell.table(houses, columns=columns))
