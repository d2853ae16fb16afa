"""Runs the application with uvicorn until it is told to stop."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

import uvicorn

from ..errors import InputValueError

if TYPE_CHECKING:
    from fastapi import FastAPI

#: Connections waiting to be accepted.
BACKLOG = 256


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Parameters
    ----------
    host : str
    port : int
        0: any that is free.

    Raises
    ------
    InputValueError
        Where the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputValueError(f"cannot listen on {host}, port {port}: {reason}; choose another with --host or --port") from None


def run(app: FastAPI, listener: socket.socket, seconds: float) -> None:
    """Serve until SIGTERM or SIGINT; work in flight is finished first.

    Parameters
    ----------
    app : FastAPI
    listener : socket
        Closed on return.
    seconds : float
        Time for the work in flight after the signal.
    """
    config = uvicorn.Config(
        # Neither access log nor lifespan chatter: no line that is written per request can hold what was sent.
        app, access_log=False, log_level="warning", server_header=False, proxy_headers=False, ws="none",
        backlog=BACKLOG, timeout_graceful_shutdown=max(1, round(seconds)),
    )  # fmt: skip
    # uvicorn raises the signal again once it has shut down; to be stopped is no failure here.
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        listener.close()
        for number, handler in before.items():
            signal.signal(number, handler)
