"""The import door: files in, every row accounted for."""

from registry.importing.runs import Repeat, Report
from registry.importing.several import PLACES, run

__all__ = ["PLACES", "Repeat", "Report", "run"]
