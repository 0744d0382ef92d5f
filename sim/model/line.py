"""An officer's line on SimPy: people wait in the order in which they asked, and officers on duty take the head.

Officers are the processes: an officer comes on duty, takes the head of a line, works, and asks again. People in a line
are data, so nobody who has gone can be served.

Everything that happens at one second (arrivals, work ended, shifts begun) happens before anyone is assigned at that
second, so no outcome hangs on the order of events within it.
"""

from __future__ import annotations

import gc
from bisect import insort
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, TypeVar

import simpy
from simpy.events import EventPriority

from sim.scenario.duty import Officer
from sim.scenario.seconds import NEVER

P = TypeVar("P")

Process = Generator[simpy.Event, Any, None]

Request = tuple[int, int, P]
"""When someone asked, their number (which goes first of those who ask at the same second), and who."""

AFTER_ARRIVALS, AFTER_ALL_ELSE = EventPriority(2), EventPriority(3)
"""Priorities of what follows upon all arrivals of a second, and of assignments, which come last: SimPy runs both after
every event of its priority NORMAL, which is 1."""


class WholeSeconds(simpy.Environment):
    """A clock of whole seconds."""

    @property
    def now(self) -> int:
        """The second it is."""
        return self._now  # type: ignore[return-value]


class LastOfSecond(simpy.Event):
    """Happens once everything else of its second has happened."""

    priority = AFTER_ALL_ELSE

    def __init__(self, env: WholeSeconds) -> None:
        super().__init__(env)
        self._ok, self._value = True, None
        env.schedule(self, self.priority)


class AfterArrivals(LastOfSecond):
    """Happens once everyone who comes at its second has come, and before anyone is assigned."""

    priority = AFTER_ARRIVALS


class Done(simpy.Event):
    """The work on somebody is done; when that will be is known as soon as it begins."""

    def come(self, person: object, seconds: int) -> None:
        """Happen so many seconds from now, and tell of whom."""
        self._ok, self._value = True, person
        self.env.schedule(self, delay=seconds)


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold off the garbage collector: all that is made here lives to the end, and looking through it takes time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass(slots=True)
class Server:
    """An officer at a line: on duty until `off_at`, idle or at work until `done`."""

    place: int
    officer: Officer
    done: Done
    off_at: int = -NEVER


BY_PLACE = attrgetter("place")


class Line(Generic[P]):
    """People in the order in which they asked, and the officers who take the head."""

    def __init__(self, env: WholeSeconds, officers: Sequence[Officer]) -> None:
        self.env = env
        self.waiting: list[Request[P]] = []
        self.idle: list[Server] = []
        self.assigns_this_second = False
        for place, officer in enumerate(officers):
            server = Server(place, officer, Done(env))
            env.process(self.shifts(server))
            env.process(self.work(server))

    def has_gone(self, person: P) -> bool:
        """Whether the person's limit has passed; an officer then passes them over."""
        raise NotImplementedError

    def begin(self, person: P, server: Server) -> int:
        """Begin the work on a person, and say how many seconds it takes."""
        raise NotImplementedError

    def end(self, person: P) -> None:
        """End the work on a person."""
        raise NotImplementedError

    def arrivals(self, requests: Sequence[Request[P]]) -> Process:
        """Let people ask at their times."""
        for request in sorted(requests):
            yield self.env.timeout(request[0] - self.env.now)
            self.join(request)

    def join(self, request: Request[P]) -> None:
        """Join the line."""
        insort(self.waiting, request)
        self.assign_soon()

    def shifts(self, server: Server) -> Process:
        """Come on duty, shift after shift."""
        for on, off in server.officer.duty.tolist():
            yield self.env.timeout(on - self.env.now)
            server.off_at = off
            self.assign_soon()

    def work(self, server: Server) -> Process:
        """Work on person after person; who is at work when the shift ends finishes what was begun."""
        while True:
            insort(self.idle, server, key=BY_PLACE)
            self.assign_soon()
            person = yield server.done
            server.done = Done(self.env)
            self.end(person)

    def free_officers(self) -> list[Server]:
        """Find the officers who are on duty and idle, in the order in which they are listed."""
        now = self.env.now
        return [server for server in self.idle if now < server.off_at]

    def has_work(self) -> bool:
        """Whether an assignment could do anything."""
        if self.waiting:
            now = self.env.now
            for server in self.idle:
                if now < server.off_at:
                    return True
        return False

    def assign_soon(self) -> None:
        """Assign once everything else of this second has happened."""
        if self.assigns_this_second or not self.has_work():
            return
        self.assigns_this_second = True
        LastOfSecond(self.env).callbacks.append(lambda _: self.assign())

    def assign(self) -> None:
        """Give each free officer the first person who is still here."""
        self.assigns_this_second = False
        for server in self.free_officers():
            while self.waiting and self.has_gone(self.waiting[0][2]):
                self.waiting.pop(0)
            if not self.waiting:
                return
            self.call(server, self.waiting.pop(0)[2])

    def call(self, server: Server, person: P) -> None:
        """Set a free officer to work on a person."""
        self.idle.remove(server)
        server.done.come(person, self.begin(person, server))
