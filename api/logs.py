"""The log: lines on standard error, one a request, tracebacks only here."""

import logging
import sys

SECRET_PATHS = ("/o/",)
"""What follows is a secret of whoever asks: it stands in no log and is told to no other host."""

_FORM = "%(asctime)s %(levelname)s %(name)s %(message)s"


def log_to_stderr(level: str) -> None:
    """Send everything of `level` and above to standard error, one line each; a second call only changes the level."""
    root = logging.getLogger()
    if not any(getattr(handler, "stream", None) is sys.stderr for handler in root.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter(_FORM))
        root.addHandler(handler)
    root.setLevel(level)
    # Alembic tells at each look which dialect it uses.
    logging.getLogger("alembic").setLevel(logging.WARNING)


def loggable(path: str) -> str:
    """A path as it may stand in a log: where it holds a secret, without it."""
    return next((f"{begin}…" for begin in SECRET_PATHS if _plain(path).startswith(begin)), path)


def _plain(path: str) -> str:
    """As somebody may have meant it who wrote it in capitals, or began it with two strokes."""
    return f"/{path.lstrip('/')}".casefold()
