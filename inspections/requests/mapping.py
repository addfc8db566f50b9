"""A row of a hotline's file as an item: columns by name, each value judged, every fault told. Pure.

A profile says under which names the columns stand; the default one knows the usual Chinese names. Values of who asked
never stand in a fault.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from types import MappingProxyType
from typing import TypeVar
from uuid import UUID, uuid5

from inspections.clocks.calendar import ZONE
from inspections.requests.life import CHANNELS, OPINIONS, RESULTS, Channel
from inspections.requests.privacy import Person
from inspections.requests.request import MOST_WORDS
from inspections.requests.unfolding import Item, Stage
from inspections.tickets.workflow import Words
from registry.errors import Invalid

T = TypeVar("T")

_SPACE = UUID("4b0a5c2e-7b1f-4b43-9a6a-6a2f7c8c1d14")
_NEEDED = ("number", "received_at", "said")
PROFILE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "number": ("工单编号", "工单号", "number"),
        "received_at": ("受理时间", "来电时间", "received_at"),
        "channel": ("来源渠道", "channel"),
        "said": ("诉求内容", "工单内容", "said"),
        "place": ("诉求地点", "事发地址", "place"),
        "area": ("所属街道", "街道", "area"),
        "matter": ("事项代码", "matter"),
        "assignee": ("承办单位", "assignee"),
        "name": ("诉求人", "联系人", "name"),
        "phone": ("联系电话", "phone"),
        "address": ("联系地址", "address"),
        "refused_at": ("不予受理时间", "refused_at"),
        "refusal": ("不予受理理由", "refusal"),
        "contacted_at": ("首次联系时间", "contacted_at"),
        "answered_at": ("答复时间", "answered_at"),
        "answer": ("答复内容", "answer"),
        "result": ("办理结果", "result"),
        "called_at": ("回访时间", "called_at"),
        "opinion": ("回访评价", "opinion"),
        "contacted": ("是否联系", "contacted"),
        "solved": ("是否解决", "solved"),
        "closed_at": ("办结时间", "closed_at"),
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row: `row` is the line of the file, from 1 with its names of columns."""

    row: int
    source_number: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Codes:
    """What names stand for in this register: areas and organisations, by code and by Chinese name."""

    division: str
    areas: Mapping[str, str]
    organisations: Mapping[str, str]
    matters: frozenset[str]


def columns(names: Sequence[str], profile: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Which column of the file holds each field. Raises Invalid for a needed one that is missing."""
    unknown = sorted(profile.keys() - PROFILE.keys())
    if unknown:
        raise Invalid(f"the profile names {', '.join(unknown)}; a row has {', '.join(PROFILE)}", field="profile")
    found = {field: next((name for name in wanted if name in names), "") for field, wanted in profile.items()}
    lacking = [profile.get(field, PROFILE[field])[0] for field in _NEEDED if not found.get(field)]
    if lacking:
        raise Invalid(f"the file has no column {', '.join(lacking)}; name it in a profile", field="profile")
    return {field: name for field, name in found.items() if name}


def digest(record: Mapping[str, str]) -> bytes:
    """The hash of what a row says, by which the same row is known again."""
    return hashlib.sha256("\x1f".join(f"{name}={record[name]}" for name in sorted(record)).encode()).digest()


def read(record: Mapping[str, str], row: int, *, source: str, codes: Codes) -> Item | list[Fault]:
    """An item from a record by field, or everything that is wrong with it."""
    reading = _Reading(record, row)
    number = reading.take("number", _needed)
    stage = Stage(
        refused_at=reading.take("refused_at", _time),
        refusal=record.get("refusal", ""),
        contacted_at=reading.take("contacted_at", _time),
        answered_at=reading.take("answered_at", _time),
        answer=record.get("answer", ""),
        result=reading.take("result", lambda text: _word(text, RESULTS)),
        called_at=reading.take("called_at", _time),
        opinion=reading.take("opinion", lambda text: _word(text, OPINIONS)),
        contacted=reading.take("contacted", _flag),
        solved=reading.take("solved", _flag),
        closed_at=reading.take("closed_at", _time),
    )
    received_at = reading.take("received_at", lambda text: _time(_needed(text)))
    channel = reading.take("channel", lambda text: _word(text, CHANNELS)) or Channel.HOTLINE
    area = reading.take("area", lambda text: _code(text, codes.areas, "is no street or community of the register"))
    assignee = reading.take(
        "assignee", lambda text: _code(text, codes.organisations, "is no organisation that answers")
    )
    matter = reading.take("matter", lambda text: _code(text, dict.fromkeys(codes.matters), "is no matter of the table"))
    said = reading.take("said", _said) or ""
    reading.check_order(stage, received_at)
    if reading.faults or received_at is None or number is None:
        return reading.faults
    return Item(
        id=uuid5(_SPACE, f"{source}\x1f{number}"),
        channel=channel,
        source=source,
        said=said,
        area_code=area or codes.division,
        received_at=received_at,
        source_number=number,
        matter_code=matter,
        assignee_code=assignee,
        place_zh=record.get("place", ""),
        person=Person(record.get("name", ""), record.get("phone", ""), record.get("address", "")),
        stage=stage,
    )


class _Reading:
    def __init__(self, record: Mapping[str, str], row: int) -> None:
        self._record, self._row = record, row
        self.faults: list[Fault] = []

    def take(self, field: str, read: Callable[[str], T | None]) -> T | None:
        """The value of a field, or None and a fault. An empty one is read by those alone that need it."""
        text = self._record.get(field, "")
        if not text and field not in _NEEDED:
            return None
        try:
            return read(text)
        except ValueError as error:
            self._fault(field, str(error))
            return None

    def check_order(self, stage: Stage, received_at: datetime | None) -> None:
        """No step before the one it follows, and none without what it needs."""
        times = [("received_at", received_at), ("answered_at", stage.answered_at), ("called_at", stage.called_at)]
        told = [(field, at) for field, at in [*times, ("closed_at", stage.closed_at)] if at is not None]
        for (_, earlier), (field, later) in pairwise(told):
            if later < earlier:
                self._fault(field, "lies before the step it follows")
        if stage.answered_at is not None and (stage.result is None or not stage.answer):
            self._fault("answer", "an answer has a time, words and a result")
        if stage.called_at is not None and (stage.opinion is None or stage.answered_at is None):
            self._fault("opinion", "a call back follows an answer and has an opinion")
        reached = stage.opinion is not None and stage.opinion.value != "not_reached"
        if reached and (stage.contacted is None or stage.solved is None):
            self._fault("solved", "who was reached said whether they were contacted and whether it is solved")

    def _fault(self, field: str, reason: str) -> None:
        self.faults.append(Fault(self._row, self._record.get("number", ""), field, reason))


def _needed(text: str) -> str:
    if not text:
        raise ValueError("is missing")
    return text


def _said(text: str) -> str:
    if len(_needed(text)) > MOST_WORDS:
        raise ValueError(f"is longer than {MOST_WORDS} characters")
    return text


_LOCAL = re.compile(r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}([ T][0-9:.+Zz-]+)?")


def _time(text: str) -> datetime:
    """ISO 8601; without an offset the time of Qingdao, as hotlines write it."""
    try:
        at = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise ValueError(f"{text!r} is no time like 2026-11-23 09:00") from None
    if not _LOCAL.fullmatch(text):
        raise ValueError(f"{text!r} is no time like 2026-11-23 09:00")
    return at if at.tzinfo else at.replace(tzinfo=ZONE)


def _word(text: str, words: Mapping[T, Words]) -> T:
    for value, names in words.items():
        if text in {value, names.zh}:
            return value
    raise ValueError(f"{text!r} is none of {', '.join(names.zh for names in words.values())}")


def _flag(text: str) -> bool:
    if text not in {"是", "否", "true", "false"}:
        raise ValueError(f"{text!r} is neither 是 nor 否")
    return text in {"是", "true"}


def _code(text: str, codes: Mapping[str, str | None], reason: str) -> str:
    if text not in codes:
        raise ValueError(f"{text!r} {reason}")
    return codes[text] or text
