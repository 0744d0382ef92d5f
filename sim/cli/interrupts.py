"""Interrupts: Ctrl-C, SIGTERM and a terminal that hangs up end every command in one way."""

from __future__ import annotations

import signal
import sys
from threading import Event, Thread, main_thread
from typing import Any

_SECONDS_TO_CLEAR_UP = 10
_SECONDS_OUT_OF_A_CALLBACK = 0.05


class _Interrupted(KeyboardInterrupt):
    """A KeyboardInterrupt by another name.

    Where code that is run from a string meets one by its own name, as in `dataclasses`, Python ends as if nobody had
    caught it.
    """


class Interrupts:
    """Make an interrupt a KeyboardInterrupt, and a second one the end at once; what is ignored stays ignored.

    Whoever insists need not wait: the store of finished tasks bears it, and the next command removes what lies about.
    """

    def __init__(self) -> None:
        self._first: int | None = None
        self._is_repeated_by_us = False
        self._is_over = Event()

    def heed(self) -> None:
        """From now on, interrupts are heeded."""
        self._handle(self._interrupt)
        sys.unraisablehook = self._unraisable

    def obey_at_once(self) -> None:
        """From now on, an interrupt ends the process without a word."""
        self._is_over.set()
        self._handle(signal.SIG_DFL)

    @staticmethod
    def _handle(handler: Any) -> None:
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, handler)

    def _interrupt(self, number: int, _frame: object) -> None:
        if self._first is not None and not self._is_repeated_by_us:
            self.obey_at_once()
            signal.raise_signal(number)
        self._first, self._is_repeated_by_us = number, False
        # Libraries that catch everything might have caught it.
        self._repeat_after(_SECONDS_TO_CLEAR_UP)
        raise _Interrupted

    def _unraisable(self, raised: Any) -> None:
        """Python swallows what a callback raises; an interrupt comes again once we are out of the callback."""
        if issubclass(raised.exc_type, KeyboardInterrupt):
            self._repeat_after(_SECONDS_OUT_OF_A_CALLBACK)
        else:
            sys.__unraisablehook__(raised)

    def _repeat_after(self, seconds: float) -> None:
        if hasattr(signal, "pthread_kill"):
            Thread(target=self._repeat, args=(seconds,), daemon=True).start()

    def _repeat(self, seconds: float) -> None:
        main = main_thread().ident
        if not self._is_over.wait(seconds) and self._first is not None and main is not None:
            self._is_repeated_by_us = True
            # Sent to that thread, for it may be waiting.
            signal.pthread_kill(main, self._first)
