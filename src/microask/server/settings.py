"""What the server allows: names, sizes and times in one frozen record; standard library only."""

from __future__ import annotations

from dataclasses import dataclass

#: The names under which a browser on this machine reaches a loopback server.
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
#: Drafts in one batch. Part of the OpenAPI description, hence no setting.
MAX_DRAFTS = 100
#: Rewrites in one answer.
MAX_REWRITES = 10


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits of the server.

    Attributes
    ----------
    hosts : tuple of str
        Names, without port, that a request may give as ``Host``; all others are refused, which stops DNS rebinding.
    origins : tuple of str
        Further origins, such as ``https://desk.example``, whose pages may call the API (CORS).
    max_body : int
        Bytes of a request body.
    max_waiting : int
        Requests that wait for the scoring thread or are in it; one more is answered 503.
    seconds : float
        Time for scoring one request, waiting included.
    read_seconds : float
        Time for a request body to arrive.
    """

    hosts: tuple[str, ...] = LOOPBACK
    origins: tuple[str, ...] = ()
    max_body: int = 256 * 1024
    max_waiting: int = 64
    seconds: float = 10.0
    read_seconds: float = 5.0
