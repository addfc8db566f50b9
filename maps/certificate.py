"""The certificate of a thing as a page: what it is, whose, where, its condition and its story. Phones first, and A4.

The roof puts a `Certificate` together from register and tickets and decides what the reader may see; this shows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from inspections.campaigns.coverage import ZONE
from inspections.tickets.workflow import Words
from maps import qr
from maps.certificate_words import KINDS
from maps.panorama import PAGES, Imprint
from maps.words import CATALOGUE, Language, pick


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A label and what stands beside it; `href` leads to a thing of this service."""

    label: Words
    value: Words
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Degrees WGS 84; `rounded_to_m` is None where they are as the register has them."""

    lon: float
    lat: float
    rounded_to_m: int | None

    def __str__(self) -> str:
        """Latitude first, as maps take it: a decimetre is as much as anybody has use for."""
        return f"{round(self.lat, 6)},{round(self.lon, 6)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something open: the defect, where it stands, since when; for staff number, address and who answers for it."""

    defect: Words
    state: Words
    colour: str
    hazard: bool
    reported_at: datetime
    number: str = ""
    href: str = ""
    who: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One step of the story."""

    at: datetime
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A defect that may be reported, as a resident says it."""

    code: str
    words: Words
    hazard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """All that one reader is told of one thing.

    `heading` is its class or kind, `spoken` its number to say aloud, `sign` the number sign of a cell, `address` the
    permanent one. `troubles` None: not a thing that is reported on. `became` tells of a code that is no longer a thing
    of its own; `caption` is that of the sketch.
    """

    kind: str
    code: str
    groups: Sequence[str]
    address: str
    title: Words
    heading: Words
    colour: str
    inside: bool
    spoken: str | None = None
    status: str | None = None
    status_words: Words | None = None
    became: Sequence[Line] = ()
    whose: Sequence[Line] = ()
    sign: Words | None = None
    posts: Sequence[Line] = ()
    place: Words | None = None
    position: Place | None = None
    condition: Sequence[Line] = ()
    troubles: Sequence[Trouble] | None = None
    story: Sequence[Event] = ()
    choices: Sequence[Choice] = ()
    details: Sequence[Line] = ()
    others: Sequence[str] = ()
    sketch: str = ""
    caption: Words | None = None
    synthetic: bool = False

    @property
    def said(self) -> str:
        """What to say on the telephone: the spoken number, else the code."""
        return self.spoken or " ".join(self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands round every public page; `path` is its own, for the switch of language."""

    language: Language
    path: str
    imprint: Imprint
    hotline: str
    others: dict[str, str] = field(default_factory=dict)

    def shared(self) -> dict[str, object]:
        """The names that the frame of a page asks for."""
        other = Language.EN if self.language is Language.ZH else Language.ZH
        zone = ZoneInfo(ZONE)
        return {
            "language": self.language,
            "other": other,
            "words": {key: pick(words, self.language) for key, words in CATALOGUE.items()},
            "say": lambda words: _capital(pick(words, self.language)),
            "say_other": lambda words: _capital(pick(words, other)),
            "kinds": KINDS,
            "day": lambda at: f"{at.astimezone(zone):%Y-%m-%d}",
            "moment": lambda at: f"{at.astimezone(zone):%Y-%m-%d %H:%M}",
            "path": self.path,
            "here": self.address(lang=str(self.language)),
            "there": self.address(lang=str(other)),
            "imprint": self.imprint,
            "hotline": self.hotline,
        }

    def address(self, **given: str) -> str:
        """The page's own address with its parameters and others."""
        asked = self.others | given
        return self.path + "?" + "&".join(f"{name}={value}" for name, value in asked.items())


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def render(certificate: Certificate, frame: Frame) -> str:
    """The page. It says the same bytes for the same facts, so that an ETag can be made from it."""
    code = qr.svg(certificate.address)
    return PAGES.get_template("certificate.html").render(it=certificate, qr=code, **frame.shared())
