"""What stands before every request: who may ask, how much, how fast; and the headers of every answer."""

from __future__ import annotations

import asyncio
import logging
import traceback
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi.responses import JSONResponse

from .settings import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("microask.server")

#: The page loads its own files and nothing else, may not be framed, and no string ever becomes markup or code.
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Answers hold words of the draft: no cache keeps them. The page is small enough to be read anew.
    "Cache-Control": "no-store",
}


class _RefusedError(Exception):
    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


class Security:
    """ASGI middleware: Host and Origin allow-lists, JSON bodies of bounded size and time, safe headers, errors without text.

    Parameters
    ----------
    app : ASGI application
    settings : Settings
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_safely(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message["headers"], *_SAFE]
            await send(message)

        try:
            _check_sender(scope, self._settings)
            body = await _read_body(scope, receive, self._settings)
            await self._app(scope, _replay(body, receive), send_safely)
        except _RefusedError as refused:
            await JSONResponse({"detail": refused.detail}, refused.status)(scope, receive, send_safely)
        except Exception as error:
            # The message of an unforeseen error may quote the draft: only its kind and place are logged.
            place = traceback.extract_tb(error.__traceback__)[-1]
            logger.error("%s in %s, line %s (%s)", type(error).__name__, place.name, place.lineno, place.filename)
            if not started:
                detail = "the server failed on this request; its log says where"
                await JSONResponse({"detail": detail}, 500)(scope, receive, send_safely)


_SAFE = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


def _headers(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _check_sender(scope: Scope, settings: Settings) -> None:
    """Refuse a request by another name (a rebound one) or from the page of another site."""
    hosts = _headers(scope, b"host")
    if len(hosts) != 1 or _name(f"//{hosts[0]}") not in settings.hosts:
        raise _RefusedError(403, f"Host should be one of {', '.join(settings.hosts)}; name another with --allow-host")
    for origin in _headers(scope, b"origin"):
        same = origin in (f"http://{hosts[0]}", f"https://{hosts[0]}")
        if not same and origin not in settings.origins:
            raise _RefusedError(403, "Origin should be that of the server itself; name another with --allow-origin")


def _name(url: str) -> str:
    """Return the host of a URL as a Host header writes it, without port; "" where it has none."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # raises where it is no number
    except ValueError:
        return ""
    if parts.username is not None or parts.path or parts.query or parts.fragment:
        return ""
    name = parts.hostname or ""
    return f"[{name}]" if ":" in name else name


async def _read_body(scope: Scope, receive: Receive, settings: Settings) -> bytes:
    too_large = _RefusedError(413, f"the body should have at most {settings.max_body:,} bytes; send fewer or shorter drafts")
    lengths = _headers(scope, b"content-length")
    if lengths and lengths[0].isdecimal() and int(lengths[0]) > settings.max_body:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(settings.read_seconds):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise _RefusedError(400, "the body was cut short")
                body += message.get("body", b"")
                if len(body) > settings.max_body:
                    raise too_large
                if not message.get("more_body"):
                    break
    except TimeoutError:
        raise _RefusedError(408, f"the body should arrive within {settings.read_seconds:g} seconds") from None
    kinds = _headers(scope, b"content-type")
    # A page of another site can send other types without asking first.
    if body and (len(kinds) != 1 or kinds[0].partition(";")[0].strip().lower() != "application/json"):
        raise _RefusedError(415, "the body should be JSON; send Content-Type: application/json")
    return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay
