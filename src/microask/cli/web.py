"""``microask serve``: the HTTP API and the writing desk."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated

import typer

from ..errors import InputValueError, MicroaskError

app = typer.Typer()

Names = Annotated[
    list[str] | None, typer.Option("--allow-host", metavar="NAME", help="A further name by which the server is called.")
]
Origins = Annotated[
    list[str] | None, typer.Option("--allow-origin", metavar="URL", help="A further origin whose pages may call the API (CORS).")
]


@app.command(
    epilog="Examples: microask serve | microask serve --port 0 --open | microask serve --allow-origin https://desk.example"
)
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0: any that is free.")] = 8765,
    allow_host: Names = None,
    allow_origin: Origins = None,
    seconds: Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds for scoring one request.")] = 10.0,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the desk in the browser.")] = False,
) -> None:
    """Serve the writing desk and the HTTP API on this machine; Ctrl+C ends it."""
    for origin in allow_origin or ():
        _check_origin(origin)
    try:
        from ..server import Settings, create_app  # noqa: PLC0415  # needs the extra
        from ..server.run import listen, run  # noqa: PLC0415
        from ..server.settings import LOOPBACK  # noqa: PLC0415
    except ImportError as error:
        raise MicroaskError(f'microask serve needs {error.name}; run: pip install "microask[web]"') from None
    from ..api import default_analyzer  # noqa: PLC0415

    name = f"[{host}]" if ":" in host else host
    hosts = tuple(dict.fromkeys([*LOOPBACK, name, *(other.lower() for other in allow_host or ())]))
    settings = Settings(hosts=hosts, origins=tuple(allow_origin or ()), seconds=seconds)
    listener = listen(host, port)
    analyzer = default_analyzer()
    # The first score takes longer than the rest.
    analyzer.score("Could you look at one slide?")
    url = f"http://{name}:{listener.getsockname()[1]}"
    typer.echo(f"microask is at {url} (Ctrl+C ends it)", err=True)
    if not _is_loopback(host):
        typer.echo("! other machines can reach it: there is no login and no encryption; see --allow-host", err=True)
    if open_browser:
        typer.launch(url)
    run(create_app(analyzer, settings), listener, settings.read_seconds + settings.seconds)
    typer.echo("microask: stopped", err=True)


def _check_origin(origin: str) -> None:
    scheme, _, rest = origin.partition("://")
    if scheme not in ("http", "https") or not rest or "/" in rest or "*" in rest:
        raise InputValueError(
            "--allow-origin should be one origin such as https://desk.example: scheme, name and port, nothing else"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
