"""A word that is no command of the group goes to its default."""

import typer
from typer.testing import CliRunner

from api.cli.group import WithDefault


def _app() -> typer.Typer:
    app = typer.Typer(cls=WithDefault, no_args_is_help=True)

    @app.command("file")
    def file(name: str, loud: bool = False) -> None:
        typer.echo(f"file {name}{'!' if loud else ''}")

    @app.command("inspect")
    def inspect(name: str) -> None:
        typer.echo(f"inspect {name}")

    return app


def _said(*words: str) -> str:
    return CliRunner().invoke(_app(), words).output.strip()


def test_the_default_is_meant_where_no_command_is_named() -> None:
    assert _said("a.csv") == "file a.csv"
    assert _said("--loud", "a.csv") == "file a.csv!"
    assert _said("file", "a.csv") == "file a.csv"
    assert _said("inspect", "a.csv") == "inspect a.csv"
    assert _said("file", "inspect") == "file inspect"


def test_help_is_of_the_group() -> None:
    for words in ((), ("--help",)):
        assert "inspect" in _said(*words)
        assert "COMMAND" in _said(*words)
