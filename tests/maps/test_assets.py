from pathlib import Path

import pytest

from maps import assets
from registry.errors import NotFound, Unavailable


def test_every_file_is_there_and_no_other_is_given() -> None:
    for name in assets.FILES:
        assert assets.find(name).stat().st_size > 0
    assert "L.map" in assets.text("panorama.js") or "Jingge" in assets.text("panorama.js")
    for name in ("", "package.json", "../tiles.py", "/etc/passwd", "leaflet/../panorama.js"):
        with pytest.raises(NotFound):
            assets.find(name)


def test_missing_packages_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "FILES", {"leaflet/leaflet.js": tmp_path / "gone.js"})
    with pytest.raises(Unavailable, match="setup"):
        assets.find("leaflet/leaflet.js")
