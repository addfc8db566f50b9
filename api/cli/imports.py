"""`jingge import`: files into the register, every row accounted for."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from api.cli import shell
from api.cli.group import WithDefault
from api.cli.inspecting import inspect_file, overruling
from api.cli.shell import Json
from inspections import reference as city_rules
from registry import importing, profiles, reference, search
from registry.crs import SAID
from registry.errors import Invalid, TooLarge
from registry.exporting import profiled
from registry.importing import Report, district
from registry.importing.faults import REASONS
from registry.importing.kinds import NAMED, SORTS
from registry.importing.mapping import Rules, merge, parse
from registry.importing.readers import READ

_KINDS = ", ".join((*SORTS, importing.PLACES))
_LARGEST = 4 << 20
"""Bytes of a mapping file: the largest real ones have a few thousand."""

Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="The folder.")]


app = typer.Typer(help="Bring files into the register.", cls=WithDefault, no_args_is_help=True)
"""`jingge import`."""


def add_to(program: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("file")(import_file)
    app.command("inspect")(inspect_file)
    program.add_typer(app, name="import")
    program.command("import-district")(import_district)
    program.command("import-classes")(import_classes)
    program.command("import-rules")(import_rules)


def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=f"{READ}.")],
    *,
    kind: Annotated[str | None, typer.Option("--as", help=f"What its rows are: {_KINDS}.")] = None,
    source: Annotated[str | None, typer.Option(help="Who keeps these data; things are found by source and id.")] = None,
    layer: Annotated[str | None, typer.Option(help="The layer of the file, the sheet of a workbook.")] = None,
    id_field: Annotated[
        list[str] | None, typer.Option(help="The column that names a thing; several are joined.")
    ] = None,
    datum: Annotated[str | None, typer.Option(help=f"{SAID}.")] = None,
    ignore_file_crs: Annotated[
        bool, typer.Option("--ignore-file-crs", help="Take it for --datum whatever CRS it says it has.")
    ] = False,
    encoding: Annotated[str | None, typer.Option(help="Of its text: UTF-8, GB18030; else found out.")] = None,
    given: Annotated[list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="For all rows.")] = None,
    named: Annotated[list[str] | None, typer.Option("--map", metavar="FIELD=COLUMN", help="Its column.")] = None,
    mapping: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A mapping file; the other flags win over it.")
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help=f"Read as an exchange file: {', '.join(profiles.PROFILES)}.")
    ] = None,
    swap_axes: Annotated[bool, typer.Option("--swap-axes", help="North comes first in each position.")] = False,
    trust_datum: Annotated[
        bool, typer.Option("--trust-datum", help="Take the file for right where its positions look wrong.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge and count, store nothing.")] = False,
    rejects: Annotated[
        Path | None,
        typer.Option(help="Write the refused rows here: shapes as .geojson, tables as .csv, whatever its suffix."),
    ] = None,
    json: Json = False,
) -> None:
    """Import one layer of a file; exit 1 where rows were refused. The word `file` may be left out."""
    flags = Rules(
        kind=kind,
        source=source,
        layer=layer,
        id_field=tuple(id_field or ()),
        datum=datum,
        encoding=encoding,
        fields=_pairs(named, "--map"),
        defaults=_pairs(given, "--set"),
    )
    rules = merge(_saved(mapping), flags)
    if rules.kind is None:
        raise Invalid(f"say with --as what the rows are: {_KINDS}; `jingge import inspect {file}` proposes it")
    if rules.source is None:
        raise Invalid("say with --source who keeps these data")
    with shell.bar(file.name) as progress, shell.to_write("import", target=f"{file.name} as {rules.kind}") as conn:
        rules = rules if profile is None else merge(_profiled(conn, profile, rules.kind), rules)
        report = importing.run(
            conn,
            file,
            kind=rules.kind or "",
            source=rules.source or "",
            actor_name=shell.who(),
            now=shell.now(),
            datum=overruling(rules.datum) if ignore_file_crs else rules.datum or "WGS84",
            layer=rules.layer,
            encoding=rules.encoding,
            swap_axes=swap_axes,
            trust_datum=trust_datum,
            id_field=rules.id_field or None,
            mapping=rules.fields,
            defaults=rules.defaults,
            dry_run=dry_run,
            rejects=rejects,
            progress=progress,
        )
        if rules.kind in NAMED and not dry_run:
            search.refresh(conn)
    shell.tell(_answer(report), as_json=json, words=_words(report))
    raise typer.Exit(1 if report.rejected else 0)


def _saved(path: Path | None) -> Rules:
    """The rules of a mapping file; none without one."""
    if path is None:
        return Rules()
    if path.stat().st_size > _LARGEST:
        raise TooLarge(f"{path.name} is too large for a mapping file")
    try:
        return parse(path.read_text("utf-8-sig"), name=path.name)
    except UnicodeDecodeError as error:
        raise Invalid(f"{path.name} is no mapping file: it is not in UTF-8", path=str(path)) from error


def _profiled(conn: Connection, profile: str, kind: str | None) -> Rules:
    """The rules by which an exchange file is read, for the classes of this register."""
    fields, defaults = profiles.mapping(profile, classes=profiled.classes(conn), kind=kind or "assets")
    return Rules(kind=kind, fields=fields, defaults=defaults)


def import_district(folder: Folder, *, json: Json = False) -> None:
    """Import a whole district: district.gpkg and organisations.csv, as fixtures/make.py writes them."""
    with shell.bar(folder.name) as progress, shell.to_write("import-district", target=folder.name) as conn:
        reports = district.load(conn, folder, actor_name=shell.who(), now=shell.now(), progress=progress)
    words = "\n".join(f"{layer}: {_words(report)}" for layer, report in reports.items())
    shell.tell({layer: _answer(report) for layer, report in reports.items()}, as_json=json, words=words)
    raise typer.Exit(1 if any(report.rejected for report in reports.values()) else 0)


def import_classes(folder: Folder, *, json: Json = False) -> None:
    """Load the classes of assets from asset_classes.csv of a folder (fixtures/reference): first of all imports."""
    with shell.to_write("import-classes", target=folder.name) as conn:
        classes = reference.load(conn, folder)
    shell.tell({"asset_classes": classes}, as_json=json, words=f"{classes} classes of assets")


def import_rules(folder: Folder, *, json: Json = False) -> None:
    """Load defects, time limits and routing rules from the files of a folder, once their organisations are there."""
    with shell.to_write("import-rules", target=folder.name) as conn:
        loaded = asdict(city_rules.load(conn, folder))
    shell.tell(loaded, as_json=json, words=", ".join(f"{count} {name}" for name, count in loaded.items()))


def _pairs(words: Sequence[str] | None, option: str) -> dict[str, str]:
    pairs = dict[str, str]()
    for word in words or ():
        name, sign, value = word.partition("=")
        if not (name and sign):
            raise Invalid(f"{option} {word}: say FIELD=VALUE")
        pairs[name] = value
    return pairs


def _answer(report: Report) -> dict[str, Any]:
    return {
        **report.counts,
        "seconds": round(sum(report.seconds.values()), 3),
        "phase_seconds": {name: round(seconds, 3) for name, seconds in report.seconds.items()},
        "reasons": dict(report.reasons),
        "repeats": [asdict(again) for again in report.repeats],
        "notes": list(report.notes),
        "rejects": str(report.rejects) if report.rejects else None,
    }


def _words(report: Report) -> str:
    counts = [f"{count:,} {name}" for name, count in report.counts.items() if name != "run" and count]
    faults = [f"  {count:,} × {' / '.join(REASONS[reason])} ({reason})" for reason, count in report.reasons.items()]
    following = []
    if report.rejected:
        said = "say --rejects FILE to have the refused rows, each with its reason, to be corrected and imported again"
        following.append(f"refused rows are in {report.rejects}" if report.rejects else said)
    if report.review and report.run is not None:
        following.append("unsure rows wait for a person: jingge import-reviews")
    return "\n".join([", ".join(counts) or "no rows", *faults, *report.notes, *following])
