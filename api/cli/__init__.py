"""`jingge`: the commands. Each calls a use case and prints; exit 0 done, 1 faults in the data, 2 wrong use."""

import json
import sys
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

import typer
from pydantic import ValidationError
from typer.core import TyperGroup
from typer.main import get_group

from api.cluster import ClusterError
from registry.errors import JinggeError

# Where each command is: only the one that is asked for is imported, so that it starts at once.
_NOUNS: Mapping[str, str] = MappingProxyType(
    {
        "db": "database",
        "campaign": "campaigns",
        "ticket": "tickets",
        "proof": "proofs",
        "material": "materials",
        "owner-link": "owner_links",
        "phone-answer": "phone_answers",
        "contract": "contracts",
        "organisation": "organisations",
        "road-sides": "road_sides",
        "recovery": "payers",
        "clocks": "clocks",
        "duty": "duty",
        "routing": "routing",
        "guard": "guards",
        "entry": "entries",
        "opening": "openings",
        "storm": "storms",
        "duplicates": "duplicates",
        "tour": "tours",
        "asset": "assets",
        "place": "places",
        "post": "posts",
        "orphans": "orphans",
        "request": "requests",
        "report": "reports",
        "appeal": "appeals",
        "exchange": "exchange",
        "redraw": "redraw",
        "print": "prints",
        "user": "users",
        "token": "tokens",
        "audit": "audits",
        "webhook": "webhooks",
    }
)
_VERBS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "imports": ("import", "import-district", "import-classes", "import-rules"),
        "runs": ("import-runs", "import-undo", "import-reviews", "import-decide"),
        "exports": ("export",),
        "plates": ("plates",),
        "service": ("serve", "chores"),
    }
)


class OnDemand(TyperGroup):
    """A group whose commands are imported when they are asked for."""

    @property
    def commands(self) -> dict[str, Any]:
        """All of them."""
        return {name: _load(name) for name in _names()}

    @commands.setter
    def commands(self, _: object) -> None:
        """Click gives what was added by hand: nothing."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - click's own signature
        """Their names, nouns first."""
        return _names()

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - click's own signature
        """The one of that name."""
        return _load(cmd_name) if cmd_name in _names() else None


def _names() -> list[str]:
    return [*_NOUNS, *(name for names in _VERBS.values() for name in names)]


def _load(name: str) -> Any:
    if name in _NOUNS:
        group = get_group(import_module(f"api.cli.{_NOUNS[name]}").app)
        group.name = name
        return group
    module = next(module for module, names in _VERBS.items() if name in names)
    program = typer.Typer()
    import_module(f"api.cli.{module}").add_to(program)
    return get_group(program).commands[name]


app = typer.Typer(
    name="jingge",
    cls=OnDemand,
    help="井格: one identity for every cover, building and grid of a district, and the work on them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def program() -> None:
    """Typer makes a group of what has a callback, however few its commands."""


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
