import pytest

from api.server import application


def test_the_application_takes_its_settings_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JINGGE_DATABASE_URL", "postgresql:///elsewhere?host=/nonexistent")
    monkeypatch.setenv("JINGGE_LOG_LEVEL", "WARNING")
    assert application().state.engine.url.database == "elsewhere"
