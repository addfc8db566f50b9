"""Requests go where they may, and nowhere else."""

import socket
from ipaddress import ip_network

import pytest

from api import outgoing
from api.outgoing import Answer, Network
from registry.errors import Invalid
from tests.api.live import Receiver
from tests.api.support import in_a_loop

LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"),)


def post(url: str, *, networks: tuple[Network, ...] = LOOPBACK) -> Answer:
    return in_a_loop(outgoing.post(url, b"{}", headers={"webhook-id": "1"}, networks=networks))


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "ftp://example.org/", "https:///x", "https://", "https://u:p@example.org/", "example.org",
     "https://example.org/#x", "https://example.org:0/", "https://exa mple.org/", "https://例.cn/", "https://[::1/"],
)  # fmt: skip
def test_an_address_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(Invalid):
        outgoing.check_address(url, networks=())


def test_http_is_for_own_networks_alone() -> None:
    assert outgoing.check_address("http://10.0.0.1/x", networks=LOOPBACK)
    assert "may not go" in post("http://93.184.216.34/").error


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
     "224.0.0.1", "[::1]", "[fd00::1]", "[fe80::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
     "2130706433", "0x7f.1"],
)  # fmt: skip
def test_no_private_machine_is_reached_under_any_name(host: str) -> None:
    answer = post(f"https://{host}/", networks=())
    assert answer.code is None
    assert "may not go" in answer.error or "gaierror" in answer.error


def test_the_address_that_was_checked_is_the_one_that_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads to two machines is refused for one that may not be reached; and it is looked up once."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def look_up(host: str, *rest: object, **more: object) -> object:
        asked.append(host)
        found = real("127.0.0.1", *rest, **more)  # type: ignore[arg-type]  # handed on
        return found if len(asked) == 1 else [*found, (*found[0][:4], ("10.0.0.1", 80))]

    with Receiver() as receiver:
        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        assert post(receiver.url.replace("127.0.0.1", "two.example")).code == 200
        assert asked == ["two.example"]
        assert receiver.headers[0]["host"].startswith("two.example:")
        assert "10.0.0.1" in post(receiver.url.replace("127.0.0.1", "two.example")).error


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    with Receiver() as elsewhere, Receiver(answer=lambda *_: (302, elsewhere.url.encode())) as receiver:
        assert post(receiver.url) == Answer(302, "", "answered 302")
        assert elsewhere.got == []


def test_no_more_of_an_answer_is_kept_than_1_kb() -> None:
    with Receiver(answer=lambda *_: (500, b"x" * 1_000_000)) as receiver:
        answer = post(receiver.url)
    assert (answer.code, len(answer.text)) == (500, 1024)


def test_nobody_there_is_an_answer_too() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        answer = post(f"http://127.0.0.1:{nobody.getsockname()[1]}/")
    assert answer.code is None
    assert "ConnectError" in answer.error


def test_whoever_answers_slowly_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "_WHOLE_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        answer = post(f"http://127.0.0.1:{silent.getsockname()[1]}/")
    assert "no answer within" in answer.error


@pytest.mark.parametrize(
    ("text", "error"),
    [('{"errcode":0,"errmsg":"ok"}', ""),
     ('{"errcode":45009,"errmsg":"freq"}', "errcode 45009: freq"), ("<html>", "unlike"), ("[]", "unlike")],
)  # fmt: skip
def test_a_robot_says_in_its_body_what_is_wrong(text: str, error: str) -> None:
    told = outgoing.errcode(Answer(200, text, ""))
    assert error in told
    assert bool(told) == bool(error)
