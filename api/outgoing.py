"""Requests that the service itself sends to addresses people typed: never to where they must not lead.

Only https to public addresses, unless the operator names own networks (those also by http). A name is looked up once,
each of its addresses is checked, and the request goes to the very address that was checked: a name that means another
machine a moment later leads nowhere else. No redirect is followed, no proxy asked, no more than 1 kB of an answer read.
"""

import asyncio
import json
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

import httpx

from registry.errors import Invalid

Network = IPv4Network | IPv6Network
_WHOLE_S = 8.0
_STEP = httpx.Timeout(5.0, connect=3.0)
_MOST_ANSWER = 1024
_NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: `code` None where nobody answered, then `error` says why; at most 1 kB of its text."""

    code: int | None
    text: str
    error: str


def check_address(url: str, *, networks: Sequence[Network]) -> str:
    """The address, when it has a form that may be sent to; where its name leads is checked at each sending.

    Raises Invalid.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Invalid("this is no address: https://host/path", field="url") from None
    if parts.scheme not in ({"https", "http"} if networks else {"https"}) or not parts.hostname or port == 0:
        raise Invalid("a webhook needs an address like https://host/path", field="url")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Invalid("the address of a webhook has no name, password or fragment in it", field="url")
    if not url.isascii() or any(letter.isspace() for letter in url):
        raise Invalid("the address of a webhook is plain letters without blanks: xn--… for others", field="url")
    return url


async def post(url: str, body: bytes, *, headers: Mapping[str, str], networks: Sequence[Network]) -> Answer:
    """Send once; whatever happens is an answer. It takes some seconds at most, however slowly somebody answers."""
    try:
        async with asyncio.timeout(_WHOLE_S):
            return await _post(check_address(url, networks=networks), body, headers, networks)
    except Invalid as error:
        return Answer(None, "", error.message)
    except TimeoutError:
        return Answer(None, "", f"no answer within {_WHOLE_S:.0f} s")
    except (httpx.HTTPError, ssl.SSLError, OSError, UnicodeError) as error:
        return Answer(None, "", f"{type(error).__name__}: {error}")


def errcode(answer: Answer) -> str:
    """What a robot of WeCom says is wrong, for it answers 200 to everything; empty where it took the message."""
    try:
        told = json.loads(answer.text)
        return "" if told["errcode"] == 0 else f"errcode {told['errcode']}: {told.get('errmsg', '')}"
    except (ValueError, KeyError, TypeError):
        return "it answers unlike a robot of WeCom"


async def _post(url: str, body: bytes, headers: Mapping[str, str], networks: Sequence[Network]) -> Answer:
    parts = urlsplit(url)
    host = str(parts.hostname)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = await _checked(host, port, networks, plain=parts.scheme == "http")
    target = httpx.URL(url).copy_with(host=address)
    named = {**headers, "Host": parts.netloc, "Content-Type": "application/json; charset=utf-8", "User-Agent": "jingge"}
    async with httpx.AsyncClient(timeout=_STEP, trust_env=False, follow_redirects=False) as client:
        extensions = {"sni_hostname": host}  # the certificate is checked against the name, not the address
        async with client.stream("POST", target, content=body, headers=named, extensions=extensions) as response:
            text = b""
            async for part in response.aiter_raw(_MOST_ANSWER):
                text += part
                if len(text) >= _MOST_ANSWER:
                    break
    error = "" if response.is_success else f"answered {response.status_code}"
    return Answer(response.status_code, text[:_MOST_ANSWER].decode(errors="replace"), error)


async def _checked(host: str, port: int, networks: Sequence[Network], *, plain: bool) -> str:
    """An address the name leads to, when each of them may be reached. Raises Invalid."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    for address in addresses:
        own = any(_meant(address) in network for network in networks)
        if not own and (plain or not _is_public(_meant(address))):
            raise Invalid(f"{host} leads to {address}, where webhooks may not go", field="url")
    return addresses[0]


def _meant(address: str) -> IPv4Address | IPv6Address:
    """The machine an address means: one of IPv4 may stand inside one of IPv6."""
    given = ip_address(address.partition("%")[0])
    if isinstance(given, IPv6Address):
        if given in _NAT64:
            return IPv4Address(int(given) & 0xFFFFFFFF)
        return given.ipv4_mapped or given.sixtofour or given
    return given


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not address.is_multicast
