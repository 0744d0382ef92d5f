"""The page's server: who may ask, what is refused, and that every answer is sealed against other pages."""

from __future__ import annotations

import asyncio
import re
import threading

import httpx
import pytest

from sim.explore.answering import Explorer
from sim.explore.server import app_of, new_token
from tests.support import small_data, write_yaml

PORT, TOKEN = 4321, "a-token"
BASE = f"http://127.0.0.1:{PORT}"
HERE = f"/{TOKEN}"
QUICK = {"replications": 2}
RANGED = {
    "days": 20,
    "cooldown_days": 2,
    "jails.county.hold_hours": 48,
    "jails.county.removable": {"value": 0.5, "low": 0.2, "high": 0.9},
}
SEALS = {
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "cache-control",
}
DEPUTIES = "jails.county.screening.teams.deputies.shifts"


@pytest.fixture(scope="module")
def explorer(tmp_path_factory):
    return Explorer([write_yaml(tmp_path_factory.mktemp("explore") / "base.yaml", small_data(RANGED))])


class Client:
    """Asks the server as a browser does, in this process and without a socket."""

    def __init__(self, explorer):
        self.app = app_of(explorer, TOKEN, PORT)

    def get(self, path, **given):
        return self.request("GET", path, **given)

    def request(self, method, path, **given):
        async def answer():
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
                return await client.request(method, path, **given)

        return asyncio.run(answer())


@pytest.fixture(scope="module")
def client(explorer):
    return Client(explorer)


def message(response, status=422):
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    return response.json()["message"]


class TestWhoMayAsk:
    def test_a_token_cannot_be_guessed(self):
        assert len(new_token()) >= 20
        assert new_token() != new_token()

    @pytest.mark.parametrize("path", ["/", "/inputs", "/wrong/inputs", "/a-toke/inputs", HERE, "//inputs", "/é/inputs"])
    def test_whoever_lacks_the_token_is_told(self, client, path):
        assert "lacks its token" in message(client.get(path), 403)

    @pytest.mark.parametrize("host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", ""])
    def test_whoever_asks_by_another_name_is_refused(self, client, host):
        assert message(client.get(f"{HERE}/inputs", headers={"host": host}), 421) == "ask for this page by 127.0.0.1"

    def test_by_localhost_it_is_the_same(self, client):
        assert client.get(f"{HERE}/alive", headers={"host": f"localhost:{PORT}"}).status_code == 200

    @pytest.mark.parametrize("origin", ["http://evil.example", "null", f"https://127.0.0.1:{PORT}", "http://127.0.0.1"])
    def test_another_page_is_refused(self, client, origin):
        assert "other pages" in message(client.get(f"{HERE}/inputs", headers={"origin": origin}), 403)

    def test_what_a_browser_says_comes_from_another_site_is_refused(self, client):
        assert "other pages" in message(client.get(f"{HERE}/", headers={"sec-fetch-site": "cross-site"}), 403)

    @pytest.mark.parametrize(
        "headers",
        [{"origin": BASE}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}],
    )
    def test_the_page_itself_may_ask(self, client, headers):
        assert client.get(f"{HERE}/alive", headers=headers).status_code == 200

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
    def test_nothing_is_written(self, client, method):
        message(client.request(method, f"{HERE}/inputs"), 405)


ASKED = {
    "page": "/",
    "script": "/static/explore.js",
    "style": "/static/explore.css",
    "report's style": "/static/report.css",
    "inputs": "/inputs",
    "answer": "/answer?replications=2",
    "view": "/view?replications=2&whole=yes",
    "picture": "/pictures/outcomes.svg?replications=2",
    "alive": "/alive",
    "painted": f"/painted?path={DEPUTIES}&counts={','.join('1' * 168)}",
    "night": "/night",
    "scenario": "/scenario.yaml",
    "report": "/report.html?replications=2",
    "nowhere": "/nowhere",
    "no file": "/static/nothing.js",
    "wrong value": "/answer?replications=0",
    "wrong scenario": "/answer?set=days%3D-1",
}


@pytest.mark.parametrize("place", ASKED.values(), ids=ASKED)
def test_every_answer_is_sealed_and_sets_no_cookie(client, place):
    answer = client.get(f"{HERE}{place}")
    assert answer.status_code in (200, 404, 422), answer.text
    assert answer.headers.keys() >= SEALS
    assert "set-cookie" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy or place.startswith("/pictures")
    assert "http" not in policy


@pytest.mark.parametrize("given", [{"host": "evil.example"}, {"origin": "null"}])
def test_refusals_are_sealed_too(client, given):
    answer = client.get(f"{HERE}/", headers=given)
    assert answer.headers.keys() >= SEALS


class TestFiles:
    @pytest.mark.parametrize(
        "name",
        [
            "nothing.js",
            "explore.py",
            "explore.html",
            "page.html",
            "../server.py",
            "..%2fserver.py",
            "..%2f..%2fcli%2f__init__.py",
            "%2e%2e/templates/page.html",
            "..%5cserver.py",
            "explore.js%00.css",
            "explore.js/",
            ".js",
            "",
        ],
    )
    def test_nothing_else_is_given(self, client, name):
        assert client.get(f"{HERE}/static/{name}").status_code == 404

    @pytest.mark.parametrize("name", ["explore.js", "week.js", "report.js"])
    def test_scripts_are_given_as_such(self, client, name):
        assert client.get(f"{HERE}/static/{name}").headers["content-type"].startswith("text/javascript")

    def test_the_page_names_no_place_elsewhere(self, client):
        page = client.get(f"{HERE}/").text
        assert "base.yaml" in page
        assert "//" not in page.replace("<!doctype html>", "")
        assert "<style" not in page
        assert " style=" not in page


WRONG = {
    "replications=0": "replications: must be a whole number from 1 to 1000, but is '0'",
    "replications=": "replications: must be a whole number",
    "replications=1.5": "replications: must be a whole number",
    "replications=-3": "replications: must be a whole number",
    "replications=1001": "replications: must be a whole number",
    f"replications={'9' * 5000}": "replications: must be a whole number",
    "replications=%D9%A3": "replications: must be a whole number",
    "unknowns=x": "unknowns: must be a whole number from 0 to 1000, but is 'x'",
    "unknowns=3": "--unknowns 3: a 95 % interval needs 40 points at least",
    "policy=7": "policy: is 7 (allowed: at most 3, each the number of a scenario file from 1 to 1)",
    "policy=1&policy=1&policy=1&policy=1": "policy: is 1, 1, 1, 1 (allowed: at most 3",
    "set=jails": "must be PATH=VALUE",
    "set=nothing%3D1": "the scenario has no such path",
    "set=9:days%3D1": "is of scenario 9; there are 2 scenarios",
    "set=days%3D%5B": "is not YAML",
    "set=2:seed%3D9": "differ in seed (1 against 9)",
    "set=extends%3Dother.yaml": "cannot be set",
    "set=jails%3Dnull": "jails",
}


@pytest.mark.parametrize("place", ["answer", "view", "report.html"])
@pytest.mark.parametrize("query", WRONG)
def test_what_is_wrong_is_told(client, place, query):
    assert WRONG[query] in message(client.get(f"{HERE}/{place}?replications=2&{query}"))


def test_what_is_wrong_with_a_value_names_its_path(client):
    settings = ["jails.county.fingerprinted=7", "jails.county.hold_hours=-1"]
    answer = client.get(f"{HERE}/view", params={**QUICK, "set": settings})
    message(answer)
    assert [(each["path"], each["message"]) for each in answer.json()["problems"]] == [
        ("jails.county.fingerprinted", "must be at most 1, but is 7"),
        ("jails.county.hold_hours", "must be at least 0, but is -1"),
    ]


@pytest.mark.parametrize(
    ("place", "given", "told"),
    [
        ("painted", {"path": DEPUTIES, "counts": "1,2"}, "must be 168 numbers"),
        ("painted", {"path": DEPUTIES, "counts": ""}, "must be a whole number for each"),
        ("painted", {"path": DEPUTIES, "counts": ",".join(["-1"] * 168)}, "must be a whole number for each"),
        ("painted", {"path": DEPUTIES, "counts": ",".join(["99999"] * 168)}, "must be a whole number for each"),
        ("painted", {"path": "resolved.jails", "counts": ",".join("1" * 168)}, "there are no shifts or rounds"),
        ("painted", {"path": "__class__.__mro__.shifts", "counts": ",".join("1" * 168)}, "there are no shifts"),
        ("night", {"evening": "soon"}, "evening: must be a date"),
        ("night", {"evening": "1900-01-01"}, "1900-01-01"),
        ("night", {"jail": "nowhere"}, "nowhere"),
        ("night", {"replication": "-1"}, "replication: must be a whole number"),
        ("scenario.yaml", {"number": "3"}, "number: must be a whole number from 1 to 2"),
    ],
)
def test_what_is_wrong_elsewhere_is_told(client, place, given, told):
    assert told in message(client.get(f"{HERE}/{place}", params=given))


def test_there_is_no_picture_of_another_name(client):
    assert message(client.get(f"{HERE}/pictures/nothing.svg", params=QUICK), 404) == "there is no such picture"


def test_a_picture_holds_no_script(client):
    view = client.get(f"{HERE}/view", params={**QUICK, "whole": "yes"}).json()
    assert "pictures/" in view["html"]
    name = re.search(r"pictures/(\w+)\.svg", view["html"])[1]
    drawn = client.get(f"{HERE}/pictures/{name}.svg", params=QUICK)
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert "<script" not in drawn.text
    assert drawn.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'"


def test_names_are_texts_wherever_they_are_told(client):
    name = "2:name='<img src=x onerror=alert(1)>'"
    view = client.get(f"{HERE}/view", params={**QUICK, "whole": "yes", "set": name}).json()
    assert "<img src=x" not in view["html"]
    assert "<img src=x" not in client.get(f"{HERE}/report.html", params={**QUICK, "set": name}).text


def test_what_is_kept_is_given_to_be_kept(client):
    scenario = client.get(f"{HERE}/scenario.yaml")
    assert scenario.headers["content-disposition"] == 'attachment; filename="base_yours.yaml"'
    assert scenario.headers["content-type"].startswith("application/yaml")
    report = client.get(f"{HERE}/report.html", params=QUICK)
    assert report.headers["content-disposition"] == 'attachment; filename="report.html"'


def test_an_answer_without_words_is_of_where_the_page_begins(client, explorer):
    answer = client.get(f"{HERE}/answer").json()
    assert answer["state"] == explorer.start.address
    assert answer["replications"] == 3


def test_what_is_asked_later_supersedes_what_is_run(explorer, client):
    running = threading.Event()
    is_latest, found = explorer.is_latest, {}

    def latest(asker, turn):
        running.set()
        return is_latest(asker, turn)

    def ask(name, **given):
        found[name] = client.get(f"{HERE}/answer", params={"asker": "tab", **given}).status_code

    explorer.is_latest = latest
    try:
        long = threading.Thread(target=ask, args=("long",), kwargs={"replications": 3, "unknowns": 1000})
        long.start()
        assert running.wait(20)
        ask("next", replications=2)
        long.join(20)
    finally:
        explorer.is_latest = is_latest
    assert found == {"long": 409, "next": 200}


def test_a_fault_of_its_own_is_told_as_such(explorer, client, monkeypatch):
    def fail(*_):
        raise RuntimeError("oh")

    monkeypatch.setattr(explorer, "inputs", fail)
    told = client.get(f"{HERE}/inputs")
    assert "a fault of its own (RuntimeError: oh); please report it" in message(told, 500)
    assert told.headers.keys() >= SEALS
