"""The page and its answers on this machine alone: by the loopback interface, under an address nobody can guess."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sim.explore.answering import Explorer, SupersededError
from sim.explore.keeping import report_of, saved
from sim.explore.network import network_of
from sim.explore.night import evenings, nights_of, telling_evening
from sim.explore.state import Asked, State, is_short_number
from sim.explore.telling import view_of
from sim.explore.weekly import painted
from sim.output.pages import filled
from sim.scenario.base import shown
from sim.scenario.errors import ScenarioError
from sim.scenario.schema import Scenario
from sim.scenario.staff import as_date, no_date
from sim.study.tasks import ReplicationError

FIRST_REPLICATIONS, MOST_REPLICATIONS, MOST_POINTS = 3, 1000, 1000
_STATIC = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
_PLACES = (("sim.explore", "static"), ("sim.output.page", "templates"))
"""Where scripts and styles lie: those of the page, then those of the report, which the page shows parts of."""

_ALLOWED = {
    "default-src": "'none'",
    **dict.fromkeys(("script-src", "style-src", "img-src", "connect-src"), "'self'"),
    **dict.fromkeys(("base-uri", "form-action", "frame-ancestors"), "'none'"),
}
_HEADERS = {
    "content-security-policy": "; ".join(map(" ".join, _ALLOWED.items())),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


def new_token() -> str:
    """A part of the address that nobody can guess."""
    return secrets.token_urlsafe(18)


class Guard:
    """Lets through what asks this machine by its own name, with the token, and from no other page.

    A page elsewhere could have its name lead to this machine (DNS rebinding); it would then ask by that name.
    """

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self._app, self._token = app, token
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
        self._origins = {f"http://{host}" for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            return
        refused = self._refused(Headers(scope=scope), scope["path"])
        if refused is not None:
            await refused(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        path = scope["path"].removeprefix(f"/{self._token}")
        await self._app({**scope, "path": path, "raw_path": path.encode()}, receive, send_with_headers)

    def _refused(self, headers: Headers, path: str) -> Response | None:
        if headers.get("host") not in self._hosts:
            return _told("ask for this page by 127.0.0.1", 421)
        origin = headers.get("origin")
        if (origin is not None and origin not in self._origins) or headers.get("sec-fetch-site") == "cross-site":
            return _told("other pages may not ask here", 403)
        given = path.split("/")[1] if path.count("/") > 1 else ""
        if not secrets.compare_digest(given.encode(), self._token.encode()):
            return _told("the address lacks its token; take the whole of it as lostleads explore printed it", 403)
        return None


def _told(message: str, status: int, problems: Sequence[Mapping[str, Any]] = ()) -> JSONResponse:
    return JSONResponse({"message": message, "problems": list(problems)}, status, headers=_HEADERS)


class Pages:
    """What is answered at each address."""

    def __init__(self, explorer: Explorer) -> None:
        self._explorer = explorer

    def routes(self) -> list[Route]:
        """The addresses, below the token."""
        answers = {
            "/": self.page,
            "/static/{name}.{kind}": self.static,
            "/inputs": self.inputs,
            "/answer": self.answer,
            "/view": self.view,
            "/pictures/{name}.svg": self.picture,
            "/alive": self.alive,
            "/painted": self.painted,
            "/night": self.night,
            "/network": self.network,
            "/scenario.yaml": self.scenario,
            "/report.html": self.report,
        }
        return [Route(path, _while_asked(answer)) for path, answer in answers.items()]

    def page(self, _: Request) -> Response:
        """The page itself."""
        names = ", ".join(path.name for path in self._explorer.paths)
        return Response(filled("page.html", package="sim.explore", names=names), media_type="text/html")

    def static(self, request: Request) -> Response:
        """Scripts and styles."""
        name, kind = request.path_params["name"], request.path_params["kind"]
        known = (files(package).joinpath(folder, f"{name}.{kind}") for package, folder in _PLACES)
        file = next((each for each in known if each.is_file()), None)
        if kind not in _STATIC or not name.isidentifier() or file is None:
            raise HTTPException(404, "there is no such file")
        return Response(file.read_bytes(), media_type=_STATIC[kind])

    def alive(self, _: Request) -> Response:
        """Whether files have changed on disk, or become wrong, and how far a long run is."""
        version, wrong = self._explorer.look()
        return JSONResponse({"version": version, "wrong": wrong, "progress": list(self._explorer.progress)})

    def inputs(self, request: Request) -> Response:
        """What can be moved in a state, and what it is called."""
        state = self._state(request)
        scenarios = self._explorer.scenarios(state)
        first, last = evenings(scenarios[0])
        return JSONResponse(
            {
                **self._explorer.inputs(state).plain(),
                "query": state.address,
                "version": self._explorer.version,
                "files": [path.name for path in self._explorer.paths],
                "policies": [
                    {"file": file, "name": scenario.name} for file, scenario in zip(state.files, scenarios, strict=True)
                ],
                "jails": [jail for jail in scenarios[0].jails if jail in scenarios[-1].jails],
                "replications": scenarios[0].replications,
                "evenings": [first.isoformat(), last.isoformat()],
                "has_records": any(scenario.records for scenario in scenarios),
                "is_network": len(scenarios[0].jails) > 1,
            }
        )

    def answer(self, request: Request) -> Response:
        """The answer, for programs."""
        return JSONResponse(self._answer(request).plain())

    def view(self, request: Request) -> Response:
        """The answer, for the page."""
        answer = self._answer(request)
        asked = f"{answer.state.address}&{urlencode(asdict(answer.asked))}"
        is_whole = "whole" in request.query_params
        return JSONResponse(view_of(answer, lambda picture: f"pictures/{picture.name}.svg?{asked}", whole=is_whole))

    def picture(self, request: Request) -> Response:
        """A picture of an answer."""
        answer = self._answer(request)
        drawn = answer.drawn(request.path_params["name"], self._explorer.drawing())
        if drawn is None:
            raise HTTPException(404, "there is no such picture")
        # A picture has its looks within; nothing of it is a script.
        looks = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"}
        return Response(drawn, media_type="image/svg+xml", headers=looks)

    def painted(self, request: Request) -> Response:
        """Shifts or rounds of painted hours, as a setting's value."""
        state = self._state(request)
        given = request.query_params
        counts = _counts(given.get("counts", ""))
        return JSONResponse({"value": painted(self._explorer.scenarios(state)[-1], given.get("path", ""), counts)})

    def night(self, request: Request) -> Response:
        """One night in a jail under each policy."""
        scenarios = self._explorer.scenarios(self._state(request))
        given = request.query_params
        jail = given.get("jail") or next(iter(scenarios[0].jails))
        replication = _whole(given, "replication", 0, 0, MOST_REPLICATIONS)
        shown = (scenarios[0], *scenarios[1:][-1:])
        with self._explorer.drawing():
            evening = _evening(given.get("evening"), shown, jail, replication)
            nights = [night.as_data() for night in nights_of(shown, jail, evening, replication)]
        return JSONResponse({"nights": nights})

    def network(self, request: Request) -> Response:
        """The agreements of a network, county by county, and what each gains or loses."""
        answer = self._answer(request)
        opened = self._explorer.opened(answer.state.files[-1])
        return JSONResponse(network_of(answer, self._explorer.files, opened))

    def scenario(self, request: Request) -> Response:
        """A policy as a scenario file that extends the one from which it begins."""
        state = self._state(request)
        number = _whole(request.query_params, "number", len(state.files), 1, len(state.files))
        path = self._explorer.paths[state.files[number - 1] - 1]
        text = saved(path, self._explorer.file(state.files[number - 1]), self._explorer.scenarios(state)[number - 1])
        return _download(text, f"{path.stem}_yours.yaml", "application/yaml")

    def report(self, request: Request) -> Response:
        """The report of an answer, a page to send."""
        answer = self._answer(request)
        with self._explorer.drawing():
            return _download(report_of(answer), "report.html", "text/html")

    def _state(self, request: Request) -> State:
        self._explorer.refresh()
        query: dict[str, list[str]] = {}
        for name, value in request.query_params.multi_items():
            query.setdefault(name, []).append(value)
        return State.of(query, self._explorer.start, len(self._explorer.paths))

    def _answer(self, request: Request) -> Any:
        given = request.query_params
        asker = given.get("asker", "")
        # Before the files are looked at, which waits for what is run: that is superseded by this.
        turn = self._explorer.turn(asker) if asker else 0
        state = self._state(request)
        return self._explorer.answer(
            state,
            Asked(
                _whole(given, "replications", self._explorer.replications, 1, MOST_REPLICATIONS),
                _whole(given, "unknowns", 0, 0, MOST_POINTS),
            ),
            lambda: not _has_left(request) and (not asker or self._explorer.is_latest(asker, turn)),
        )


def _while_asked(answer: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Answer in a thread, which is told when whoever asked has left: a tab is closed, or asks anew."""

    async def answered(request: Request) -> Response:
        request.state.left = threading.Event()
        watch = asyncio.create_task(_note_leaving(request))
        try:
            return await run_in_threadpool(answer, request)
        finally:
            watch.cancel()

    return answered


async def _note_leaving(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    request.state.left.set()


def _has_left(request: Request) -> bool:
    left: threading.Event = request.state.left
    return left.is_set()


def _whole(given: Mapping[str, str], name: str, otherwise: int, least: int, most: int) -> int:
    """A whole number of an address.

    Raises
    ------
    ValueError
        If it is none, or not within its limits.
    """
    text = given.get(name, str(otherwise))
    if not (is_short_number(text) and least <= int(text) <= most):
        raise ValueError(f"{name}: must be a whole number from {least} to {most}, but is {shown(text)}")
    return int(text)


def _evening(given: str | None, scenarios: Sequence[Scenario], jail: str, replication: int) -> date:
    """The evening of an address; without one that of which the night tells most.

    Raises
    ------
    ValueError
        If it is no date, or there is no such night.
    """
    if not given:
        return telling_evening(scenarios, jail, replication)
    evening = as_date(given)
    if evening is None:
        raise ValueError(f"evening: {no_date(given)}")
    return evening


def _counts(text: str) -> list[int]:
    parts = text.split(",")
    if not all(map(is_short_number, parts)):
        raise ValueError("counts: must be a whole number for each of the 168 hours of a week, with commas between")
    return [int(part) for part in parts]


def _download(text: str, name: str, kind: str) -> Response:
    return Response(text, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


def _of_scenario(_: Request, error: Exception) -> Response:
    assert isinstance(error, ScenarioError)
    problems = [{"path": each.path, "message": each.message, "told": str(each)} for each in error.problems]
    return _told(str(error), 422, problems)


def _of_values(_: Request, error: Exception) -> Response:
    return _told(str(error), 422)


def _superseded(_: Request, __: Exception) -> Response:
    return _told("something else was asked meanwhile", 409)


def _failed(_: Request, error: Exception) -> Response:
    return _told(f"The run failed: {error}", 500)


def _broken(_: Request, error: Exception) -> Response:
    return _told(f"This page has a fault of its own ({type(error).__name__}: {error}); please report it", 500)


def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _told(str(error.detail), error.status_code)


def app_of(explorer: Explorer, token: str, port: int) -> Guard:
    """The whole of it, as a server takes it."""
    handlers: dict[Any, Callable[[Request, Exception], Response | Awaitable[Response]]] = {
        ScenarioError: _of_scenario,
        ValueError: _of_values,
        SupersededError: _superseded,
        ReplicationError: _failed,
        HTTPException: _http,
        Exception: _broken,
    }
    app = Starlette(routes=Pages(explorer).routes(), exception_handlers=handlers)
    # It would lead away from the token.
    app.router.redirect_slashes = False
    return Guard(app, token, port)


def warm(explorer: Explorer) -> None:
    """Answer what the page asks first, so that all is loaded by then; whatever is wrong is told there."""

    def ask() -> None:
        with suppress(Exception):
            explorer.inputs(explorer.start)
            explorer.answer(explorer.start, Asked(FIRST_REPLICATIONS)).plain()

    threading.Thread(target=ask, daemon=True).start()
