import logging

import pytest

from api.logs import log_to_stderr


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
