import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import httpx2
import pytest
import uvicorn

from api.chores import CHORES
from tests.api.cli.support import ROOT, jingge
from tests.api.support import Service


def test_a_server_answers_and_stops_when_told(reception: Service) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "JINGGE_DATABASE_URL": reception.engine.url.render_as_string(hide_password=False)}
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        try:
            assert answers(f"http://127.0.0.1:{port}/readyz") == {"status": "ok"}
            headers = httpx2.get(f"http://127.0.0.1:{port}/healthz").headers
            assert "server" not in headers
            server.send_signal(signal.SIGTERM)
            out, err = server.communicate(timeout=20)
        finally:
            server.kill()
    assert out == b""
    assert b"GET /readyz 200" in err


def answers(url: str) -> object:
    for _ in range(900):  # a busy machine takes its time to start one
        try:
            return httpx2.get(url).json()
        except httpx2.ConnectError:
            time.sleep(0.1)
    raise AssertionError("the server did not come up")


def test_a_wrong_setting_is_told_before_anything_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JINGGE_SESSION_HOURS", "-3")
    done = jingge("serve", url="postgresql:///nothing")
    assert (done.code, "JINGGE_SESSION_HOURS" in done.err) == (2, True)


@pytest.mark.parametrize(("workers", "given", "shared"), [("1", "", False), ("2", "", True), ("2", "ours", False)])
def test_several_processes_share_the_seal_of_forms(
    monkeypatch: pytest.MonkeyPatch, workers: str, given: str, shared: bool
) -> None:
    monkeypatch.setenv("JINGGE_FORM_SECRET", given)
    seen: list[str] = []
    monkeypatch.setattr(uvicorn, "run", lambda *_, **__: seen.append(os.environ["JINGGE_FORM_SECRET"]))
    assert jingge("serve", "--workers", workers, url="postgresql:///nothing").code == 0
    assert (seen != [given]) is shared
    assert len(seen[0]) >= (40 if shared else 0)


def test_chores_are_done_once(reception: Service) -> None:
    done = jingge("chores", "--json", url=reception.engine.url.render_as_string(hide_password=False))
    assert (done.code, set(json.loads(done.out))) == (0, {chore.name for chore in CHORES})


OPENSSL = shutil.which("openssl")
needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="openssl, which makes the certificates, is missing")


def pair(folder: Path, name: str, *, password: str = "") -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 and its key, in PEM."""
    files = folder / f"{name}.pem", folder / f"{name}.key"
    locked = ["-passout", f"pass:{password}"] if password else ["-nodes"]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    asked = ["req", "-x509", *curve, "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = [str(OPENSSL), *asked, "-out", str(files[0]), "-keyout", str(files[1]), *locked]
    subprocess.run(command, check=True, capture_output=True)
    return files


@needs_openssl
def test_it_serves_https_with_a_certificate_and_its_key(tmp_path: Path) -> None:
    certificate, key = pair(tmp_path, "ours")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "JINGGE_DATABASE_URL": "postgresql:///nothing", "JINGGE_CHORES": "false"}
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port)]
    command += ["--tls", str(certificate), str(key)]
    trusted = ssl.create_default_context(cafile=str(certificate))
    with (tmp_path / "log").open("w") as log:  # a pipe that nobody reads would stop the server
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        assert answers_safely(f"https://127.0.0.1:{port}/healthz", trusted) == {"status": "ok"}
    finally:
        server.kill()
        server.wait(20)


def answers_safely(url: str, trusted: ssl.SSLContext) -> object:
    for _ in range(900):
        try:
            with urllib.request.urlopen(url, context=trusted, timeout=5) as answer:
                return json.loads(answer.read())
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not come up")


@needs_openssl
def test_files_that_do_not_fit_are_refused_in_words(tmp_path: Path) -> None:
    certificate, key = pair(tmp_path, "ours")
    _, other = pair(tmp_path, "other")
    _, locked = pair(tmp_path, "locked", password="secret")
    words = tmp_path / "words.pem"
    words.write_text("no certificate", encoding="utf-8")
    for files, told in {
        (tmp_path / "none.pem", key): "there is no certificate",
        (certificate, tmp_path / "none.key"): "there is no key",
        (certificate, other): "does not fit",
        (words, key): "PEM",
        (certificate, locked): "password",
    }.items():
        done = jingge("serve", "--tls", str(files[0]), str(files[1]), url="postgresql:///nothing")
        assert done.code == 2, told
        assert told in done.err
