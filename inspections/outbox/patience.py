"""How long to wait before something is sent again. Pure: chance is an argument.

The schedule is the one Standard Webhooks 1.0.0 recommends: at once, then after 5 s, 5 and 30 minutes, 2, 5, 10, 14, 20
and 24 hours, each up to a fifth longer, so that what failed together does not come back together.
"""

from datetime import timedelta

_WAITS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
ATTEMPTS = len(_WAITS) + 1
JITTER = 0.2


def wait(attempts: int, *, chance: float) -> timedelta | None:
    """How long to wait after so many failed attempts (from 1); None: it is given up. `chance` is from 0 to 1."""
    if attempts >= ATTEMPTS:
        return None
    return _WAITS[attempts - 1] * (1 + JITTER * chance)
