"""Archives are unpacked as far as asked, under names of our own; what plays tricks is refused whole."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from registry.errors import Invalid, TooLarge, Unavailable
from registry.importing.readers import archives


def _zip(path: Path, members: dict[str, bytes], change: Callable[[zipfile.ZipInfo], None] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo("x")
            entry.filename = name
            entry.compress_type = zipfile.ZIP_DEFLATED
            if change is not None:
                change(entry)
            archive.writestr(entry, data)
    return path


def test_members_are_told_without_folders_and_what_a_mac_adds(tmp_path: Path) -> None:
    names = {"数据/": b"", "数据/a.shp": b"1", "__MACOSX/数据/._a.shp": b"2", "._b.shp": b"3"}
    assert [one.name for one in archives.members(_zip(tmp_path / "a.zip", names))] == ["数据/a.shp"]


def test_chinese_names_of_any_system(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    raw = "井盖.shp".encode("gb18030")
    _zip(path, {"????????".ljust(len(raw), "?")[: len(raw)]: b"1"})
    path.write_bytes(path.read_bytes().replace(b"?" * len(raw), raw))
    assert [one.name for one in archives.members(path)] == ["井盖.shp"]


@pytest.mark.parametrize(
    "name", ["../a.shp", "/a.shp", "a/../../b.shp", "..\\a.shp", "\\a.shp", "C:\\a.shp", "a/../b.shp"]
)
def test_what_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Invalid, match="leads out of the archive"):
        archives.members(_zip(tmp_path / "a.zip", {"good.shp": b"1", name: b"2"}))


def test_links_and_locked_members_are_refused(tmp_path: Path) -> None:
    def link(entry: zipfile.ZipInfo) -> None:
        entry.external_attr = 0o120777 << 16

    with pytest.raises(Invalid, match="is a link"):
        archives.members(_zip(tmp_path / "a.zip", {"a.shp": b"/etc/passwd"}, link))
    path = _zip(tmp_path / "b.zip", {"a.shp": b"1"})
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02") + 8
    data[at] |= 1
    path.write_bytes(data)
    with pytest.raises(Invalid, match="locked with a password"):
        archives.members(path)


def test_bounds_hold(tmp_path: Path) -> None:
    many = _zip(tmp_path / "many.zip", {str(i): b"" for i in range(archives.MAX_MEMBERS + 1)})
    with pytest.raises(TooLarge, match="files"):
        archives.members(many)
    bomb = _zip(tmp_path / "bomb.zip", {"a.shp": bytes(1 << 20)})
    assert len(archives.members(bomb)) == 1
    with pytest.raises(TooLarge, match="would unpack to 1,048,576 bytes"):
        archives.members(bomb, small=1 << 10)
    with pytest.raises(TooLarge, match="would unpack"):
        archives.members(bomb, unpacked=1 << 10)


def test_only_what_is_asked_for_is_written(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"a.shp": b"shape", "b.exe": b"harm"})
    found = archives.members(path)
    archives.unpack(path, [(found[0], tmp_path / "room" / "layer.shp")])
    assert [(one.name, one.read_bytes()) for one in (tmp_path / "room").iterdir()] == [("layer.shp", b"shape")]


def test_what_is_broken_or_has_no_room_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _zip(tmp_path / "a.zip", {"a.shp": bytes(range(256)) * 64})
    found = archives.members(path)
    data = bytearray(path.read_bytes())
    data[60:70] = b"\xff" * 10
    path.write_bytes(data)
    with pytest.raises(Invalid, match=r"a\.zip cannot be read as a zip"):
        archives.unpack(path, [(found[0], tmp_path / "a")])
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(Invalid, match="cannot be read as a zip"):
        archives.members(tmp_path / "b.zip")
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Room", (), {"free": 0}))
    with pytest.raises(Unavailable, match="of room"):
        archives.unpack(path, [(found[0], tmp_path / "c")])
