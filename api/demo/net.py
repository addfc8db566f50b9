"""A bad mobile network between a simulated device and the real server, and a client that does not give up."""

import json
import socket
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from api.demo.clock import HEADER

_PATIENCE_S = 60.0
_PAUSE_S = 0.25


class Line:
    """One account's connection: bearer token, retries through lost connections and 503, nothing silently given up.

    `at` is the simulated time of what is sent from now on; None is the time of the machine.
    """

    at: datetime | None = None

    def __init__(self, base_url: str, token: str) -> None:
        self._base_url = base_url
        self._headers = {"Authorization": f"Bearer {token}"}
        self._http = httpx.Client(base_url=base_url + "/api/v1", headers=self._headers, timeout=30)

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def get(self, path: str, **params: str | float) -> Any:
        """The decoded JSON answer. Raises RuntimeError with the problem's words for a refusal."""
        return self._answer("GET", path, params=params).json()

    def fetch(self, path: str) -> bytes:
        """A file."""
        return self._answer("GET", path).content

    def post(self, path: str, body: object, *, headers: Mapping[str, str] | None = None) -> Any:
        """Send JSON, answer decoded; None where it is empty."""
        answer = self._answer("POST", path, json=body, headers=dict(headers or {}))
        return answer.json() if answer.content else None

    def put(self, path: str, body: object) -> Any:
        """Send JSON to its place, answer decoded."""
        return self._answer("PUT", path, json=body).json()

    def patch(self, path: str, body: object, *, version: int) -> Any:
        """Change a thing from the version that was read, answer decoded."""
        return self._answer("PATCH", path, json=body, headers={"If-Match": f'"{version}"'}).json()

    def send(self, path: str, content: bytes, *, media_type: str) -> Any:
        """Send bytes as they are, answer decoded."""
        return self._answer("POST", path, content=content, headers={"Content-Type": media_type}).json()

    def post_and_drop(self, path: str, body: object, *, whole: bool) -> None:
        """Send the request (or half of it) and lose the connection before the answer: the device knows nothing."""
        content = json.dumps(body).encode()
        parts = urlsplit(self._base_url)
        head = (
            f"POST /api/v1{path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            f"Authorization: {self._headers['Authorization']}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\nConnection: close\r\n"
        )
        head += "".join(f"{name}: {value}\r\n" for name, value in self._told().items()) + "\r\n"
        with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=10) as line:
            line.sendall(head.encode() + (content if whole else content[: len(content) // 2]))

    def _told(self) -> dict[str, str]:
        return {HEADER: self.at.isoformat()} if self.at else {}

    def _answer(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        arguments["headers"] = arguments.get("headers", {}) | self._told()
        last = time.monotonic() + _PATIENCE_S
        while True:
            try:
                answer = self._http.request(method, path, **arguments)
                if answer.status_code != 503:
                    break
            except httpx.TransportError:
                if time.monotonic() > last:
                    raise
            if time.monotonic() > last:
                break
            time.sleep(_PAUSE_S)
        if answer.is_error:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer
