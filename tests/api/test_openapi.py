import json
import sys
from pathlib import Path

import pytest

from api import openapi


def test_the_document_is_written_without_a_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "openapi.json"
    monkeypatch.setattr(sys, "argv", ["openapi", str(file)])
    openapi.main()
    assert "/api/v1/tickets" in json.loads(file.read_text(encoding="utf-8"))["paths"]
