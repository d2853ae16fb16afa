"""The application: middleware, routes, the page, and errors that say what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

from .. import __version__
from .description import describe
from .routes import create_router
from .security import Security
from .settings import Settings
from .worker import BusyError, ExpiredError, Worker

if TYPE_CHECKING:
    from ..analyzer import Analyzer

PAGE = Path(__file__).parent / "page"
#: Errors told in one answer.
MAX_TOLD = 5


def create_app(analyzer: Analyzer, settings: Settings | None = None) -> FastAPI:
    """Return the ASGI application.

    Parameters
    ----------
    analyzer : Analyzer
        Shared by all requests.
    settings : Settings, optional
        Default: loopback names only, no CORS.

    Returns
    -------
    FastAPI
        The page at ``/``, the API below ``/v1``, its description at ``/openapi.json``.
    """
    settings = settings or Settings()
    worker = Worker(analyzer, settings.max_waiting, settings.seconds)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        worker.close()

    app = FastAPI(
        title="microask",
        version=__version__,
        summary="Is the ask of an outreach draft macro or micro, why, and how to rewrite it.",
        # The stock pages load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.include_router(create_router(worker))
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    app.mount("/static", StaticFiles(directory=PAGE), name="static")

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(PAGE / "index.html")

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        errors = error.errors()
        # A body that is no JSON has no fields to speak of.
        return JSONResponse({"detail": _told(errors)}, 400 if errors[0]["type"] == "json_invalid" else 422)

    @app.exception_handler(BusyError)
    async def busy(_: Request, __: BusyError) -> JSONResponse:
        return JSONResponse({"detail": "too many requests are waiting; try again in a moment"}, 503, {"Retry-After": "1"})

    @app.exception_handler(ExpiredError)
    async def expired(_: Request, __: ExpiredError) -> JSONResponse:
        detail = f"scoring took longer than {settings.seconds:g} seconds; send a shorter text or fewer drafts"
        return JSONResponse({"detail": detail}, 504)

    if settings.origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=list(settings.origins), allow_methods=["GET", "POST"], allow_headers=["Content-Type"]
        )
    app.add_middleware(Security, settings=settings)
    return app


def _told(errors: Sequence[Any]) -> str:
    """Return validation errors in words, without what was sent: neither values nor names of unknown fields."""
    told = []
    for error in errors[:MAX_TOLD]:
        place = list(error["loc"][1:])
        if error["type"] == "json_invalid":
            told.append(f"the body is no JSON (at character {place[0]})")
        elif error["type"] == "extra_forbidden":
            told.append(": ".join([*_path(place[:-1]), "a field is not known; see /openapi.json"]))
        else:
            told.append(": ".join([*_path(place), error["msg"]]))
    if len(errors) > MAX_TOLD:
        told.append(f"and {len(errors) - MAX_TOLD} more")
    return "; ".join(told)


def _path(place: list[str | int]) -> list[str]:
    return [".".join(map(str, place))] if place else ["body"]
