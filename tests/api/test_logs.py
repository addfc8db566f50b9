import logging

import pytest

from api.logs import log_to_stderr, loggable


def test_each_line_is_written_once(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    log_to_stderr("INFO")
    log_to_stderr("WARNING")
    logging.getLogger("jingge").info("not told")
    logging.getLogger("jingge").warning("told")
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("told\n") == 1
    log_to_stderr("INFO")


def test_a_secret_in_a_path_stands_in_no_log() -> None:
    assert loggable("/o/a-secret") == loggable("/o/a-secret/photos/x") == "/o/…"
    assert loggable("/O/a-secret") == loggable("//o/a-secret") == "/o/…"
    assert loggable("/api/v1/tickets") == "/api/v1/tickets"
