"""The log: lines on standard error, one a request, tracebacks only here."""

import logging
import sys

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
