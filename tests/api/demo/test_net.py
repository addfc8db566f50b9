"""The simulated line keeps trying through a server that is away, and tells a refusal."""

import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from api.demo.net import Line


class Moody(BaseHTTPRequestHandler):
    """Away twice, then answers; refuses one path."""

    seen: ClassVar[list[bytes]] = []
    away = 2

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        type(self).seen.append(self.rfile.read(length))
        type(self).away -= 1
        self.send_response(503 if type(self).away >= 0 else 404 if self.path.endswith("gone") else 200)
        body = b'{"ok": true}'
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Keep the test's output clean."""


def test_a_line_outlives_an_absent_server_and_tells_a_refusal() -> None:
    Moody.seen.clear()
    Moody.away = 2
    server = HTTPServer(("127.0.0.1", 0), Moody)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    line = Line(f"http://127.0.0.1:{server.server_port}", "token")
    try:
        assert line.post("/things", {"a": 1}) == {"ok": True}
        assert len(Moody.seen) == 3
        with pytest.raises(RuntimeError, match="404"):
            line.post("/gone", {})
        line.post_and_drop("/things", {"b": 2}, whole=True)
        for _ in range(50):
            if b'{"b": 2}' in Moody.seen:
                break
            time.sleep(0.05)
        assert b'{"b": 2}' in Moody.seen
    finally:
        line.close()
        server.shutdown()
        thread.join()
        server.server_close()
