"""The server of the page, from its first answer to an interrupt."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Callable
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from sim.analyses.frame.statuses import INTERRUPTED

_SECONDS_TO_ANSWER = 1
_SECONDS_TO_END = 5
_LONGEST_ADDRESS_BYTES = 2**20
"""Weeks that are painted hour by hour, and counties that are switched, are all part of the address."""


def serve(app: ASGIApp, listening: socket.socket, end: Callable[[], None]) -> None:
    """Answer until an interrupt, which is raised again once all is answered or let go of.

    Parameters
    ----------
    listening
        A socket that listens.
    end
        Lets go of what is being run.
    """
    config = uvicorn.Config(
        app,
        log_level="critical",
        proxy_headers=False,
        access_log=False,
        lifespan="off",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=_SECONDS_TO_ANSWER,
        http="h11",
        h11_max_incomplete_event_size=_LONGEST_ADDRESS_BYTES,
    )
    try:
        _Server(config, end).run(sockets=[listening])
    finally:
        end()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, end: Callable[[], None]) -> None:
        super().__init__(config)
        self._end = end

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Let go of what is being run, for the server waits for it."""
        self._end()
        # A task of a large network goes on until it is done; nothing of it is on disk.
        last = threading.Timer(_SECONDS_TO_END, _leave)
        last.daemon = True
        last.start()
        super().handle_exit(sig, frame)


def _leave() -> None:
    sys.stderr.write("Interrupted.\n")
    sys.stderr.flush()
    os._exit(INTERRUPTED)
