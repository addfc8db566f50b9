"""`jingge export`: any selection of the register as a file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli import shell
from api.cli.shell import Json, Login
from registry import exporting, profiles
from registry.actor import Actor, Role
from registry.assets import Box
from registry.errors import Invalid, NotFound
from registry.exporting import WHAT, Exported, Profiled, Selection
from registry.exporting.formats import FORMATS
from registry.exporting.selection import STATUSES, read_codes
from registry.history import travel
from registry.history.moments import moments

_SHOWN = 5


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("export")(export_file)


def export_file(
    file: Annotated[
        Path, typer.Argument(dir_okay=False, help=f"The file; its suffix says the format: {' '.join(FORMATS)}")
    ],
    *,
    what: Annotated[str, typer.Option(help=f"{', '.join(WHAT)}.")],
    area: Annotated[list[str] | None, typer.Option(help="In a division, street or community; several add up.")] = None,
    box: Annotated[str | None, typer.Option(metavar="W,S,E,N", help="In a box, degrees WGS 84.")] = None,
    of_class: Annotated[list[str] | None, typer.Option("--class", help="Of a class; several add up.")] = None,
    owner: Annotated[str | None, typer.Option(help="Of an organisation, by its code.")] = None,
    status: Annotated[list[str] | None, typer.Option(help=f"{', '.join(STATUSES)}; several add up.")] = None,
    source: Annotated[str | None, typer.Option(help="Brought by a source.")] = None,
    run: Annotated[int | None, typer.Option(help="As an import run wrote it last.")] = None,
    codes: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Those of a list, a code a line.")
    ] = None,
    datum: Annotated[str, typer.Option(help="WGS84, CGCS2000, GCJ-02, BD-09, EPSG:n, GK:120 …")] = "WGS84",
    encoding: Annotated[str, typer.Option(help="Text of a shapefile: UTF-8 or GBK.")] = "UTF-8",
    profile: Annotated[str | None, typer.Option(help=f"As an exchange file: {', '.join(profiles.PROFILES)}.")] = None,
    allow: Annotated[list[str] | None, typer.Option(help="Write in spite of a fault: local_code, missing …")] = None,
    faults: Annotated[Path | None, typer.Option(help="Write all that breaks the profile here, as CSV.")] = None,
    as_of: Annotated[str | None, typer.Option(metavar="TIME", help="As it was then: ISO 8601 with its offset.")] = None,
    as_known_at: Annotated[str | None, typer.Option(metavar="TIME", help="As it was known then.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Write a selection of the register to a file; read back, it changes nothing. Exit 1 where things were left out."""
    selection = Selection(
        what=what,
        areas=tuple(area or ()),
        box=_box(box),
        classes=tuple(of_class or ()),
        statuses=tuple(status or ()),
        owner=owner,
        source=source,
        run=run,
        codes=_codes(codes, what),
    )
    with shell.bar(file.name) as progress, shell.to_read() as conn:
        actor = shell.actor(conn, login)
        travel.depart(conn, moments(as_of, as_known_at))
        exported = exporting.run(
            conn,
            file,
            selection=selection,
            areas=_bound(actor),
            now=shell.now(),
            datum=datum,
            encoding=encoding.upper(),
            profile=_profiled(profile, allow, faults),
            progress=progress,
        )
    shell.tell(_answer(exported), as_json=json, words=_words(exported))
    raise typer.Exit(1 if exported.unknown or exported.left_out else 0)


def _bound(actor: Actor) -> Sequence[str] | None:
    return None if actor.has(Role.SYSTEM) else actor.areas


def _box(text: str | None) -> Box | None:
    if text is None:
        return None
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError as error:
        raise Invalid(f"--box {text}: say W,S,E,N, four numbers in degrees") from error
    return Box(west, south, east, north)


def _codes(path: Path | None, what: str) -> tuple[str, ...] | None:
    if path is None:
        return None
    if what not in WHAT:
        raise Invalid(f"{what!r} is nothing that is exported; say one of {', '.join(WHAT)}", what=what)
    try:
        return read_codes(path.read_text(encoding="utf-8"), WHAT[what])
    except UnicodeDecodeError as error:
        raise Invalid(f"{path.name} is no text in UTF-8; a list of codes has a code a line") from error


def _profiled(name: str | None, allow: Sequence[str] | None, faults: Path | None) -> Profiled | None:
    if name is None:
        if allow or faults:
            raise Invalid("--allow and --faults speak of a profile; say --profile")
        return None
    if unknown := [reason for reason in allow or () if reason not in profiles.REASONS]:
        raise NotFound(f"--allow {unknown[0]}: there is no such fault; there are {', '.join(profiles.REASONS)}")
    return Profiled(name, tuple(allow or ()), faults)


def _answer(exported: Exported) -> Mapping[str, Any]:
    return {
        "file": str(exported.path),
        "what": exported.what,
        "rows": exported.rows,
        "format": exported.format,
        "datum": exported.datum,
        "profile": exported.profile,
        "sha256": exported.sha256,
        "files": dict(exported.files),
        "notes": list(exported.notes),
        "unknown": list(exported.unknown),
        "left_out": exported.left_out,
        "faults": [
            {"field": field, "reason": reason, "count": count} for (field, reason), count in exported.faults.items()
        ],
        "first_faults": list(exported.first_faults),
        "seconds": round(exported.seconds, 3),
    }


def _words(exported: Exported) -> str:
    lines = [f"{exported.rows:,} {exported.what} in {exported.path} ({exported.format}, {exported.datum})"]
    lines += [f"sha256 {exported.sha256}", *exported.notes]
    if exported.unknown:
        lines.append(f"{len(exported.unknown):,} codes are not in the register: {_some(exported.unknown)}")
    if exported.left_out:
        said = "--allow REASON writes them in spite, --faults FILE names each"
        lines.append(f"{exported.left_out:,} left out, for they break the profile {exported.profile}; {said}")
    for (field, reason), count in exported.faults.items():
        lines.append(f"  {count:,} × {field}: {' / '.join(profiles.REASONS[reason])} ({reason})")
    return "\n".join(lines)


def _some(words: Sequence[str]) -> str:
    return ", ".join(words[:_SHOWN]) + (" …" if len(words) > _SHOWN else "")
