from sqlalchemy import Connection

from registry.classes import all_classes
from tests.registry import quarter
from tests.registry.quarter import LAMP, SEWER


def test_every_class_has_its_names_and_says_whether_it_is_a_cover(conn: Connection) -> None:
    quarter.build(conn)
    found = {one.code: one for one in all_classes(conn)}
    assert list(found) == sorted(found)
    assert (found[SEWER].is_cover, found[LAMP].is_cover) == (True, False)
    assert found[SEWER].zh
    assert found[SEWER].en
