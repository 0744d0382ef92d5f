// The page: what is moved goes into the address, is asked, and the answer is shown; then again with more replications.

import { ask, Gone, Refused, Superseded } from "./asking.js";
import { Controls, differences } from "./controls.js";
import { Moved } from "./moved.js";
import { forgetScales, whiskers } from "./whiskers.js";

const FIRST = 3, NEXT = 10, PAUSE_MS = 350, LOOK_MS = 2000, POINTS = 60;
const PATIENCE_MS = 1000, GESTURE_MS = 1000, WRITE_MS = 300;
const $ = id => document.getElementById(id);

let moved, told, version = null, turn = 0, points = 0, answered = FIRST, note = "", wrongOnDisk = "", gone = false;
let running = new AbortController();
// What is asked first of a state: whether it is on its way, and since when.
let asking = false, askedAt = 0;
// What is moved without a rest is one step to undo, and written into the address not too often for browsers.
let last = { what: "", at: 0 }, writing = 0, unwritten = "", step = 0;
const strips = $("whiskers");
const controls = new Controls($("controls"), { number, choice, hours, screening, back });

// What the server said last of what is moved, which may be more than when its row was made.
const now = each => [...told.inputs, ...told.switches].find(one => one.path === each.path) ?? each;

// A value moved for all policies is set for those that have it.
function setFact(each, value) {
  moved.setAll(each.path, value, now(each).values.map(one => one !== null));
}

function number(each, value) {
  const text = Number.isFinite(value) ? String(value) : "null";
  each.is_decision ? moved.setOwn(each.path, text) : setFact(each, text);
  go(each.path);
}

function choice(each, value) {
  each.is_decision ? moved.setOwn(each.path, JSON.stringify(value)) : setFact(each, JSON.stringify(value));
  go();
}

function back(each) {
  each.is_decision === false ? moved.setAll(each.path, null, []) : moved.setOwn(each.path, null);
  go();
}

function screening(each, isOn) {
  const { on: ways, values } = now(each), on = ways.at(-1);
  moved.forgetBelow(each.path);
  moved.setOwn(each.path, isOn ? on : "null");
  // Facts of screening hold where anybody screens.
  const there = [...values.slice(0, -1), isOn];
  for (const fact of told.inputs) {
    if (!fact.is_decision && fact.path.startsWith(`${each.path}.`) && moved.isMoved(fact.path)) {
      moved.setAll(fact.path, moved.valueOf(fact.path), there);
    }
  }
  go();
}

const painted = new Map();

async function hours(each, counts) {
  const mine = (painted.get(each.path) ?? 0) + 1;
  painted.set(each.path, mine);
  try {
    const { value } = await ask("painted", moved.query, { path: each.path, counts: counts.join(",") });
    if (painted.get(each.path) !== mine) return;
    moved.setOwn(each.path, value);
    go(each.path);
  } catch (error) { tell(error); }
}

// Ask anew. What goes on moving the same at once is one step with what was moved before.
function go(what = "") {
  points = 0;
  note = "";
  const goesOn = what && what === last.what && performance.now() - last.at < GESTURE_MS;
  last = { what, at: performance.now() };
  if (goesOn) {
    unwritten = addressed();
    writing ||= setTimeout(write, WRITE_MS);
  } else {
    write();
    if (addressed() !== location.search) history.pushState({ step: ++step }, "", addressed());
  }
  answer();
}

const addressed = () => `?${moved.query}`;

// Brings the address up to what was moved since it was last written.
function write() {
  if (writing) history.replaceState({ step }, "", unwritten);
  clearTimeout(writing);
  writing = 0;
}

async function answer() {
  turn += 1;
  $("undo").disabled = !step;
  const waited = performance.now() - askedAt;
  if (!asking || waited > PATIENCE_MS) running.abort();
  forgetScales();
  $("answer").setAttribute("aria-busy", "true");
  $("more").classList.add("old");
  if (asking) return;
  asking = true;
  let mine;
  try {
    // While something is moved on and on, what comes back is shown, and the newest is asked next.
    do {
      mine = turn;
      askedAt = performance.now();
      running = new AbortController();
      try {
        await shown(mine, told ? Math.min(FIRST, told.replications) : FIRST);
      } catch (error) {
        if (mine === turn) throw error;
      }
    } while (mine !== turn);
  } catch (error) {
    tell(error);
    return;
  } finally {
    asking = false;
  }
  await refined(mine);
}

// More replications of what is answered, while the page rests.
async function refined(mine) {
  try {
    told = await ask("inputs", moved.query, {}, running.signal);
    if (mine !== turn) return;
    know();
    banner(note);
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
  const isLast = told && replications === told.replications && mine === turn;
  const more = { replications, unknowns: points, ...(isLast ? { whole: "yes" } : {}) };
  const view = await ask("view", moved.query, more, running.signal);
  show(view, isLast && mine === turn);
}

function show(view, isLast) {
  const page = new DOMParser().parseFromString(view.html, "text/html");
  const sections = [...page.querySelectorAll("body > details")];
  for (const each of sections) each.remove();
  $("answer").classList.remove("old");
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
  $("differs").textContent = differences(told);
  controls.complain([]);
  const yours = told.policies.at(-1);
  if (document.activeElement !== $("name")) $("name").value = yours.name;
  $("pin").hidden = moved.isPinned || told.policies.length < 2;
  $("unpin").hidden = !moved.isPinned;
  $("night").hidden = told.has_records || !told.jails.length || told.evenings[1] < told.evenings[0];
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
    await showCounties($("counties"), { query: moved.query, moved, ask, go: () => go(), replications: answered });
  } catch (error) { tell(error); }
}

// Said once, however often it is found again.
function banner(message) {
  if ($("banner").textContent !== message) $("banner").textContent = message;
  $("banner").hidden = !message;
}

function tell(error) {
  if (error instanceof Superseded) return;
  const isKnown = error instanceof Refused || error instanceof Gone;
  if (!isKnown) console.error(error);
  const problems = error.problems?.length ? controls.complain(error.problems) : [error.message];
  banner(isKnown ? problems.join(" ") : `This page has a fault of its own (${error.message}); please report it.`);
  $("answer").setAttribute("aria-busy", "false");
  $("answer").classList.add("old");
  $("refined").textContent = "Not answered";
}

// Looks whether the server is there, files have changed, and how far a long run is.
async function look() {
  try {
    const { version: now, wrong, progress: [done, wanted] } = await ask("alive", "");
    const wasGone = gone;
    gone = false;
    if (points && wanted > 1 && done < wanted) {
      $("bar").max = wanted;
      $("bar").value = done;
      $("refined").textContent = `What is unknown: ${done} of ${wanted} runs`;
    }
    if (wrong) {
      if (wrong !== wrongOnDisk) banner(`A scenario file on disk is wrong now; what you see is of what it said before. ${wrong}`);
    } else if (version !== null && now !== version) {
      version = now;
      note = "A scenario file has changed on disk; this is the answer to what it says now.";
      answer();
    } else if (wrongOnDisk || wasGone) answer();
    wrongOnDisk = wrong;
  } catch (error) {
    gone ||= error instanceof Gone;
    tell(error);
  }
  setTimeout(look, points ? LOOK_MS / 4 : LOOK_MS);
}

function onClick(id, done) {
  $(id).addEventListener("click", async () => {
    try { await done(); } catch (error) { tell(error); }
  });
}

onClick("undo", () => history.back());
onClick("back", async () => {
  const start = await ask("inputs", "");
  moved = new Moved(start.query);
  go();
});
onClick("pin", () => { moved.pin(`${$("name").value}, pinned`); go(); });
onClick("unpin", () => { moved.unpin(); go(); });
$("name").addEventListener("change", () => { moved.setOwn("name", JSON.stringify($("name").value.trim() || "Yours")); go(); });
onClick("unknown", async () => {
  points = POINTS;
  const mine = ++turn;
  running.abort();
  running = new AbortController();
  $("answer").setAttribute("aria-busy", "true");
  $("refined").textContent = "What is unknown: beginning";
  try { await shown(mine, told.replications); } catch (error) { if (mine === turn) { points = 0; tell(error); } }
});
onClick("copy", async () => {
  try {
    await navigator.clipboard.writeText($("command").textContent);
    $("copy").textContent = "Copied";
  } catch {
    getSelection().selectAllChildren($("command"));
    $("copy").textContent = "Selected: copy it by Ctrl-C";
  }
  setTimeout(() => { $("copy").textContent = "Copy the command"; }, 3000);
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
window.addEventListener("popstate", () => {
  // A link within the page leads to a place without a step of its own.
  if (!history.state) return history.replaceState({ step }, "");
  ({ step } = history.state);
  clearTimeout(writing);
  writing = 0;
  last = { what: "", at: 0 };
  points = 0;
  note = "";
  moved = new Moved(location.search);
  answer();
});
window.addEventListener("pagehide", write);

async function begin() {
  moved = new Moved(location.search);
  try {
    told = await ask("inputs", moved.query);
  } catch (error) {
    // What the address says is wrong: what can be moved is shown as it is without it.
    if (error instanceof Refused) {
      told = await ask("inputs", "").catch(() => undefined);
      if (told && moved.policies.length) know();
    }
    tell(error);
    look();
    return;
  }
  if (!moved.policies.length) moved = new Moved(told.query);
  step = history.state?.step ?? 0;
  history.replaceState({ step }, "", addressed());
  know();
  answer();
  look();
}

begin();
