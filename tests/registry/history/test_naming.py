"""Free names of cells are versions like everything else."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, text

from registry.codes import Kind
from registry.errors import Conflict, Invalid, NotFound, Stale
from registry.history import naming
from registry.history.naming import Named
from registry.history.rules import Said
from tests.registry.posts import scene
from tests.registry.posts.scene import GRID, MIDDLE, WEST


@pytest.fixture
def town(conn: Connection) -> Connection:
    scene.furnish(conn)
    return conn


def give(conn: Connection, code: str, name: str, **said: object) -> Named:
    told: dict[str, object] = {"id": uuid4(), "account": "planner", "areas": None, "reason": "居民议定"}
    return naming.name(conn, code, Said(**told | said), name_zh=name)  # type: ignore[arg-type]  # fields by name


def called(conn: Connection, code: str = WEST) -> str:
    found = conn.execute(text("select name_zh from registry.micro_grid where code = :code"), {"code": code})
    return str(found.scalar_one())


def test_a_micro_grid_is_named_and_its_sign_stays(town: Connection) -> None:
    done = give(town, WEST, " 锦江花园 ")
    assert (done.kind, done.sign, done.name_zh, done.changed) == (
        Kind.MICRO_GRID,
        "大连路社区–01网格–001",
        "锦江花园",
        True,
    )
    assert called(town) == "锦江花园"
    assert give(town, WEST, "锦江花园") == Named(**{n: getattr(done, n) for n in done.__slots__} | {"changed": False})
    assert (give(town, WEST, "").name_zh, called(town)) == ("", "")


def test_every_name_is_a_version_with_who_gave_it_and_why(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    with engine.begin() as conn:
        scene.furnish(conn)
    for name in ("甲苑", "乙苑"):
        with engine.begin() as conn:
            give(conn, WEST, name)
    with engine.connect() as conn:
        versions = conn.execute(
            text("select name_zh from registry.micro_grid_history where code = :c order by recorded"), {"c": WEST}
        )
        assert "甲苑" in set(versions.scalars())
        change = conn.execute(
            text("select by_account, deed, reason from registry.change order by id desc limit 1")
        ).one()
    assert tuple(change) == ("planner", "name", "居民议定")


def test_a_grid_has_a_name_always(town: Connection) -> None:
    assert (give(town, GRID, "锦江网格").kind, give(town, GRID, "锦江网格").sign) == (Kind.GRID, "大连路社区–01网格")
    with pytest.raises(Invalid, match="a grid has a name always"):
        give(town, GRID, "")


def test_what_cannot_be_a_name_or_a_cell_is_refused(town: Connection) -> None:
    give(town, WEST, "锦江花园")
    for code in (MIDDLE, scene.OTHER_GRID):
        with pytest.raises(Conflict, match=f"{WEST} of this community is called"):
            give(town, code, "锦江花园")
    for wrong in ("a\nb", "名" * 41):
        with pytest.raises(Invalid, match="one line"):
            give(town, WEST, wrong)
    with pytest.raises(Invalid, match="no code of a micro-grid or a grid"):
        give(town, scene.BUILDING, "楼")
    with pytest.raises(NotFound):
        give(town, WEST, "别处", areas=["370202"])
    with pytest.raises(Stale):
        give(town, WEST, "别名", if_version=1)
    scene.redraw(town, gone=WEST, into=(MIDDLE,))
    with pytest.raises(Conflict, match="no longer in use"):
        give(town, WEST, "别名")
