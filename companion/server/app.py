"""The server's application: every part made once and handed on."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from functools import cache, partial
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException

from companion import __version__
from companion.domain.clock import Clock, SystemClock
from companion.domain.errors import CompanionError, RejectedError
from companion.server.arrivals import Arrivals
from companion.server.bars.settling import keep_settling
from companion.server.bells import Bell
from companion.server.device_routes import device_router
from companion.server.doorway import Doorway
from companion.server.exports.chore import keep_exporting
from companion.server.health import health_router
from companion.server.hooks.courier import Courier
from companion.server.integrations.inbound_routes import inbound_router
from companion.server.integrations.routes import api_router
from companion.server.lapsing.chore import keep_lapsing
from companion.server.openapi import describe
from companion.server.organisations import Identity, find_identity
from companion.server.pages.admin.bar_routes import bar_router
from companion.server.pages.admin.duplicate_routes import duplicate_router
from companion.server.pages.admin.export_routes import export_router
from companion.server.pages.admin.hook_routes import hook_router
from companion.server.pages.admin.import_routes import import_router
from companion.server.pages.admin.integration_routes import integration_router
from companion.server.pages.admin.keeping_routes import keeping_router
from companion.server.pages.admin.oversight_routes import oversight_router
from companion.server.pages.admin.people_routes import people_router
from companion.server.pages.admin.retention_routes import retention_router
from companion.server.pages.admin.rights_routes import rights_router
from companion.server.pages.admin.rule_routes import rule_router
from companion.server.pages.assets import asset_router
from companion.server.pages.authorize import authorize_router
from companion.server.pages.docs import docs_router
from companion.server.pages.editors.answer_routes import answer_router
from companion.server.pages.editors.campaign_routes import campaign_router
from companion.server.pages.editors.version_routes import version_router
from companion.server.pages.inbox.routes import inbox_router
from companion.server.pages.me import me_router
from companion.server.pages.number_routes import number_router
from companion.server.pages.promises import promise_router
from companion.server.pages.provider_sign_in import provider_router
from companion.server.pages.sign_in import sign_in_router
from companion.server.pages.welcome import welcome_router
from companion.server.parts import Parts
from companion.server.permissions import MAY_ENTER
from companion.server.refusals import refuse_expected, refuse_http, refuse_parameters
from companion.server.releases.routes import release_router
from companion.server.sync_routes import sync_router
from companion.server.throttles import Throttle
from companion.server.turnstile import Turnstile
from companion.wire.messages import prepare_messages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from companion.server.database import Database
    from companion.server.settings import Settings


_ROUTERS = (
    sync_router,
    device_router,
    api_router,
    inbound_router,
    docs_router,
    health_router,
    asset_router,
    sign_in_router,
    provider_router,
    welcome_router,
    authorize_router,
    me_router,
    promise_router,
    inbox_router,
    answer_router,
    campaign_router,
    version_router,
    number_router,
    oversight_router,
    people_router,
    keeping_router,
    rights_router,
    retention_router,
    rule_router,
    integration_router,
    import_router,
    release_router,
    hook_router,
    export_router,
    duplicate_router,
    bar_router,
)


def make_app(settings: Settings, database: Database, clock: Clock | None = None) -> FastAPI:
    """Make the application over a migrated database that ``init`` has set up.

    Raises:
        RejectedError: ``not_set_up``.
    """
    prepare_messages()
    identity = _identity(database)
    bell = Bell(database)
    walled, clock = database.walled(), clock or SystemClock()
    throttle = Throttle(walled, clock, settings.secret_key)
    parts = Parts(settings, walled, identity, bell, clock, throttle)
    app = FastAPI(
        title="Companion",
        version=__version__,
        docs_url=None,  # its pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,  # no laptop follows a redirect, nor should it
        lifespan=_lifespan,
    )
    app.state.parts = parts
    add_routes(app)
    app.add_exception_handler(CompanionError, refuse_expected)
    app.add_exception_handler(HTTPException, refuse_http)
    app.add_exception_handler(RequestValidationError, refuse_parameters)
    app.add_middleware(Arrivals, seconds=settings.body_seconds)
    app.add_middleware(
        Turnstile,
        per_laptop=settings.requests_per_laptop,
        per_address=settings.requests_per_address,
    )
    app.add_middleware(Doorway, server_id=identity.server_id, ending=parts.ending)
    # Made once: making it takes as long as a hundred pulls, and anybody may ask for it.
    app.openapi = cache(partial(describe, app))  # type: ignore[method-assign] # FastAPI's own way
    return app


def add_routes(app: FastAPI) -> None:
    """Give an application every address there is.

    Raises:
        LookupError: one has no row in the table of who may enter.
    """
    for router in _ROUTERS:
        app.include_router(router)
    if missing := sorted(addresses(app) - MAY_ENTER.keys()):
        raise LookupError(f"no row in permissions.MAY_ENTER for: {', '.join(missing)}")


def addresses(app: FastAPI) -> set[str]:
    """Name every address of an application as the table of permissions does."""
    return {
        f"{method} {route.path}"
        for route in iter_route_contexts(app.routes)
        for method in (route.methods or set()) - {"HEAD"}
    }


def _identity(database: Database) -> Identity:
    with database.read() as cx:
        identity = find_identity(cx)
    if identity is None:
        sentence = "This server is not set up yet. Please run: companion-server init"
        raise RejectedError(sentence, "not_set_up")
    return identity


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    parts: Parts = app.state.parts
    courier = Courier(parts.database, parts.settings, parts.clock)
    exporting = keep_exporting(parts.database, parts.settings, parts.clock)
    settling = keep_settling(parts.database, parts.clock)
    lapsing = keep_lapsing(parts.database, parts.settings, parts.clock)
    running = (parts.bell.watch(), courier.run(), exporting, settling, lapsing)
    chores = [asyncio.create_task(each) for each in running]
    yield
    parts.bell.close()
    for each in chores:
        each.cancel()
        with suppress(asyncio.CancelledError):
            await each
