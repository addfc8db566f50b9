"""A private PostgreSQL + PostGIS cluster in `.jingge/`, on a unix socket, for those who have no server of their own.

Needs only the standard library, so that `./run` can call it before anything else. It never touches a database it did
not make: everything lives in one folder of this checkout, and no TCP port is opened.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "jingge"

# Durable (a receipt must survive a killed server) yet sized for a small machine; JIT does not pay for short queries.
# Pages in the log are not compressed: an index of a million rows would take twice the time.
_SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 120
shared_buffers = 512MB
work_mem = 32MB
maintenance_work_mem = 256MB
effective_cache_size = 2GB
random_page_cost = 1.1
max_wal_size = 2GB
checkpoint_timeout = 15min
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = off
"""


class ClusterError(RuntimeError):
    """The cluster cannot be made or started: says what to install or to set."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the private cluster keeps its data and its socket, and the account that runs its server."""

    data: Path
    socket: Path
    log: Path
    user: str | None  # None: ourselves; else the unprivileged account (PostgreSQL refuses to run as root)

    @property
    def url(self) -> str:
        """Address of the database `jingge` in this cluster."""
        return f"postgresql://jingge@/{DATABASE}?host={self.socket}"


def locate(root: Path = ROOT) -> Cluster:
    """The cluster of this checkout; in /var/tmp where root's checkout is closed to the server's account."""
    user = "postgres" if os.geteuid() == 0 else None
    mark = hashlib.sha256(str(root).encode()).hexdigest()[:12]
    home = root / ".jingge"
    if user is not None and not _reachable(root, user):
        home = Path(f"/var/tmp/jingge-{mark}")  # noqa: S108 - a folder of our own, mode 0700
    socket = home / "socket"
    if len(str(socket)) > 80:  # a socket's path holds 107 bytes
        socket = Path(tempfile.gettempdir()) / f"jingge-{os.geteuid()}-{mark}"
    return Cluster(data=home / "postgres", socket=socket, log=home / "postgres.log", user=user)


def url() -> str:
    """Address of the private cluster's database, whether it runs or not."""
    return locate().url


def status(cluster: Cluster | None = None) -> str:
    """`running`, `stopped` or `absent`."""
    cluster = cluster or locate()
    if not (cluster.data / "PG_VERSION").exists():
        return "absent"
    code = _call(cluster, [str(_binary("pg_ctl")), "status", "-D", str(cluster.data)], check=False).returncode
    return "running" if code == 0 else "stopped"


def installed() -> str:
    """Folder of the server's programs. Raises ClusterError with what to install."""
    return str(_binary("initdb").parent)


def up(cluster: Cluster | None = None) -> str:
    """Make the cluster where it is missing, start it where it is stopped; returns the database's address.

    Raises ClusterError with what to install or set.
    """
    cluster = cluster or locate()
    if status(cluster) == "absent":
        _create(cluster)
    if status(cluster) != "running":
        _start(cluster)
    _ensure_database(cluster)
    return cluster.url


def down(cluster: Cluster | None = None) -> None:
    """Stop the cluster; its data stay."""
    cluster = cluster or locate()
    if status(cluster) == "running":
        _call(cluster, [str(_binary("pg_ctl")), "stop", "-D", str(cluster.data), "-m", "fast", "-w"])


def restart(cluster: Cluster | None = None, *, mode: str = "fast") -> None:
    """Stop and start the server; `mode` immediate is a crash (recovery from the log follows)."""
    cluster = cluster or locate()
    _call(cluster, [str(_binary("pg_ctl")), "stop", "-D", str(cluster.data), "-m", mode, "-w"])
    _start(cluster)


def _create(cluster: Cluster) -> None:
    for folder in (cluster.data.parent, cluster.data, cluster.socket):
        folder.mkdir(parents=True, exist_ok=True)
    cluster.log.touch()
    if cluster.user is not None:
        for path in (cluster.data, cluster.socket, cluster.log):
            shutil.chown(path, cluster.user, cluster.user)
    cluster.data.chmod(0o700)
    cluster.socket.chmod(0o700)
    # trust is safe here: only the owner of the 0700 socket folder (and root) can reach the server
    _call(cluster, [str(_binary("initdb")), "-D", str(cluster.data), "-U", "jingge", "-A", "trust", "-E", "UTF8",
                    "--locale=C.UTF-8", "--no-sync"])  # fmt: skip
    config = cluster.data / "postgresql.auto.conf"
    config.write_text(_SETTINGS + f"unix_socket_directories = '{cluster.socket}'\n", encoding="utf-8")
    if cluster.user is not None:
        shutil.chown(config, cluster.user, cluster.user)


def _start(cluster: Cluster) -> None:
    cluster.socket.mkdir(parents=True, exist_ok=True)
    if cluster.user is not None:
        shutil.chown(cluster.socket, cluster.user, cluster.user)
    cluster.socket.chmod(0o700)
    _call(cluster, [str(_binary("pg_ctl")), "start", "-D", str(cluster.data), "-l", str(cluster.log), "-w", "-t", "60"])


def _ensure_database(cluster: Cluster) -> None:
    psql = [
        str(_binary("psql")),
        "-h",
        str(cluster.socket),
        "-U",
        "jingge",
        "-d",
        "postgres",
        "-AtXq",
        "-v",
        "ON_ERROR_STOP=1",
    ]
    for _ in range(50):
        found = _call(cluster, [*psql, "-c", "select datname from pg_database"], check=False)
        if found.returncode == 0:
            break
        time.sleep(0.2)
    if DATABASE not in found.stdout.split():
        _call(cluster, [*psql, "-c", f"create database {DATABASE}"])


def _binary(name: str) -> Path:
    """A program of the newest installed PostgreSQL server (≥ 14) that has PostGIS."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -int(p.parent.name)):
        share = Path("/usr/share/postgresql") / folder.parent.name / "extension" / "postgis.control"
        if int(folder.parent.name) >= 14 and (folder / "initdb").exists() and share.exists():
            return folder / name
    on_path = shutil.which("pg_config")
    if on_path:
        found = [
            Path(subprocess.check_output([on_path, flag], text=True).strip()) for flag in ("--bindir", "--sharedir")
        ]
        if (found[0] / "initdb").exists() and (found[1] / "extension" / "postgis.control").exists():
            return found[0] / name
    raise ClusterError(
        "No PostgreSQL (14 or newer) with PostGIS is installed. Either install it (Debian: apt-get install "
        "postgresql-15-postgis-3), or start the database of compose.yaml (docker compose up -d postgis), "
        "or set JINGGE_DATABASE_URL to a server that has PostGIS."
    )


def _reachable(root: Path, user: str) -> bool:
    """Whether the account may walk down to the checkout (a clone below /root is closed to it)."""
    try:
        entry = pwd.getpwnam(user)
    except KeyError:
        return True
    walk = ["sh", "-c", 'cd "$0"', str(root)]
    done = subprocess.run(
        walk, user=entry.pw_uid, group=entry.pw_gid, extra_groups=[], capture_output=True, check=False
    )
    return done.returncode == 0


def _call(cluster: Cluster, command: Sequence[str], *, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a server program, as root under the unprivileged account; its words go into the error."""
    uid = pwd.getpwnam(cluster.user) if cluster.user else None
    with tempfile.TemporaryFile("w+") as words:  # a file, not a pipe: the started server keeps it open
        done = subprocess.run(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            cwd="/",
            check=False,
            user=uid.pw_uid if uid else None,
            group=uid.pw_gid if uid else None,
            extra_groups=[] if uid else None,
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "HOME": "/tmp"},  # noqa: S108 - no home is needed
        )
        words.seek(0)
        output = words.read()
    if check and done.returncode != 0:
        raise ClusterError(f"{Path(command[0]).name} failed: {output.strip()[-800:]} (log: {cluster.log})")
    return subprocess.CompletedProcess(done.args, done.returncode, stdout=output, stderr="")


def main() -> int:
    """`python -m api.cluster up` (down, status, url, installed): prints the answer; exit 2 with words if it cannot."""
    deeds: dict[str, Callable[[], str | None]] = {
        "up": up,
        "down": down,
        "status": status,
        "url": url,
        "installed": installed,
    }
    if len(sys.argv) != 2 or sys.argv[1] not in deeds:
        sys.stderr.write("usage: python -m api.cluster up|down|status|url|installed\n")
        return 2
    try:
        answer = deeds[sys.argv[1]]()
    except ClusterError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{answer}\n" if answer else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
