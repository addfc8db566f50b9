"""The import door: files in, every row accounted for."""

from registry.importing.door import run
from registry.importing.runs import Repeat, Report

__all__ = ["Repeat", "Report", "run"]
