"""The reference of settings, commands and routes, made from the program itself: `python -m api.reference` writes it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from api.app import create_app
from api.cli import app as commands
from api.settings import Settings

FILE = Path(__file__).parent / "REFERENCE.md"
_HEAD = """# Reference

Made by `python -m api.reference` from the program itself; a test holds it true. See [README](README.md) for the rules.
"""


def reference() -> str:
    """The whole page."""
    app = create_app(Settings(database_url="postgresql:///never-opened"))
    return "\n".join([_HEAD, *_settings(), "", *_commands(), "", *_routes(app.openapi()), ""])


def _settings() -> Iterator[str]:
    yield from ("## Settings", "", "| variable | default | meaning |", "| --- | --- | --- |")
    for name, field in Settings.model_fields.items():
        default = "" if field.default_factory or isinstance(field.default, Path) else f"`{field.default}`"
        yield f"| `JINGGE_{name.upper()}` | {default} | {field.description} |"


def _commands() -> Iterator[str]:
    yield from ("## Commands", "", "Each takes `--help`, and all but `serve` take `--json`.", "")
    yield from ("| command | does |", "| --- | --- |")
    for path, command in _leaves(get_command(commands), "jingge"):
        arguments = "".join(f" {word.name.upper()}" for word in command.params if word.param_type_name == "argument")
        yield f"| `{path}{arguments}` | {command.help.splitlines()[0]} |"


def _leaves(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    children = getattr(command, "commands", None)
    if not children:
        yield path, command
    for name, child in (children or {}).items():
        yield from _leaves(child, f"{path} {name}")


def _routes(document: dict[str, Any]) -> Iterator[str]:
    yield from ("## Routes", "", "The whole interface as OpenAPI: `/api/v1/openapi.json`.", "")
    yield from ("| route | name | does |", "| --- | --- | --- |")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"| {method.upper()} `{path}` | `{operation['operationId']}` | {operation['summary']} |"


if __name__ == "__main__":
    FILE.write_text(reference(), encoding="utf-8")
