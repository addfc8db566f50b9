import pytest
from pydantic import ValidationError

from api import cluster
from api.settings import Settings


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
