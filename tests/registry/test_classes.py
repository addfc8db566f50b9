from sqlalchemy import Connection

from registry.classes import all_classes
from tests.registry.quarter import SEWER


def test_every_class_has_its_names_and_says_whether_it_is_a_cover(conn: Connection) -> None:
    found = {one.code: one for one in all_classes(conn)}
    assert list(found) == sorted(found)
    assert found[SEWER].is_cover
    assert found[SEWER].zh
    assert found[SEWER].en
    assert not all(one.is_cover for one in found.values())
