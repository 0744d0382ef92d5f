// The page: what is moved goes into the address, is asked, and the answer is shown; then again with more replications.

import { ask, Gone, Refused, Superseded } from "./asking.js";
import { Controls } from "./controls.js";
import { Moved } from "./moved.js";
import { forgetScales, whiskers } from "./whiskers.js";

const FIRST = 3, NEXT = 10, PAUSE_MS = 350, LOOK_MS = 2000, POINTS = 60;
const $ = id => document.getElementById(id);

let moved, told, version = null, turn = 0, stopped = false, points = 0, answered = FIRST, undone = [];
let running = new AbortController();
const strips = $("whiskers");
const controls = new Controls($("controls"), { number, choice, hours, screening, back });

// Of a value moved for all policies: which of them have it now.
const has = each => (each.values ?? told.policies.map(() => true)).map(value => value !== null);

function setFact(each, value) {
  moved.setAll(each.path, value, has(each));
}

function number(each, value, isDone) {
  const text = Number.isFinite(value) ? String(value) : "null";
  each.is_decision ? moved.setOwn(each.path, text) : setFact(each, text);
  go(isDone);
}

function choice(each, value) {
  each.is_decision ? moved.setOwn(each.path, JSON.stringify(value)) : setFact(each, JSON.stringify(value));
  go(true);
}

function back(each) {
  each.is_decision === false ? moved.setAll(each.path, null, []) : moved.setOwn(each.path, null);
  go(true);
}

function screening(each, isOn) {
  const on = each.on.at(-1);
  moved.forgetBelow(each.path);
  moved.setOwn(each.path, isOn ? on : "null");
  // Facts of screening hold where anybody screens.
  const there = [...each.values.slice(0, -1), isOn].map(value => value || null);
  for (const fact of told.inputs) {
    if (!fact.is_decision && fact.path.startsWith(`${each.path}.`) && moved.isMoved(fact.path)) {
      moved.setAll(fact.path, moved.valueOf(fact.path), there.map(Boolean));
    }
  }
  go(true);
}

async function hours(each, counts) {
  try {
    const { value } = await ask("painted", moved.query, { path: each.path, counts: counts.join(",") });
    moved.setOwn(each.path, value);
    go(true);
  } catch (error) { tell(error); }
}

// Ask anew. What is being dragged replaces the address; what is let go of can be undone.
function go(isDone) {
  points = 0;
  if (isDone && moved.query !== undone.at(-1)) undone.push(moved.query);
  const address = `${location.pathname}?${moved.query}`;
  isDone ? history.pushState(null, "", address) : history.replaceState(null, "", address);
  answer();
}

async function answer() {
  const mine = ++turn;
  running.abort();
  running = new AbortController();
  forgetScales();
  $("answer").setAttribute("aria-busy", "true");
  $("more").classList.add("old");
  try {
    // The answer first: what can be moved is told while it is read.
    await shown(mine, FIRST);
    if (mine !== turn) return;
    told = await ask("inputs", moved.query, {}, running.signal);
    if (mine !== turn) return;
    know();
    $("banner").hidden = true;
    for (const replications of new Set([Math.min(NEXT, told.replications), told.replications])) {
      await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
      if (mine !== turn) return;
      await shown(mine, replications);
    }
  } catch (error) {
    if (mine === turn) tell(error);
  }
}

async function shown(mine, replications) {
  const isLast = told && replications === told.replications;
  const more = { replications, unknowns: points, ...(isLast ? { whole: "yes" } : {}) };
  const view = await ask("view", moved.query, more, running.signal);
  if (mine === turn) show(view, isLast);
}

function show(view, isLast) {
  const page = new DOMParser().parseFromString(view.html, "text/html");
  const sections = [...page.querySelectorAll("body > details")];
  for (const each of sections) each.remove();
  $("first").replaceChildren(...page.body.childNodes);
  whiskers(strips, view);
  $("first").querySelector("table.counts")?.after(strips);
  $("remarks").textContent = view.remarks.join(" ");
  $("command").textContent = view.command;
  $("brief").textContent = view.said.join(" ");
  if (isLast) {
    const open = new Map([...$("more").querySelectorAll(":scope > details")].map(each => [each.dataset.section, each.open]));
    for (const each of sections) each.open = open.get(each.dataset.section) ?? each.open;
    $("more").replaceChildren(...sections);
    $("more").classList.remove("old");
    $("said").textContent = view.said.join(" ");
    $("answer").setAttribute("aria-busy", "false");
  }
  const goal = told?.replications ?? view.replications;
  $("bar").max = goal;
  $("bar").value = view.replications;
  $("refined").textContent = `${view.replications} of ${goal} replications${view.unknowns ? `, ${view.unknowns} points over what is unknown` : ""}`;
  answered = view.replications;
  if (told) network();
  $("save").href = `scenario.yaml?${moved.query}`;
  $("report").href = `report.html?${moved.query}&replications=${goal}&unknowns=${view.unknowns}`;
}

function know() {
  version ??= told.version;
  if (!moved.policies.length) moved = new Moved(told.query);
  controls.show(told, moved);
  controls.complain([]);
  const yours = told.policies.at(-1);
  if (document.activeElement !== $("name")) $("name").value = yours.name;
  $("undo").disabled = undone.length < 2;
  $("pin").hidden = moved.isPinned || told.policies.length < 2;
  $("unpin").hidden = !moved.isPinned;
  $("night").hidden = told.has_records || told.evenings[1] < told.evenings[0];
  if (!$("jail").options.length) {
    $("jail").replaceChildren(...told.jails.map(jail => new Option(jail.replaceAll("_", " "), jail)));
    [$("evening").min, $("evening").max] = told.evenings;
  }
  if ($("network").hidden) network();
}

async function network() {
  if (!told.is_network) return;
  $("network").hidden = false;
  const { showCounties } = await import("./network.js");
  try {
    await showCounties($("counties"), { query: moved.query, moved, ask, go: () => go(true), replications: answered });
  } catch (error) { tell(error); }
}

function tell(error) {
  if (error instanceof Superseded) return;
  const rest = error instanceof Refused && error.problems.length ? controls.complain(error.problems) : [error.message];
  if (error instanceof Gone) stopped = true;
  $("banner").textContent = rest.join(" ");
  $("banner").hidden = !rest.length;
  $("answer").setAttribute("aria-busy", "false");
  $("refined").textContent = "Not answered";
}

// Looks whether the server is there, files have changed, and how far a long run is.
async function look() {
  try {
    const { version: now, progress: [done, wanted] } = await ask("alive", "");
    if (stopped) { stopped = false; $("banner").hidden = true; }
    if (points && wanted > 1 && done < wanted) {
      $("bar").max = wanted;
      $("bar").value = done;
      $("refined").textContent = `What is unknown: ${done} of ${wanted} tasks`;
    }
    if (version !== null && now !== version) {
      version = now;
      $("said").textContent = "";
      await answer();
      $("banner").textContent = "A scenario file has changed on disk; this is the answer to what it says now.";
      $("banner").hidden = false;
    }
  } catch (error) { tell(error); }
  setTimeout(look, points ? LOOK_MS / 4 : LOOK_MS);
}

$("undo").addEventListener("click", () => {
  undone.pop();
  moved = new Moved(undone.at(-1));
  history.pushState(null, "", `${location.pathname}?${moved.query}`);
  answer();
});
$("back").addEventListener("click", async () => {
  const start = await ask("inputs", "");
  moved = new Moved(start.query);
  go(true);
});
$("pin").addEventListener("click", () => { moved.pin(`${$("name").value}, pinned`); go(true); });
$("unpin").addEventListener("click", () => { moved.unpin(); go(true); });
$("name").addEventListener("change", () => { moved.setOwn("name", JSON.stringify($("name").value || "Yours")); go(true); });
$("unknown").addEventListener("click", async () => {
  points = POINTS;
  const mine = ++turn;
  running.abort();
  running = new AbortController();
  $("answer").setAttribute("aria-busy", "true");
  try { await shown(mine, told.replications); } catch (error) { if (mine === turn) { points = 0; tell(error); } }
});
$("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText($("command").textContent);
  $("copy").textContent = "Copied";
  setTimeout(() => { $("copy").textContent = "Copy the command"; }, 1500);
});
$("nightly").addEventListener("submit", async event => {
  event.preventDefault();
  try {
    const { nights } = await ask("night", moved.query, { jail: $("jail").value, evening: $("evening").value });
    $("evening").value = nights[0].evening;
    const { showNight } = await import("./night.js");
    showNight($("scene"), nights);
  } catch (error) { tell(error); }
});
window.addEventListener("popstate", () => { moved = new Moved(location.search); answer(); });

async function begin() {
  moved = new Moved(location.search);
  try {
    if (!moved.policies.length) {
      told = await ask("inputs", moved.query);
      moved = new Moved(told.query);
      history.replaceState(null, "", `${location.pathname}?${moved.query}`);
    }
    undone = [moved.query];
    if (told) know();
    await answer();
  } catch (error) { tell(error); }
  look();
}

begin();
