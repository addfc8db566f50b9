"""Moments one asks about: when something was true (`as_of`), and when it was known (`as_known_at`). Pure."""

import re
from dataclasses import dataclass
from datetime import datetime

from registry.errors import Invalid

# a plus sign in an address that was not escaped arrives as a blank
_LOST_PLUS = re.compile(r"(T[0-9:.,]+) ([0-9]{2}:?[0-9]{2})$")


@dataclass(frozen=True, slots=True)
class Moments:
    """As of when, and as known when; None stands for now.

    `as_of` alone: what was true then, as far as is known today. `as_known_at` alone: what was answered then. Both: what
    was believed then of that moment.
    """

    as_of: datetime | None = None
    as_known_at: datetime | None = None

    @property
    def is_now(self) -> bool:
        """Whether nothing but the present is asked for."""
        return self.as_of is None and self.as_known_at is None

    @property
    def told(self) -> dict[str, str]:
        """The moments by name, ISO 8601, those alone that were asked for."""
        named = {"as_of": self.as_of, "as_known_at": self.as_known_at}
        return {name: moment.isoformat() for name, moment in named.items() if moment is not None}


NOW = Moments()


def moments(as_of: str | None, as_known_at: str | None) -> Moments:
    """Moments as people write them: ISO 8601 with its offset. Raises Invalid for another form."""
    return Moments(read("as_of", as_of), read("as_known_at", as_known_at))


def read(name: str, text: str | None) -> datetime | None:
    """One moment, None for no text. Raises Invalid for what is none, or has no offset."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(_LOST_PLUS.sub(r"\1+\2", text.strip()))
        if moment.utcoffset() is not None and moment.timestamp() > _FIRST_S:
            return moment
    except (ValueError, OverflowError):
        pass
    message = f"{name} is a moment with its offset, like 2026-11-01T08:00:00+08:00, not {text[:40]!r}"
    raise Invalid(message, field=name, value=text[:40])


_FIRST_S = -2_208_988_800  # 1900: whatever is older is a slip of the pen
