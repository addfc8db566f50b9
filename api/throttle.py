"""How much one address of strangers may ask: a bucket of tokens each, in this process alone.

Whoever is signed in is not counted. Several processes count apart, so that together they let as much more through; a
proxy in front that limits too is welcome.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from fastapi import Request

from api.deps import PossibleCaller
from api.settings import Settings
from registry.errors import TooMany

_KEPT = 20_000  # addresses remembered; whoever was not heard of for longest is forgotten first, with a full bucket


class Buckets:
    """A bucket of `most` tokens for each key, filled by `per_s` tokens a second. Not for several threads at once."""

    def __init__(self, *, per_s: float, most: int, kept: int = _KEPT) -> None:
        self._per_s = per_s
        self._most = float(most)
        self._kept = kept
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, *, now_s: float) -> float:
        """Take a token: 0, or the seconds until there is one (then none is taken). `now_s` never runs backwards."""
        tokens, then_s = self._buckets.pop(key, (self._most, now_s))
        tokens = min(self._most, tokens + (now_s - then_s) * self._per_s)
        wait_s = 0.0 if tokens >= 1 else (1 - tokens) / self._per_s
        self._buckets[key] = (tokens if wait_s else tokens - 1, now_s)
        if len(self._buckets) > self._kept:
            self._buckets.popitem(last=False)
        return wait_s


@dataclass(frozen=True, slots=True)
class Throttle:
    """The buckets of one application: pages looked at, and reports sent."""

    pages: Buckets
    reports: Buckets
    clock_s: Callable[[], float] = time.monotonic

    @classmethod
    def of(cls, settings: Settings) -> "Throttle":
        """As the operator set it: a minute's pages, an hour's reports may come at once."""
        pages, reports = settings.public_pages_per_minute, settings.public_reports_per_hour
        return cls(Buckets(per_s=pages / 60, most=pages), Buckets(per_s=reports / 3600, most=reports))


def address_of(request: Request) -> str:
    """Who asks, as well as a network can tell: an IPv4 address, or the /64 that one household has of IPv6."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))


def _take(request: Request, buckets: Buckets, clock_s: Callable[[], float]) -> None:
    wait_s = buckets.take(address_of(request), now_s=clock_s())
    if wait_s > 0:
        seconds = math.ceil(wait_s)
        raise TooMany(f"too many requests from this address; try again in {seconds} s", retry_after_s=seconds)


async def limit_pages(request: Request, caller: PossibleCaller) -> None:
    """A dependency of public pages: raises TooMany for a stranger who asks too much. On the loop: one counts."""
    if caller is None:
        throttle: Throttle = request.app.state.throttle
        _take(request, throttle.pages, throttle.clock_s)


async def limit_reports(request: Request) -> None:
    """A dependency of the report form, whoever sends it: it is taken from nobody's account."""
    throttle: Throttle = request.app.state.throttle
    _take(request, throttle.reports, throttle.clock_s)
