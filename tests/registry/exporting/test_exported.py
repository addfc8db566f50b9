"""What an export tells is told as it is."""

from pathlib import Path

from registry.exporting.exported import Exported, Profiled


def test_two_that_differ_in_time_alone_are_the_same() -> None:
    one = Exported(Path("a.csv"), "covers", "CSV", "WGS84", None, 1, "0", {"a.csv": "0"}, seconds=1.0)
    assert one == Exported(Path("a.csv"), "covers", "CSV", "WGS84", None, 1, "0", {"a.csv": "0"}, seconds=2.0)
    assert (one.unknown, one.left_out, dict(one.faults), one.first_faults) == ((), 0, {}, ())
    assert Profiled("gb2026") == Profiled("gb2026", (), None)
