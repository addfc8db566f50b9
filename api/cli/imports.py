"""`jingge import`: files into the register, every row accounted for."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli import shell
from api.cli.shell import Json
from inspections import reference as rules
from registry import importing, reference, search
from registry.errors import Invalid
from registry.importing import Report, district
from registry.importing.kinds import SORTS

# What the search box finds by name.
_NAMED = frozenset({"divisions", "streets", "communities", "roads", "compounds"})

Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="The folder.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("import")(import_file)
    app.command("import-district")(import_district)
    app.command("import-classes")(import_classes)
    app.command("import-rules")(import_rules)


def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="GeoPackage, GeoJSON or CSV.")],
    *,
    kind: Annotated[str, typer.Option("--as", help=f"What its rows are: {', '.join(SORTS)}.")],
    source: Annotated[str, typer.Option(help="Who keeps these data; things are found again by source and id.")],
    layer: Annotated[str | None, typer.Option(help="The layer of the file.")] = None,
    id_field: Annotated[list[str] | None, typer.Option(help="The column that names a thing.")] = None,
    datum: Annotated[str, typer.Option(help="WGS84, CGCS2000, GCJ-02, BD-09, EPSG:n.")] = "WGS84",
    given: Annotated[list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="For all rows.")] = None,
    named: Annotated[list[str] | None, typer.Option("--map", metavar="FIELD=COLUMN", help="Its column.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge and count, store nothing.")] = False,
    rejects: Annotated[Path | None, typer.Option(help="Write the refused rows here.")] = None,
    json: Json = False,
) -> None:
    """Import one layer of a file; exit 1 where rows were refused. The same file again changes nothing."""
    with shell.bar(file.name) as progress, shell.to_write("import", target=f"{file.name} as {kind}") as conn:
        report = importing.run(
            conn,
            file,
            kind=kind,
            source=source,
            actor_name=shell.who(),
            now=shell.now(),
            datum=datum,
            layer=layer,
            id_field=id_field,
            mapping=_pairs(named, "--map"),
            defaults=_pairs(given, "--set"),
            dry_run=dry_run,
            rejects=rejects,
            progress=progress,
        )
        if kind in _NAMED and not dry_run:
            search.refresh(conn)
    shell.tell(_answer(report), as_json=json, words=_words(report))
    raise typer.Exit(1 if report.rejected else 0)


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
        loaded = asdict(rules.load(conn, folder))
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
    faults = [f"  {count:,} × {reason}" for reason, count in report.reasons.items()]
    kept = [f"refused rows are in {report.rejects}"] if report.rejects and report.rejected else []
    return "\n".join([", ".join(counts) or "no rows", *faults, *report.notes, *kept])
