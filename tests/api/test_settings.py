from pathlib import Path

import pytest
from pydantic import ValidationError

from api import cluster
from api.settings import Settings
from tests.maps.test_basemap import archive_of


def test_settings_come_from_the_environment_when_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JINGGE_DATABASE_URL", "postgresql://db.example/jingge")
    monkeypatch.setenv("JINGGE_PUBLIC_URL", "https://jingge.example")
    found = Settings()
    assert (found.database_url, found.secure) == ("postgresql://db.example/jingge", True)


def test_without_an_address_the_private_cluster_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JINGGE_DATABASE_URL", raising=False)
    assert Settings().database_url == cluster.url()


def test_settings_do_not_change_and_are_checked() -> None:
    with pytest.raises(ValidationError):
        Settings(session_hours=0)
    with pytest.raises(ValidationError):
        Settings().session_hours = 3


@pytest.mark.parametrize("given", ["http://desk.example", "https://desk.example; script-src *", "*"])
def test_a_site_that_may_embed_pages_is_an_address_with_https(given: str) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"frame_ancestors": given})


@pytest.mark.parametrize(
    "given", ["ftp://t0.example/{z}/{x}/{y}", "https://t0.example/tiles", "https://t0.example /{z}"]
)
def test_a_base_map_is_an_address_of_tiles(given: str) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"base_map_url": given})


def test_a_base_map_out_of_place_is_refused_with_what_to_use(tmp_path: Path) -> None:
    url = "https://t0.example/{z}/{x}/{y}.png"
    for datum in ("WGS84", "CGCS2000"):
        assert Settings(base_map_url=url, base_map_datum=datum).base_map_layers == ((url,),)
    for datum in ("GCJ-02", "BD-09", "GCJ02", ""):
        with pytest.raises(ValidationError, match="take tiles in CGCS2000"):
            Settings(base_map_url=url, base_map_datum=datum)
    file = tmp_path / "base.pmtiles"
    with pytest.raises(ValidationError, match="cannot be read"):
        Settings(base_map_file=file)
    file.write_bytes(archive_of(2))
    assert Settings(base_map_file=file).base_map_file == file
    with pytest.raises(ValidationError, match="both set"):
        Settings(base_map_file=file, base_map_url=url)
