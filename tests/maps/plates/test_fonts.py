"""Chinese type is found, or it is said what to install."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from maps.plates import fonts
from registry.errors import Unavailable


@pytest.mark.parametrize("bold", [True, False])
def test_a_face_with_the_characters_of_the_district(bold: bool) -> None:
    font = fonts.find(bold=bold)
    with TTFont(font.path, fontNumber=font.face, lazy=True) as face:
        drawn = face.getBestCmap()
        assert all(ord(letter) in drawn for letter in "市北区辽宁路窨井盖古力盖错埠岭贮水山1234-5（）")


def test_without_fontconfig_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="fonts-noto-cjk"):
        fonts.find(bold=True)


def test_without_chinese_type_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tool = tmp_path / "fc-match"
    tool.write_text("#!/bin/sh\nprintf '/usr/share/fonts/latin.ttf\\n0\\nen|de'\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(Unavailable, match="no Chinese type"):
        fonts.find(bold=True)
