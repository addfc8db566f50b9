"""The house rules that no linter knows."""

import re
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from api.app import create_app
from api.cli import app as commands
from api.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("registry", "inspections", "maps", "api")
LIMIT = 300

tracked = [
    ROOT / name
    for name in subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    if name and (ROOT / name).is_file()
]
sources = [path for path in tracked if path.suffix == ".py"]
modules = [path.relative_to(ROOT) for path in sources if path.relative_to(ROOT).parts[0] in FLOORS]


def test_no_room_is_too_large() -> None:
    long = {
        str(path.relative_to(ROOT)): n for path in sources if (n := len(path.read_text("utf-8").splitlines())) > LIMIT
    }
    assert not long, "split by noun"


@pytest.mark.parametrize("module", modules, ids=str)
def test_each_module_has_its_test_file(module: Path) -> None:
    if module.name in {"__init__.py", "__main__.py"} or "migrations" in module.parts:
        return
    mirror = ROOT / "tests" / module.parent / f"test_{module.name}"
    assert mirror.exists(), f"{module} has no {mirror.relative_to(ROOT)}"


@pytest.mark.parametrize("floor", FLOORS)
def test_each_floor_has_a_short_readme(floor: str) -> None:
    lines = (ROOT / floor / "README.md").read_text("utf-8").splitlines()
    assert len(lines) <= 40


def test_sql_is_written_by_name() -> None:
    for path in (path for path in tracked if path.suffix == ".sql" and "migrations" not in path.parts):
        assert path.read_text("utf-8").lstrip().startswith("-- "), f"{path} does not begin by saying what it is"


def test_nothing_is_loaded_from_another_host() -> None:
    shown = [
        path
        for path in tracked
        if path.suffix in {".html", ".js", ".css"} or ("maps" in path.parts and path.suffix == ".py")
    ]
    for path in shown:
        for line in path.read_text("utf-8").splitlines():
            assert not re.search(r"""(src|href)=["'](https?:)?//|@import ["']https?:|url\(["']?https?:""", line), (
                f"{path}: {line}"
            )


def test_lock_files_name_no_address() -> None:
    names = {"requirements.lock", "requirements-bench.lock", "package-lock.json"}
    for path in (path for path in tracked if path.name in names):
        text = path.read_text("utf-8")
        assert "resolved" not in text or path.suffix != ".json", path
        assert not re.search(r"https?://[^\s\"]*(pypi|npm|registry)", text), path


def _documentation() -> str:
    pages = [path for path in tracked if path.suffix == ".md"]
    return "\n".join(path.read_text("utf-8") for path in pages)


def test_every_setting_is_documented() -> None:
    told = _documentation()
    missing = [name for name in Settings.model_fields if f"JINGGE_{name.upper()}" not in told]
    assert not missing


def test_every_command_is_documented() -> None:
    def leaves(command: object, path: tuple[str, ...]) -> list[str]:
        children = getattr(command, "commands", None)
        if not children:
            return [" ".join(path)]
        return [leaf for name, child in children.items() for leaf in leaves(child, (*path, name))]

    told = _documentation()
    missing = [leaf for leaf in leaves(get_command(commands), ("jingge",)) if leaf not in told]
    assert not missing


def test_every_route_is_documented() -> None:
    app = create_app(Settings(database_url="postgresql:///never-opened"))
    told = _documentation()
    missing = sorted(path for path in app.openapi()["paths"] if f"`{path}`" not in told and path not in told)
    assert not missing
