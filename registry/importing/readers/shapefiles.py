"""Shapefiles, loose or in a zip: their parts found, their encoding told apart, both checked to the end.

The encoding of the table is what .cpg says, else the language mark of .dbf, else UTF-8 where all its text is that, else
GB 18030. Whichever it is, all text must be of it: a wrong .cpg ends in an error, not in wrong characters.
"""

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from registry.errors import Invalid
from registry.importing.readers import archives, dbf, spatial
from registry.importing.readers.archives import Member
from registry.importing.readers.delimited import text_encoding
from registry.importing.readers.layer import Table

_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_GUESSES = ("utf-8", "gb18030")
_CODE_PAGES = {"utf8": "utf-8", "936": "gb18030", "ansi 936": "gb18030", "950": "cp950", "1252": "cp1252"}
"""What .cpg files say, where Python has no such name."""
_CPG = "its .cpg"
_FOR_GDAL = {"iso8859-1": "ISO-8859-1"}
_HEADER = 100
_LENGTH = slice(24, 28)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The files of one shapefile by suffix."""

    name: str
    files: dict[str, Path]

    @property
    def shp(self) -> Path:
        return self.files[".shp"]


def open_table(path: Path, *, datum: str, layer: str | None, encoding: str | None) -> Table:
    """A loose shapefile, whose parts lie beside it. `encoding` overrules what the file says.

    Raises Invalid where parts are missing or broken, or text is not of its encoding.
    """
    beside = sorted(path.parent.iterdir())
    files = {
        one.suffix.lower(): one
        for one in beside
        if one.stem == path.stem and one.suffix.lower() in _PARTS and one.is_file()
    }
    return _open(_Parts(path.name, {**files, ".shp": path}), datum=datum, layer=layer, encoding=encoding)


def open_zipped(path: Path, *, datum: str, layer: str | None, encoding: str | None, held: ExitStack) -> Table:
    """A shapefile in a zip; `layer` names one where there are several. `held` keeps what is unpacked until its end.

    Raises Invalid and TooLarge as the archive or the shapefile does.
    """
    shapefiles = _shapefiles(archives.members(path))
    if not shapefiles:
        raise Invalid(f"{path.name} holds no shapefile (.shp); of a zip nothing else is read", path=str(path))
    if layer is None and len(shapefiles) > 1:
        raise Invalid(
            f"{path.name} has {len(shapefiles)} layers; name one with --layer: {', '.join(shapefiles)}",
            layers=list(shapefiles),
        )
    chosen = layer or next(iter(shapefiles))
    if chosen not in shapefiles:
        raise Invalid(f"{path.name}, layer {chosen} cannot be read: there are {', '.join(shapefiles)}", layer=chosen)
    folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="jingge-import-")))
    files = {suffix: folder / f"layer{suffix}" for suffix in shapefiles[chosen]}
    archives.unpack(path, [(member, files[suffix]) for suffix, member in shapefiles[chosen].items()])
    table = _open(_Parts(f"{path.name}, {chosen}", files), datum=datum, layer=None, encoding=encoding)
    return replace(table, layer=chosen, parts=(path,))


def _shapefiles(found: list[Member]) -> dict[str, dict[str, Member]]:
    """Shapefiles of an archive by name (with the folder, where a name stands twice): their members by suffix."""
    stems: dict[str, dict[str, Member]] = {}
    for member in found:
        if member.path.suffix.lower() in _PARTS:
            stems.setdefault(str(member.path.with_suffix("")), {})[member.path.suffix.lower()] = member
    whole = {stem: parts for stem, parts in stems.items() if ".shp" in parts}
    last = [stem.rpartition("/")[2] for stem in whole]
    return {(name if last.count(name) == 1 else stem): whole[stem] for name, stem in zip(last, whole, strict=True)}


def _open(parts: _Parts, *, datum: str, layer: str | None, encoding: str | None) -> Table:
    if ".shx" not in parts.files:
        raise Invalid(f"{parts.name} has no .shx beside it; a shapefile is .shp, .shx and .dbf: bring all parts")
    _check_length(parts)
    _check_crs(parts)
    chosen, notes = "utf-8", tuple[str, ...]((f"{parts.name} has no .dbf beside it: shapes without values",))
    if ".dbf" in parts.files:
        chosen, notes = _encoding(parts, dbf.read_header(parts.files[".dbf"], name=parts.name), encoding)
    for_gdal = _FOR_GDAL.get(chosen, chosen.upper())
    table = spatial.open_table(parts.shp, datum=datum, layer=layer, encoding=for_gdal, name=parts.name)
    files = tuple(parts.files[suffix] for suffix in _PARTS if suffix in parts.files)
    return replace(table, parts=files, notes=(*notes, *table.notes))


def _check_length(parts: _Parts) -> None:
    """Raise Invalid where .shp or .shx is shorter than its own header says (in words of two bytes)."""
    for suffix in (".shp", ".shx"):
        with parts.files[suffix].open("rb") as file:
            header = file.read(_HEADER)
        size = parts.files[suffix].stat().st_size
        if len(header) < _HEADER or size < 2 * int.from_bytes(header[_LENGTH], "big"):
            raise Invalid(f"{parts.name}: its {suffix} has been cut short; copy all of it anew")


def _check_crs(parts: _Parts) -> None:
    """Raise Invalid where .prj is no text: GDAL would stumble over it."""
    if ".prj" not in parts.files:
        return
    try:
        parts.files[".prj"].read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid(
            f"{parts.name}: its .prj is not in UTF-8; save it so, or take it away and name the CRS as datum"
        ) from error


def _encoding(parts: _Parts, header: dbf.Header, asked: str | None) -> tuple[str, tuple[str, ...]]:
    path = parts.files[".dbf"]
    if dbf.is_text(path, header, "ascii"):
        return "utf-8", ()
    said, where = _said(parts, header, asked)
    if said is None:
        for guess in _GUESSES:
            if dbf.is_text(path, header, guess):
                return guess, (f"{parts.name} does not say its encoding; read as {guess.upper()}",)
        raise Invalid(f"{parts.name} does not say its encoding, and it is neither UTF-8 nor GB 18030; name it")
    # Chinese in UTF-8 reads as rare characters of GB 18030, the reverse hardly ever: then the mark is wrong
    is_other = asked is None and said != "utf-8" and dbf.is_text(path, header, "utf-8")
    if is_other or not dbf.is_text(path, header, said):
        raise Invalid(
            f"{parts.name}: its text is not {said.upper()}{where and f', as {where} says'}; name its encoding, perhaps "
            f"{'GB18030' if said == 'utf-8' else 'UTF-8'}",
            encoding=said,
        )
    return said, () if where in {"", _CPG} else (f"{parts.name} is read as {said.upper()}, as {where} says",)


def _said(parts: _Parts, header: dbf.Header, asked: str | None) -> tuple[str | None, str]:
    """The encoding that was asked for or that the file says, and who says so."""
    if asked is not None:
        return text_encoding(asked), ""
    if ".cpg" in parts.files:
        word = parts.files[".cpg"].read_bytes()[:64].decode("ascii", "replace").strip("\ufeff\x00 \r\n\t").lower()
        try:
            return text_encoding(_CODE_PAGES.get(word, word)), _CPG
        except Invalid:
            pass  # what it says means nothing: then it says nothing
    return header.encoding, "the language mark of its .dbf"
