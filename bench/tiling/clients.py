"""Clients of a tile server, one process each, and a server to ask: requests written beforehand, answers read raw.

So that the clients take little of the machine that both share.
"""

import multiprocessing as mp
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CLIENTS = 2
TURN_S = 3.0


@contextmanager
def server(command: Sequence[str], environment: dict[str, str], ready: str) -> Iterator[int]:
    """A server process with one worker on a free port; ended afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command, "--port", str(port)],
            cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            for _ in range(300):
                if process.poll() is not None:
                    break
                try:
                    fetch(port, write_asks([ready], {}), 0.0)
                    break
                except OSError:
                    time.sleep(0.1)
            else:
                raise RuntimeError(f"{command[0]} does not answer")
            if process.poll() is not None:
                log.seek(0)
                raise RuntimeError(log.read().decode()[-2000:])
            yield port
        finally:
            process.terminate()
            process.wait(20)


def write_asks(paths: Sequence[str], headers: dict[str, str], tags: Sequence[str] = ()) -> list[bytes]:
    """Requests as they go over the wire, each with its ETag where tags are given."""
    asks = []
    for n, path in enumerate(paths):
        lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
        asks.append("\r\n".join([*lines, *([f"If-None-Match: {tags[n]}"] if tags else []), "", ""]).encode())
    return asks


def fetch(port: int, asks: Sequence[bytes], seconds: float) -> int:
    """One client with one open connection asks in turn until the time is over; answers fetched.

    Raises RuntimeError for an answer that is neither 200 nor 304.
    """
    done, end = 0, time.perf_counter() + seconds
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        while True:
            connection.sendall(asks[done % len(asks)])
            _read(connection)
            done += 1
            if time.perf_counter() >= end:
                return done


def _read(connection: socket.socket) -> bytes:
    """The head of one answer; its body is read to the end and dropped."""
    got = connection.recv(1 << 18)
    while (split := got.find(b"\r\n\r\n")) < 0:
        more = connection.recv(1 << 18)
        if not more:
            raise OSError("the server hung up")
        got += more
    head = got[:split]
    if head[9:12] not in {b"200", b"304"}:
        raise RuntimeError(got[:600].decode(errors="replace"))
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    left = (int(length[1]) if length and head[9:12] == b"200" else 0) - (len(got) - split - 4)
    while left > 0:
        left -= len(connection.recv(min(left, 1 << 18)))
    return head


def _client(port: int, asks: Sequence[bytes], seconds: float, counts: "mp.Queue[int | str]") -> None:
    try:
        counts.put(fetch(port, asks, seconds))
    except (OSError, RuntimeError) as error:
        counts.put(str(error))


def run_clients(port: int, asks: Sequence[bytes]) -> float:
    """Answers per second to `CLIENTS` processes, each beginning at another tile."""
    counts: mp.Queue[int | str] = mp.Queue()
    step = len(asks) // CLIENTS
    shifted = [[*asks[n * step :], *asks[: n * step]] for n in range(CLIENTS)]
    processes = [mp.Process(target=_client, args=(port, own, TURN_S, counts)) for own in shifted]
    for process in processes:
        process.start()
    done = [counts.get(timeout=TURN_S + 60) for _ in processes]
    for process in processes:
        process.join()
    if words := [word for word in done if isinstance(word, str)]:
        raise RuntimeError(words[0])
    return sum(int(count) for count in done) / TURN_S


def read_tag(port: int, ask: bytes) -> str:
    """The ETag of the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(ask)
        found = re.search(rb'(?i)\r\netag: ("[^"]+")', _read(connection))
    assert found is not None, "a tile has no ETag"
    return found[1].decode()
