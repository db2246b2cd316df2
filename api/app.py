"""The service: one line a stage, in the order a claim travels."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api import health, wiring
from api.docs.routes import router as docs
from api.kit import logs
from api.kit.http import RequestLog, problem_handlers
from api.kit.settings import Settings
from api.openapi import describe, operation_id
from tenants.services import open_services


def create_app(settings: Settings | None = None) -> FastAPI:
    """The ASGI application."""
    chosen = settings or Settings()
    logs.configure(chosen.log_level)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_services(chosen) as services:
            app.state.services = services
            yield

    app = FastAPI(
        title="Firstpass",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=operation_id,
        exception_handlers=problem_handlers(),
        middleware=[RequestLog.middleware()],
    )
    app.include_router(health.router)
    app.include_router(docs)
    for router in wiring.ROUTERS:
        app.include_router(router)
    describe(app)
    return app
