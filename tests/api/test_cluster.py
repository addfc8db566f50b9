"""The private cluster: made, started twice, stopped, started again; nothing of ours listens on a port."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from api import cluster
from registry.database import migrate, open_engine, reading, revisions


@pytest.fixture
def own() -> Iterator[cluster.Cluster]:
    """A cluster of the test's own, in a folder the server's account can reach."""
    home = Path(tempfile.mkdtemp(prefix="jingge-cluster-", dir="/var/tmp"))
    home.chmod(0o755)
    made = cluster.Cluster(
        data=home / "data", socket=home / "s", log=home / "log", user="postgres" if os.geteuid() == 0 else None
    )
    yield made
    cluster.down(made)
    shutil.rmtree(home)


def test_a_cluster_from_nothing_to_restart(own: cluster.Cluster) -> None:
    assert cluster.status(own) == "absent"
    url = cluster.up(own)
    assert cluster.up(own) == url
    assert cluster.status(own) == "running"
    engine = open_engine(url)
    migrate(engine)
    cluster.restart(own, mode="immediate")
    assert revisions(engine)[0] is not None, "what was committed survives a crash"
    with reading(engine) as conn:
        assert conn.execute(text("show listen_addresses")).scalar_one() == ""
    engine.dispose()
    cluster.down(own)
    assert cluster.status(own) == "stopped"


def test_only_the_owner_enters_the_socket_folder(own: cluster.Cluster) -> None:
    cluster.up(own)
    assert own.socket.stat().st_mode & 0o077 == 0


def test_a_long_path_still_gets_a_socket_that_fits(tmp_path: Path) -> None:
    assert len(str(cluster.locate(tmp_path / ("deep" * 30)).socket)) < 90
