"""Out of the register: any selection as a file, in any datum, that comes in again and changes nothing."""

from registry.exporting.door import run
from registry.exporting.exported import Exported, Profiled
from registry.exporting.selection import WHAT, Selection

__all__ = ["WHAT", "Exported", "Profiled", "Selection", "run"]
