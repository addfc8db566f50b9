"""The picture in the README is drawn from the table and from nothing else."""

import re
import subprocess
import sys

from inspections.tickets.picture import mermaid
from inspections.tickets.workflow import STEPS
from tests.conftest import ROOT


def test_the_picture_holds_every_edge_and_no_other() -> None:
    edges = set(re.findall(r"^    (\S+) --> (\S+): \S+ (\S+)$", mermaid(), re.MULTILINE))
    moving = [step for step in STEPS if step.after is not None]
    assert edges == {(str(a), str(step.after), str(step.action)) for step in moving for a in step.before or ("[*]",)}


def test_the_command_prints_the_picture() -> None:
    command = [sys.executable, "-m", "inspections.tickets.picture"]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8")
    assert printed.stdout == mermaid()


def test_the_readme_shows_it() -> None:
    assert mermaid() in (ROOT / "README.md").read_text(encoding="utf-8")
