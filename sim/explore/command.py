"""The command that opens the page on this machine: explore."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Annotated

import typer

from sim.analyses.frame.declaring import Commands, Group
from sim.analyses.frame.errors import errors_for_people
from sim.analyses.frame.options import Settings, engine_ready
from sim.analyses.frame.printing import complain, warn

commands = Commands(Group.ASK)

LOOPBACK = "127.0.0.1"

commands = Commands(Group.ASK)

LOOPBACK = "127.0.0.1"

_DRAWN_BYTES_A_BOOKING, _DRAWN_REPLICATIONS = 100, 10
_LEAST_DRAWN_BYTES, _MOST_DRAWN_BYTES = 64 * 2**20, 2**30
"""Of what was drawn so much is kept: some forty states of a county, or one of a national network over four years."""


@commands.told(
    "explore my_county.yaml",
    "explore scenarios/wake.yaml scenarios/wake_ended.yaml",
    "explore my_county.yaml --port 8287 --no-browser",
)
def explore(
    scenarios: Annotated[
        list[Path],
        typer.Argument(
            help="One to three scenario files; the first is what the others are compared with.", metavar="SCENARIO..."
        ),
    ],
    settings: Settings = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where the page listens, on this machine alone; 0 for any free port.")
    ] = 0,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address of the page, and open no browser.")
    ] = False,
) -> None:
    """Move deputies, shifts, holds, rounds and what is unknown on a page of your own machine; the answer follows."""
    with errors_for_people():
        try:
            import starlette  # noqa: F401
            import uvicorn  # noqa: F401
        except ImportError:
            raise ValueError("the page needs the extra 'explore': pip install lostleads[explore]") from None
        from sim.analyses.frame.opening import opened_in_browser
        from sim.explore.answering import Explorer, kept_bytes
        from sim.explore.server import app_of, new_token, warm
        from sim.explore.serving import serve
        from sim.model.kept import KEPT

        explorer = Explorer(scenarios, settings or ())
        KEPT.allow(kept_bytes(explorer.files))
        engine_ready("staged")
        for each in explorer.files:
            warn(each)
        with _listening(port) as listening:
            token, at = new_token(), listening.getsockname()[1]
            address = f"http://{LOOPBACK}:{at}/{token}/"
            typer.echo(address)
            complain("The page is on this machine alone. Ctrl-C ends it.")
            warm(explorer)
            if not no_browser and not opened_in_browser(address):
                complain("There is no browser here that could be opened; open the address in one on this machine.")
            serve(app_of(explorer, token, at), listening, explorer.end)


def _listening(port: int) -> socket.socket:
    """Listen on the loopback interface.

    Raises
    ------
    ValueError
        If the port is taken.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
        # Whoever comes before the server is ready waits for it.
        listening.listen()
    except OSError as error:
        listening.close()
        raise ValueError(
            f"--port {port}: cannot be listened on ({error.strerror}); give another, or 0 for any"
        ) from None
    return listening
