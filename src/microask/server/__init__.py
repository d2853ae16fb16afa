"""The HTTP server and its page; needs the extra ``web``.

``create_app`` gives the ASGI application, ``microask serve`` runs it. Imports go one way: ``run``, ``app`` -> ``routes`` ->
``schemas``, ``worker``; ``app`` -> ``security`` -> ``settings``.
"""

from __future__ import annotations

from .app import create_app
from .settings import Settings

__all__ = ["Settings", "create_app"]
