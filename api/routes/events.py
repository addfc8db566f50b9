"""Events as a live stream: what happens to tickets and requests one may see, as it happens, from where one left off."""

import functools
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.concurrency import run_in_threadpool

from api import streaming
from api.access.callers import Caller
from api.deps import CurrentCaller
from api.feed import Feed
from registry.errors import Invalid

router = APIRouter(tags=["events"])

_STREAM: dict[int | str, dict[str, object]] = {
    200: {"description": "Server-sent events", "content": {streaming.MEDIA_TYPE: {"schema": {"type": "string"}}}}
}


@router.get(
    "/events",
    summary="Events as a live stream",
    status_code=200,
    response_class=streaming.EventStream,
    responses=_STREAM,
)
async def stream_events(
    request: Request,
    caller: CurrentCaller,
    after: Annotated[int | None, Query(ge=0, le=2**63 - 1, description="resume after this number")] = None,
    last_event_id: Annotated[str | None, Header(description="resume after this number: sent by EventSource")] = None,
) -> streaming.EventStream:
    """`id` is the number to resume after, `event` the action, `data` the ticket after it: in one's sight alone.

    Of a request the action is `request.…`. `gone`, `request.gone`: it left one's sight. `reset`: the number is not
    there (yet); read the lists again.
    """
    feed: Feed = request.app.state.feed
    start = _number(last_event_id) if last_event_id else after
    feed.enter(caller.account_id)
    written = streaming.blocks(feed, caller, lambda: _again(request), after=start)
    return streaming.EventStream(written, done=lambda: feed.leave(caller.account_id))


def _number(given: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Invalid("Last-Event-ID is the id of an event of this stream: a number", header="Last-Event-ID")
    return int(given)


async def _again(request: Request) -> Caller | None:
    """The caller by the same key, looked up anew: another account's rights of a moment ago do not last."""
    way, key = request.state.key
    app = request.app
    look_up = functools.partial(app.state.callers.find, way, key, now=app.state.clock(), touch=False)
    found: Caller | None = await run_in_threadpool(look_up)  # the stream by itself keeps no idle session alive
    return found
