from sqlalchemy import Connection

from inspections.tickets.defects import all_defects


def test_the_most_pressing_stands_first_and_a_hole_is_told(furnished: Connection) -> None:
    found = {one.code: one for one in all_defects(furnished)}
    assert next(iter(found)) == "collapsed"
    assert list(found)[-1] not in {one.code for one in found.values() if one.hazard}
    assert (found["missing"].hole, found["missing"].hazard, found["missing"].zh) == (True, True, "缺失")
    assert (found["surface"].hazard, found["surface"].handling) == (False, "maintenance")
