"""`jingge owner-link` and `jingge ticket order` as a user types them."""

import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from registry.database import writing
from tests.api.cli.support import Done, jingge, tells_local_time
from tests.api.proof_scene import furnished
from tests.api.support import Service
from tests.conftest import Databases
from tests.inspections.owners.yard import dispatched
from tests.maps.plates.pages import sizes_mm


@pytest.fixture(scope="module")
def service(databases: Databases, template: str) -> Iterator[Service]:
    yield from furnished(databases, template, "owner_links_cli")


def run(service: Service, *words: str) -> Done:
    return jingge(*words, url=service.engine.url.render_as_string(hide_password=False))


def test_made_listed_revoked_and_printed(service: Service, tmp_path: Path) -> None:
    with writing(service.engine) as conn:
        ticket = str(dispatched(conn))
    made = run(service, "owner-link", "make", ticket, "--login", "desk", "--days", "3", "--json").json
    assert made["address"].startswith("http://127.0.0.1:8000/o/")
    assert run(service, "owner-link", "make", ticket, "--login", "crew").code == 2
    assert "/o/" in run(service, "owner-link", "make", ticket, "--channel", "mail").out
    listed = run(service, "owner-link", "list", ticket)
    assert tells_local_time(listed.out), listed.out
    assert made["id"] in listed.out
    assert made["address"] not in listed.out
    assert "revoked" in run(service, "owner-link", "revoke", made["id"], "--login", "desk").out
    out = tmp_path / "order.pdf"
    refused = run(service, "ticket", "order", ticket, str(out))
    assert (refused.code, out.exists()) == (2, False)
    assert "PUBLIC_URL" in refused.err
    order = ("ticket", "order", ticket, str(out), "--addressee", "值班室")

    def papers() -> list[str]:
        links = run(service, "owner-link", "list", ticket, "--json").json["links"]
        return [one["id"] for one in links if one["channel"] == "paper"]

    drafted = run(service, *order, "--draft", "--json").json
    assert sizes_mm(out.read_bytes()) == [(210, 297)]
    assert (drafted["link_id"], papers()) == (None, [])
    with mock.patch.dict(os.environ, {"JINGGE_PUBLIC_URL": "https://wg.example.cn"}):
        done = run(service, *order, "--json").json
    assert papers() == [done["link_id"]]
