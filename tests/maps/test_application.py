from pathlib import Path

import pytest

from maps import application
from registry.errors import NotFound, Unavailable


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    built = tmp_path / "dist"
    (built / "assets").mkdir(parents=True)
    (tmp_path / "secret.js").write_text("not of the application")
    for name in ("index.html", "worker.js", "assets/page-1a2b.js", "assets/page-1a2b.js.br", "assets/page-1a2b.js.gz"):
        (built / name).write_text(name)
    return built


def test_pages_are_answered_with_the_start_page_and_files_with_themselves(folder: Path) -> None:
    for page in ("", "map", "tickets/370203-1"):
        assert application.find(page, accepted="", folder=folder).path.name == "index.html"
    file = application.find("assets/page-1a2b.js", accepted="", folder=folder)
    assert (file.path.name, file.encoding, file.lasting) == ("page-1a2b.js", None, True)
    assert not application.find("worker.js", accepted="br", folder=folder).lasting


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("br; q=0.0", None), ("", None)],
)
def test_a_reader_gets_an_encoding_it_takes(folder: Path, accepted: str, encoding: str | None) -> None:
    assert application.find("assets/page-1a2b.js", accepted=accepted, folder=folder).encoding == encoding


def test_nothing_outside_is_given(folder: Path) -> None:
    for name in ("../secret.js", "assets/../../secret.js", "assets/gone.js", "index.txt", "assets/page-1a2b.js.br"):
        with pytest.raises(NotFound):
            application.find(name, accepted="", folder=folder)


def test_an_application_that_was_not_built_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="setup"):
        application.find("", accepted="", folder=tmp_path)
