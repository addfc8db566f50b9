"""Prints of the quarter: the ground as an official sees it, and what stands beside every map."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from maps.panorama import Imprint
from maps.prints.furniture import Caption
from maps.prints.ground import Ground, survey
from registry.actor import SYSTEM
from tests.conftest import NOW
from tests.maps.prints import town


@pytest.fixture
def ground(conn: Connection) -> Ground:
    town.settle(conn)
    return survey(conn, SYSTEM, [town.GRID])


@pytest.fixture
def caption(ground: Ground) -> Callable[..., Caption]:
    """What a print says of itself; `synthetic` or not, approved or not."""

    def make(title: str = "一格", *, synthetic: bool = True, approval: str = "") -> Caption:
        return Caption(title, "副标题", ground.plan, NOW, Imprint(approval=approval, operator="某中心"), synthetic)

    return make
