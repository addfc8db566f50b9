"""The OpenAPI document as a file, for programs that are made from it: `python -m api.openapi FILE`."""

import json
import sys
from pathlib import Path

from api.app import create_app
from api.settings import Settings


def main() -> None:
    """Writes the document; no database is opened."""
    document = create_app(Settings(database_url="postgresql:///never-opened")).openapi()
    Path(sys.argv[1]).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
