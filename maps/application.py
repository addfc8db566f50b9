"""The web application as built by `./run setup` (`maps/web`): which file answers a path under `/app/`."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from registry.errors import NotFound, Unavailable

FOLDER = Path(__file__).parent / "web" / "dist"
START = "index.html"
WORKER = "worker.js"

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".png": "image/png",
}
_ENCODINGS = ("br", "gz")
_REFUSED = re.compile(r"q=0(\.0*)?")


@dataclass(frozen=True, slots=True)
class File:
    """A file of the application, in the encoding the reader takes. `lasting`: its name changes with its content."""

    path: Path
    media_type: str
    encoding: str | None
    lasting: bool


def find(path: str, *, accepted: str, folder: Path = FOLDER) -> File:
    """The file of a path, `accepted` being the request's Accept-Encoding; of a page's path the start page.

    Raises NotFound for a file that is none, Unavailable where the application was not built.
    """
    if not (folder / START).is_file():
        raise Unavailable("the web application is not built; ./run setup builds it")
    name = PurePosixPath(path)
    if not name.suffix:  # a page: the application itself knows which
        name = PurePosixPath(START)
    found = (folder / name).resolve()
    if name.suffix not in _TYPES or not found.is_relative_to(folder.resolve()) or not found.is_file():
        raise NotFound(f"the application has no file {path}", name=path)
    lasting = found.parent.name == "assets"
    for ending in _ENCODINGS:
        coded = found.with_name(f"{found.name}.{ending}")
        word = "gzip" if ending == "gz" else ending
        if word in _words(accepted) and coded.is_file():
            return File(coded, _TYPES[name.suffix], word, lasting)
    return File(found, _TYPES[name.suffix], None, lasting)


def _words(accepted: str) -> set[str]:
    """Encodings a reader takes; those with `q=0` it does not."""
    parts = (part.strip().lower().partition(";") for part in accepted.split(","))
    return {word.strip() for word, _, quality in parts if not _REFUSED.fullmatch(quality.replace(" ", ""))}
