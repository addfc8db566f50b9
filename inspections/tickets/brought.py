"""What a step brings along, read by the table: only what its needs name, and a note and photos. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from inspections.tickets.terms import ANSWERS, FIELDS, FINDINGS, Need
from inspections.tickets.ticket import Child, Deed
from inspections.tickets.workflow import Step
from registry.errors import Invalid

_ALWAYS = frozenset({"note"})
_APART = frozenset({"reason", "photos"})  # given beside the data, with every step


def deed_of(step: Step, *, reason: str, data: Mapping[str, object], photos: Sequence[str]) -> Deed:
    """The deed as a value. Raises Invalid for a field the step has no use for, and for a value that cannot be read."""
    takes = {FIELDS[need][0] for need in (*step.needs, *step.may)} - _APART | _ALWAYS
    given = {name: value for name, value in data.items() if not _is_empty(value)}
    unknown = sorted(given.keys() - takes)
    if unknown:
        message = f"{step.action} takes {', '.join(sorted(takes))}, not {', '.join(unknown)}"
        raise Invalid(message, field="data", action=step.action)
    read = {name: _READ.get(name, _text)(name, value) for name, value in given.items()}
    return Deed(step.action, reason=reason.strip(), photos=tuple(dict.fromkeys(photos)), **read)  # type: ignore[arg-type]  # each read by its name


def kept(deed: Deed) -> dict[str, object]:
    """What a step brought along, as its event keeps it: only what was given, as JSON has it."""
    given = {
        "note": deed.note,
        "photos": list(deed.photos),
        "assignee_code": deed.assignee_code,
        "crew_code": deed.crew_code,
        "partner_code": deed.partner_code,
        "condition": deed.condition,
        "finding": deed.finding,
        "until": deed.until.isoformat() if deed.until else None,
        "defect_code": deed.defect_code,
        "answer": deed.answer,
        "checker_id": str(deed.checker_id) if deed.checker_id else None,
        "children": [_plain(child) for child in deed.children],
    }
    return {name: value for name, value in given.items() if value}


def _plain(child: Child) -> dict[str, object]:
    given = {"id": str(child.id), "defect_code": child.defect_code, "assignee_code": child.assignee_code}
    return {name: value for name, value in {**given, "note": child.note}.items() if value}


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], ())


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise Invalid(f"{name} is a text, not {value!r}", field=name)
    return value.strip()


def _moment(name: str, value: object) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(_text(name, value))
    except ValueError:
        raise Invalid(f"{name} is a time like 2026-11-23T09:00:00+08:00, not {value!r}", field=name) from None
    if moment.tzinfo is None:
        raise Invalid(f"{name} {value!r} has no offset; write it like 2026-11-23T09:00:00+08:00", field=name)
    return moment


def _id(name: str, value: object) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(_text(name, value))
    except ValueError:
        raise Invalid(f"{name} is an id of 32 hex digits, not {value!r}", field=name) from None


def _one_of(words: Sequence[str]) -> Callable[[str, object], str]:
    def read(name: str, value: object) -> str:
        if value not in words:
            raise Invalid(f"{name} is one of {', '.join(words)}, not {value!r}", field=name, value=value)
        return str(value)

    return read


def _children(name: str, value: object) -> tuple[Child, ...]:
    if not isinstance(value, Sequence) or not all(isinstance(one, Child | Mapping) for one in value):
        raise Invalid(f"{name} is a list: of each child its id and defect_code", field=name)
    children = tuple(one if isinstance(one, Child) else _child(one) for one in value)
    if len({child.id for child in children}) < len(children):
        raise Invalid("two children bear the same id", field=name)
    return children


def _child(one: Mapping[str, object]) -> Child:
    assignee = one.get("assignee_code")
    return Child(
        _id("children.id", one.get("id")),
        _text("children.defect_code", one.get("defect_code")),
        assignee_code=_text("children.assignee_code", assignee) if assignee else None,
        note=_text("children.note", one.get("note") or ""),
    )


_READ: Mapping[str, Callable[[str, object], object]] = MappingProxyType(
    {
        FIELDS[Need.UNTIL][0]: _moment,
        FIELDS[Need.CHECKER][0]: _id,
        FIELDS[Need.FINDING][0]: _one_of(FINDINGS),
        FIELDS[Need.ANSWER][0]: _one_of(ANSWERS),
        FIELDS[Need.CHILDREN][0]: _children,
    }
)
