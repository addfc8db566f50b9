"""The service: one application made from settings, with every router named here."""

import secrets
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from api import problems
from api.access.callers import Callers, Rules
from api.chores import Runner
from api.feed import Feed
from api.gate import Gate
from api.metrics import Metrics
from api.routes import (
    accounts,
    application,
    assets,
    assignments,
    audits,
    campaigns,
    casework,
    cells,
    clocks,
    contracts,
    deeds,
    directory,
    drafts,
    duplicates,
    duty,
    enquiries,
    entries,
    events,
    exchange,
    guards,
    handovers,
    health,
    identity,
    imports,
    maintenance,
    observations,
    openings,
    orphans,
    owner_pages,
    owners,
    pages,
    payers,
    photos,
    places,
    plans,
    posts,
    proofs,
    quantities,
    rates,
    reports,
    requests,
    residents,
    reviews,
    routing,
    search,
    second_factor,
    session,
    site,
    storms,
    suggestions,
    tickets,
    tiles,
    tokens,
    tours,
    walks,
    wall,
    webhooks,
)
from api.settings import Settings
from api.throttle import Throttle
from maps.tilestore import TileStore
from registry.database import open_engine

# Under /api/v1, in the order of the documentation.
INTERFACE: tuple[APIRouter, ...] = (
    session.router,
    site.router,
    second_factor.router,
    accounts.router,
    audits.router,
    tokens.router,
    directory.router,
    assets.router,
    deeds.router,
    places.router,
    posts.router,
    search.router,
    campaigns.router,
    assignments.router,
    walks.router,
    reviews.router,
    observations.router,
    photos.router,
    tickets.router,
    proofs.router,
    quantities.router,
    contracts.router,
    payers.router,
    clocks.router,
    routing.router,
    casework.router,
    guards.router,
    duty.router,
    handovers.router,
    entries.router,
    openings.router,
    storms.router,
    exchange.router,
    maintenance.router,
    duplicates.router,
    tours.router,
    orphans.router,
    owners.router,
    requests.router,
    rates.router,
    reports.router,
    cells.router,
    drafts.router,
    plans.router,
    imports.router,
    events.router,
    webhooks.router,
    wall.router,
    suggestions.router,
)

# At the root: for probes, browsers and plates.
ROOT: tuple[APIRouter, ...] = (
    tiles.router,
    health.router,
    identity.router,
    residents.router,
    enquiries.router,
    owner_pages.router,
    pages.router,
    application.router,
)


def utc_now() -> datetime:
    """The time of the machine, with its offset."""
    return datetime.now(UTC)


class Service(FastAPI):
    """FastAPI whose document knows the shape of a problem, which no route returns by itself."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, made once."""
        if self.openapi_schema is None:
            schemas = super().openapi().setdefault("components", {}).setdefault("schemas", {})
            schemas.update(problems.schemas())
        return super().openapi()


def create_app(settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> FastAPI:
    """The service over HTTP. Opens no connection until the first request needs one.

    `app.state` holds `settings`, `engine`, `feed`, `callers`, `metrics`, `tiles`, `throttle`, `form_secret`,
    `clock`; routes reach most of them through `api.deps`.
    """
    engine = open_engine(settings.database_url)
    feed = Feed(engine)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        chores = Runner(engine, settings, clock=clock)
        if settings.chores:
            chores.start()
        undo = feed.close_on(signal.SIGTERM, signal.SIGINT)
        yield
        undo()
        feed.close()
        feed.join()
        chores.stop()
        engine.dispose()

    app = Service(
        title="Jingge 井格",
        version="0.1.0",
        summary="One identity for every manhole cover, building and grid of a city district, and the work on them.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # their pages load scripts from another host
        redoc_url=None,
        lifespan=lifespan,
        generate_unique_id_function=_operation_id,
        responses=problems.documented(),
    )
    app.state.settings = settings
    app.state.engine = engine
    app.state.clock = clock
    app.state.feed = feed
    app.state.callers = Callers(engine, cache_s=settings.key_cache_s, rules=_rules(settings))
    app.state.metrics = Metrics(engine)
    app.state.throttle = Throttle.of(settings)
    app.state.form_secret = settings.form_secret.get_secret_value().encode() or secrets.token_bytes(32)
    app.state.tiles = TileStore(engine, most_bytes=settings.tile_cache_mb * 1024 * 1024)
    problems.install(app)
    for router in ROOT:  # first, tiles ahead of all: a path is tried on one router after the other
        app.include_router(router)
    for router in INTERFACE:
        app.include_router(router, prefix="/api/v1")
    app.add_middleware(Gate, settings=settings, metrics=app.state.metrics)
    return app


def _rules(settings: Settings) -> Rules:
    """What a session must hold to, as the operator set it."""
    return Rules(
        desk_minutes=settings.idle_minutes,
        field_minutes=settings.idle_field_minutes,
        second_factor=settings.second_factor != "off",
    )


def _operation_id(route: APIRoute) -> str:
    """The function's name: `take_step`, `list_tickets`. A test holds them unique."""
    return route.name
