"""Hears which tables changed, so that what is kept in memory is never older than the last commit."""

from collections import Counter
from threading import Lock

import psycopg
from sqlalchemy import Engine

CHANNEL = "jingge_changes"  # see registry/migrations/sql/0004_changes.sql


class Changes:
    """Counts the changes of each table since this process listens, without a thread: whoever asks looks at the socket.

    PostgreSQL tells a change after it is visible. So a version read before a snapshot was taken is never newer than
    the snapshot, and whatever was made from it may be kept until the version moves.
    """

    def __init__(self, engine: Engine) -> None:
        self._url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._lock = Lock()
        self._conn: psycopg.Connection | None = None
        self._epoch = 0
        self._seen: Counter[str] = Counter()

    def version(self, tables: frozenset[str]) -> tuple[int, int] | None:
        """A value that differs after every change of one of `tables`; None while nobody listens. Never waits."""
        with self._lock:
            if self._conn is None or not self._hear(self._conn):
                return None
            return self._epoch, sum(self._seen[table] for table in tables)

    def listen(self) -> None:
        """Start to listen where that is not so yet; a lost connection begins a new epoch. Waits for the server.

        Raises psycopg.OperationalError when it does not answer.
        """
        with self._lock:
            if self._conn is not None:
                return
            conn = psycopg.connect(self._url, autocommit=True, connect_timeout=5, application_name="jingge changes")
            conn.execute(f"listen {CHANNEL}")
            self._conn = conn
            self._epoch += 1

    def close(self) -> None:
        """Stop listening."""
        with self._lock:
            if self._conn is not None:
                self._conn.close()
                self._conn = None

    def _hear(self, conn: psycopg.Connection) -> bool:
        try:
            conn.pgconn.consume_input()
            while notice := conn.pgconn.notifies():
                self._seen[notice.extra.decode()] += 1
        except psycopg.OperationalError:
            conn.close()
            self._conn = None
            return False
        return True
