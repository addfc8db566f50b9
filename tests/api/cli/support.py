"""Commands as a user types them, in this process: starting one for each would take longer than the command."""

import contextlib
import io
import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from api.cli import main

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on standard output."""
        assert self.out.count("\n") == 1
        found: dict[str, Any] = json.loads(self.out)
        return found


_LOCAL, _FOR_PROGRAMS = re.compile(r"\b20\d\d-\d\d-\d\d \d\d:\d\d\b"), re.compile(r"\d\dT\d\d:\d\d")


def tells_local_time(words: str) -> bool:
    """Whether words for people tell moments as the clocks of the district do, and none as programs do."""
    return bool(_LOCAL.search(words)) and not _FOR_PROGRAMS.search(words)


def jingge(*words: str, url: str, stdin: str = "") -> Done:
    """Run `jingge` with `words` on the database of `url`; an error that is not told fails the test."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(sys, "argv", ["jingge", *words]),
        mock.patch.object(sys, "stdin", io.StringIO(stdin)),
        mock.patch.dict(os.environ, {"JINGGE_DATABASE_URL": url}),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
    return Done(code, out.getvalue(), err.getvalue())
