"""`jingge`: the commands. Each calls a use case and prints; exit 0 done, 1 faults in the data, 2 wrong use."""

import json
import sys

import typer
from pydantic import ValidationError

from api.cli import campaigns, database, exports, imports, orphans, reports, service, tickets, tokens, users
from api.cluster import ClusterError
from registry.errors import JinggeError

app = typer.Typer(
    name="jingge",
    help="井格: one identity for every cover, building and grid of a district, and the work on them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(database.app, name="db")
app.add_typer(campaigns.app, name="campaign")
app.add_typer(tickets.app, name="ticket")
app.add_typer(orphans.app, name="orphans")
app.add_typer(reports.app, name="report")
app.add_typer(users.app, name="user")
app.add_typer(tokens.app, name="token")
imports.add_to(app)
exports.add_to(app)
service.add_to(app)


def main() -> None:
    """Run a command. A mistake of the user ends in one line on standard error and exit code 2, never in a traceback."""
    try:
        app()
    except JinggeError as error:
        _refuse(error.message, code=error.code)
    except ClusterError as error:
        _refuse(str(error), code="unavailable")
    except ValidationError as error:  # of the settings: the one model built from outside
        first = error.errors()[0]
        _refuse(f"JINGGE_{'_'.join(map(str, first['loc'])).upper()}: {first['msg']}", code="invalid")
    except KeyboardInterrupt:
        sys.exit(130)


def _refuse(message: str, *, code: str) -> None:
    if "--json" in sys.argv:
        print(json.dumps({"error": code, "detail": message}, ensure_ascii=False))
    print(f"jingge: {message}", file=sys.stderr)
    sys.exit(2)
