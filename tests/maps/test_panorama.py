import json
import re

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from maps import panorama
from maps.panorama import Imprint
from maps.words import Language
from registry.actor import Role
from tests.maps import scene

LEADER = scene.person(Role.LEADER)


def page(conn: Connection, *, language: Language = Language.ZH, imprint: Imprint | None = None) -> str:
    return panorama.render(
        panorama.gather(conn, LEADER), language=language, imprint=imprint or Imprint(), reader="<王某>"
    )


def test_figures_are_counted_inside_the_areas(small_conn: Connection) -> None:
    facts = panorama.gather(small_conn, LEADER)
    assert facts.title is not None
    assert facts.title.zh == "市北区"
    assert facts.synthetic
    assert facts.campaign is None
    assert min(facts.counts.values()) > 0
    street = panorama.gather(small_conn, scene.person(Role.LEADER, areas=("110101",)))
    assert set(street.counts.values()) == {0}
    assert street.bounds is None
    assert street.labels == []


def test_micro_grids_are_a_layer_with_a_legend_once_there_are_some(small_conn: Connection) -> None:
    assert "图例 · 微网格" not in page(small_conn)
    small_conn.execute(
        text(
            "insert into registry.micro_grid (code, grid_code, geom)"
            " select code || '001', code, geom from registry.grid"
        )
    )
    facts = panorama.gather(small_conn, LEADER)
    assert facts.micro_grids == facts.counts["grids"]
    made = page(small_conn)
    assert "图例 · 微网格" in made
    assert all(words in made for words in ("居住", "沿街", "专属", "空地", "/tiles/micro_grids/"))
    assert panorama.gather(small_conn, scene.person(Role.LEADER, areas=("110101",))).micro_grids == 0


def test_it_tells_of_the_campaign(small_conn: Connection) -> None:
    scene.campaign(small_conn)
    facts = panorama.gather(small_conn, LEADER)
    assert facts.campaign is not None
    assert 0 < facts.campaign.seen < facts.campaign.targets == facts.counts["covers"]


@pytest.mark.parametrize("language", list(Language))
def test_nothing_comes_from_another_host(small_conn: Connection, language: Language) -> None:
    made = page(small_conn, language=language)
    addresses = re.findall(r"""(?:src|href)\s*=\s*["']([^"']+)""", made)
    assert addresses
    assert all(address.startswith(("/", "?")) and not address.startswith("//") for address in addresses)
    assert "http" not in re.sub(r"content-type|http-equiv|http://www.w3.org/\S+", "", made)
    assert f'<html lang="{language}">' in made


def test_it_says_what_the_law_wants(small_conn: Connection) -> None:
    made = page(small_conn, imprint=Imprint(approval="鲁S(2026)001号", operator="区中心", privacy_url="/privacy"))
    for words in ("合成数据", "审图号: 鲁S(2026)001号", "运营单位: 区中心", 'href="/privacy"'):
        assert words in made
    assert "Synthetic data" in page(small_conn, language=Language.EN)
    assert "审图号:" not in page(small_conn)


def test_names_cannot_break_out(small_conn: Connection) -> None:
    scene.campaign(small_conn)
    made = page(small_conn)
    assert "<王某>" not in made
    assert "窨井盖 <普查>" not in made
    assert "&lt;王某&gt;" in made


def test_the_data_in_the_page_is_json(small_conn: Connection) -> None:
    found = re.search(r"^\}, (\{.*\})\);$", page(small_conn), re.MULTILINE)
    assert found is not None
    data = json.loads(found[1])
    assert {"words", "states", "families", "labels"} <= data.keys()
    assert {label[0] for label in data["labels"]} >= {"street", "community"}


def test_an_empty_register_has_a_page_too(conn: Connection) -> None:
    facts = panorama.gather(conn, LEADER)
    assert facts.title is None
    assert "井格" in panorama.render(facts, language=Language.ZH, imprint=Imprint(), reader="x")
