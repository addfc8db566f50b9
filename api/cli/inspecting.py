"""`jingge import inspect`: what a file holds, and a mapping proposed for it."""

import json as jsons
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.exc import SQLAlchemyError

from api.cli import shell
from api.cli.shell import Json
from api.cluster import ClusterError
from registry import profiles
from registry.crs import OVERRULE
from registry.errors import Invalid, JinggeError
from registry.importing import guard, mapping, references
from registry.importing.classing import Classes
from registry.importing.guard import State, Verdict
from registry.importing.inspecting import NOT_SAID, Inspection, classes, inspect
from registry.importing.kinds import SORTS
from registry.importing.proposing import Choice

_SURE, _LIKELY = 0.85, 0.65
_SHOWN = 6
_UNKNOWN = "no register answers: names of classes are not understood, only their codes"


def inspect_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file to look into.")],
    *,
    layer: Annotated[str | None, typer.Option(help="The layer or sheet, where there are several.")] = None,
    kind: Annotated[str | None, typer.Option("--as", help="What its rows are; else that is proposed too.")] = None,
    datum: Annotated[str | None, typer.Option(help="What it is in, where it does not say it.")] = None,
    ignore_file_crs: Annotated[
        bool, typer.Option("--ignore-file-crs", help="Take it for --datum whatever CRS it says it has.")
    ] = False,
    encoding: Annotated[str | None, typer.Option(help="Of its text: UTF-8, GB18030; else found out.")] = None,
    write: Annotated[Path | None, typer.Option(dir_okay=False, help="Save the proposed mapping here.")] = None,
    json: Json = False,
) -> None:
    """Look into a file and propose a mapping: kind, identity, fields and values, each with its reason."""
    if kind is not None:
        mapping.sort_named(kind)
    known = _classes()
    if ignore_file_crs:
        datum = overruling(datum)
    seen = inspect(file, kind=kind, layer=layer, datum=datum, encoding=encoding, classes=known)
    notes = (*seen.notes, *seen.proposal.notes, *(() if known.known else (_UNKNOWN,)), *_profile(seen))
    seen = replace(seen, notes=notes)
    verdict = _verdict(seen)
    if write is not None:
        _write(write, mapping.render(seen.rules))
    following = _next(file, seen, write)
    answer = _answer(seen, write, following) | {"guard": None if verdict is None else _judged(verdict)}
    shell.tell(answer, as_json=json, words=_words(seen, write, following, verdict))


def overruling(datum: str | None) -> str:
    """A datum that holds whatever the file says. Raises Invalid where none is named."""
    if datum is None:
        raise Invalid("--ignore-file-crs: say with --datum what the file is in instead")
    return datum.removesuffix(OVERRULE) + OVERRULE


def _verdict(seen: Inspection) -> Verdict | None:
    """What the datum guard would say of it; None where no register answers, or nothing has a place."""
    if seen.sample is None:
        return None
    try:
        with shell.to_read() as conn:
            return references.check(conn, seen.sample)
    except (JinggeError, ClusterError, SQLAlchemyError):
        return None


def _judged(verdict: Verdict) -> dict[str, Any]:
    told = {
        name: getattr(verdict, name) for name in ("state", "cause", "also", "option", "offset_m", "direction", "sure")
    }
    return told | {"words": _said(verdict)}


def _said(verdict: Verdict) -> str:
    match verdict.state:
        case State.FINE:
            return "it lies where the register says such things lie"
        case State.UNKNOWN:
            return "nothing known lies near enough to say whether it is where it belongs"
    return f"{guard.words(verdict)}. The import would be refused: {guard.mend(verdict)}"


def _classes() -> Classes:
    """The classes of the register, or none where no database answers: a look needs none."""
    try:
        with shell.to_read() as conn:
            return classes(conn)
    except (JinggeError, ClusterError, SQLAlchemyError):
        return Classes()


def _profile(seen: Inspection) -> tuple[str, ...]:
    """An exchange file is better read by its profile."""
    fitting = (
        one
        for one in profiles.PROFILES.values()
        if {entry.name for entry in one.entries if entry.mandatory} <= set(seen.columns)
    )
    found = next(fitting, None)
    return () if found is None else (f"it has the columns of {found.standard}: import it with --profile {found.name}",)


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise Invalid(f"{path} is there already; name another file, or remove it first", path=str(path)) from error
    except OSError as error:
        raise Invalid(f"{path} cannot be written: {error.strerror}", path=str(path)) from error


def _next(file: Path, seen: Inspection, written: Path | None) -> str:
    """The command to run next: the import where flags can say it all, else first the one that saves the mapping."""
    if seen.datum == NOT_SAID:
        seen = replace(seen, rules=replace(seen.rules, datum="…"))
    told = [word for name in ("layer", "datum", "encoding") for word in _option(name, getattr(seen.rules, name))]
    if written is None and not all(isinstance(one.rule, str) for one in seen.proposal.fields):
        return shlex.join(["jingge", "import", "inspect", str(file), *told, "--write", "mapping.json"])
    words = ["jingge", "import", str(file)]
    if written is not None:
        words += ["--mapping", str(written)]
    else:
        words += ["--as", seen.proposal.kind, *told]
        words += [word for column in seen.rules.id_field for word in ("--id-field", column)]
        words += [word for one in seen.proposal.fields for word in ("--map", f"{one.field}={one.column}")]
        words += [word for name, value in seen.rules.defaults.items() for word in ("--set", f"{name}={value}")]
    words += [word for name in seen.proposal.missing for word in ("--set", f"{name}=…")]
    return shlex.join([*words, "--source", "NAME", "--dry-run"])


def _option(name: str, value: str | None) -> list[str]:
    return [] if value is None else [f"--{name}", value]


# Words -------------------------------------------------------------------------------------------------------------


def _words(seen: Inspection, written: Path | None, following: str, verdict: Verdict | None) -> str:
    told = seen.proposal
    rows = f"{seen.rows:,} rows" if seen.rows is not None else f"more than {seen.looked_at:,} rows"
    shapes = ", ".join(f"{count:,} {name}" for name, count in seen.shapes.items()) or "no shapes"
    lines = [
        f"{seen.file_name}{f', layer {seen.layer}' if seen.layer else ''}: {rows}, {len(seen.columns)} columns",
        f"looked at the first {seen.looked_at:,}: {shapes}{f', {seen.datum} ({seen.crs})' if seen.crs else ''}",
        *seen.notes,
        *(() if verdict is None else (f"datum: {_said(verdict)}",)),
        "",
        f"kind: {told.kind} ({_sure(told.kind_confidence)}: {told.kind_reason})",
        "",
        shell.table(_table(seen), columns=("field", "column", "how sure", "why", "for instance")),
    ]
    lines += [f"{name} is {value}: the name of the file or the layer says so" for name, value in told.defaults.items()]
    lines += [_unread(one) for one in told.fields if one.unread]
    if told.missing:
        lines += ["", f"comes from nowhere: {', '.join(told.missing)}; --map it to a column, or --set it for all rows"]
    if told.left:
        becomes = "stays with each thing as an attribute:" if SORTS[told.kind].table == "asset" else "is left out:"
        lines += ["", becomes, *(_left(seen, name) for name in told.left)]
    if written is not None:
        lines += ["", f"the mapping is saved as {written}: read it, mend it, share it"]
    return "\n".join([*lines, "", "next: " + following])


def _table(seen: Inspection) -> list[dict[str, object]]:
    identity = [seen.proposal.identity] if seen.proposal.identity else []
    return [
        {
            "field": one.field,
            "column": one.column,
            "how sure": _sure(one.confidence),
            "why": one.reason,
            "for instance": _instance(seen, one),
        }
        for one in (*identity, *seen.proposal.fields)
    ]


def _instance(seen: Inspection, one: Choice) -> str:
    values = one.rule.get("values") if not isinstance(one.rule, str) else None
    if isinstance(values, dict):
        return ", ".join(f"{theirs} → {ours}" for theirs, ours in list(values.items())[:3])
    return ", ".join(_short(value) for value in seen.columns.get(one.column, ()))


def _unread(one: Choice) -> str:
    more = f" and {len(one.unread) - _SHOWN} more" if len(one.unread) > _SHOWN else ""
    return f"{one.field}: not understood in {one.column}: {', '.join(map(_short, one.unread[:_SHOWN]))}{more}"


def _left(seen: Inspection, name: str) -> str:
    values = ", ".join(map(_short, seen.columns.get(name, ()))) or "no values seen"
    return f"  {name} ({values}){f': {seen.proposal.left[name]}' if seen.proposal.left[name] else ''}"


def _short(value: str) -> str:
    return value if len(value) <= 24 else f"{value[:23]}…"


def _sure(confidence: float) -> str:
    word = "sure" if confidence >= _SURE else "likely" if confidence >= _LIKELY else "perhaps"
    return f"{word} {confidence:.2f}"


def _answer(seen: Inspection, written: Path | None, following: str) -> dict[str, Any]:
    told = seen.proposal

    def choice(one: Choice) -> dict[str, Any]:
        names = ("field", "column", "confidence", "reason", "rule", "unread")
        return {name: getattr(one, name) for name in names}

    return {
        "file": seen.file_name,
        "layer": seen.layer,
        "rows": seen.rows,
        "looked_at": seen.looked_at,
        "shapes": dict(seen.shapes),
        "crs": seen.crs,
        "datum": seen.datum,
        "columns": {name: list(values) for name, values in seen.columns.items()},
        "notes": list(seen.notes),
        "kind": told.kind,
        "kind_confidence": told.kind_confidence,
        "kind_reason": told.kind_reason,
        "identity": choice(told.identity) if told.identity else None,
        "fields": [choice(one) for one in told.fields],
        "missing": list(told.missing),
        "left": dict(told.left),
        "mapping": jsons.loads(mapping.render(seen.rules)),
        "written": str(written) if written else None,
        "next": following,
    }
