// Sliders, choices and weeks to paint, made from what the server says can be moved.

import { made, printed } from "./parts.js";
import { week } from "./week.js";

const OPEN = new Set(["Who is on duty when", "What the jail does at release"]);

// `moves` has what is done when something is moved: number, choice, hours, screening, back.
export class Controls {
  constructor(place, moves) {
    this.place = place;
    this.moves = moves;
    this.shape = "";
    this.rows = new Map();
  }

  show(told, moved) {
    const shape = JSON.stringify([told.policies.length, [...told.switches, ...told.weeks, ...told.inputs].map(each => [each.path, !present(each)])]);
    if (shape !== this.shape) this.build(told);
    this.shape = shape;
    for (const each of [...told.switches, ...told.weeks, ...told.inputs]) {
      this.rows.get(each.path)?.update(each, moved.isMoved(each.path));
    }
    for (const [topic, section] of this.sections) {
      const count = section.paths.filter(path => moved.isMoved(path)).length;
      section.count.textContent = count ? ` ${count} moved` : "";
    }
  }

  build(told) {
    const open = new Map([...(this.sections ?? [])].map(([topic, section]) => [topic, section.element.open]));
    const focused = document.activeElement?.id;
    this.rows = new Map();
    this.sections = new Map();
    const every = [...told.switches.map(each => ["switch", each]), ...told.weeks.map(each => ["week", each]), ...told.inputs.map(each => ["input", each])];
    for (const [kind, each] of every) {
      if (!present(each)) continue;
      if (!this.sections.has(each.topic)) this.sections.set(each.topic, section(each.topic, open.get(each.topic) ?? OPEN.has(each.topic)));
      const into = this.sections.get(each.topic);
      const row = ROWS[kind](each, this.moves, told.policies);
      this.rows.set(each.path, row);
      into.element.append(row.element);
      into.paths.push(each.path);
    }
    const ordered = [...this.sections.values()].sort((one, other) => ORDER.indexOf(one.topic) - ORDER.indexOf(other.topic));
    this.place.replaceChildren(...ordered.map(each => each.element));
    if (focused) document.getElementById(focused)?.focus();
  }

  // Tells each problem at the slider that it is about, and gives those that are about none.
  complain(problems) {
    for (const row of this.rows.values()) row.complain("");
    const rest = [];
    for (const problem of problems) {
      const path = [...this.rows.keys()].filter(each => problem.path === each || problem.path.startsWith(`${each}.`)).sort((a, b) => b.length - a.length)[0];
      if (path) {
        this.rows.get(path).complain(problem.message);
        this.rows.get(path).element.closest("details.topic").open = true;
      } else rest.push(problem.told);
    }
    return rest;
  }
}

const ORDER = ["Who is on duty when", "What the jail does at release", "What ICE does", "What nobody knows", "What it costs", "All else"];

const NOTES = {
  "What nobody knows": "The same for every policy. Sliders end where the plausible range ends; the number may be anything that a scenario allows. What is moved is taken as known when what is unknown is added.",
  "What it costs": "The same for every policy.",
  "All else": "The same for every policy.",
};

function section(topic, open) {
  const count = made("span", { class: "count" });
  const element = made("details", { class: "topic", open },
    made("summary", {}, made("h2", {}, topic), count),
    NOTES[topic] ? made("p", { class: "small" }, NOTES[topic]) : null);
  return { topic, element, count, paths: [] };
}

// A decision is moved for your policy, so it must be there; a fact wherever any policy has it.
function present(each) {
  if (each.counts) return each.counts.at(-1) !== null;
  if (each.on) return true;
  return each.is_decision ? each.values.at(-1) !== null || each.may_be_given : each.values.some(value => value !== null);
}

const identity = path => `i-${path.replace(/[^A-Za-z0-9]+/g, "-")}`;

function source(each) {
  const plausible = each.has_range ? `The range is what is plausible, ${printed(each.low)} to ${printed(each.high)}. ` : "";
  const strength = each.strength ? `Evidence: ${each.strength}${each.why ? `. ${each.why}` : ""}. ` : "";
  return made("details", { class: "source" },
    made("summary", {}, "Where it comes from", made("span", { class: "heard" }, `: ${each.name}`)),
    made("p", { class: "small" }, `${plausible}${strength || "Nothing is said of it."}`),
    made("p", { class: "small" }, made("code", {}, each.path)));
}

const capital = text => text.charAt(0).toUpperCase() + text.slice(1);

function wrongs(id) {
  const element = made("p", { class: "wrong", role: "alert", id: `${id}-wrong`, hidden: true });
  return { element, tell(message) { element.textContent = message; element.hidden = !message; } };
}

function resetter(each, moves) {
  return made("button", { type: "button", class: "reset", hidden: true, "aria-label": `Put back: ${each.name}`, title: "Put back", onclick: () => moves.back(each) }, "\u21ba");
}

function meaning(each) {
  return made("p", { class: "small meaning" }, `${capital(each.meaning)}.`);
}

// What tells your policy from the first, in words: what somebody decides, from what to what.
export function differences(told) {
  if (told.policies.length < 2) return "";
  const hours = counts => counts === null || counts === undefined ? "none" : String(counts.reduce((sum, count) => sum + count, 0));
  const found = [
    ...told.switches.map(each => [each.name, each.values.map(value => value ? "yes" : "no")]),
    ...told.weeks.map(each => [`${each.name}, ${each.is_round ? "rounds" : "officer hours"} a week`, each.counts.map(hours)]),
    ...told.inputs.filter(each => each.is_decision && each.values.at(-1) !== null).map(each => [capital(each.name), each.values.map(value => value === null ? "none" : printed(value))]),
  ].filter(([, values]) => values[0] !== values.at(-1) && !(values.at(-1) === "none"));
  const few = found.slice(0, MOST_TOLD).map(([name, values]) => `${name}: ${values[0]} \u2192 ${values.at(-1)}`);
  const rest = found.length > MOST_TOLD ? `; and ${found.length - MOST_TOLD} more` : "";
  return few.length ? `From the first policy to yours: ${few.join("; ")}${rest}.` : "Nothing that somebody decides is moved yet.";
}

const MOST_TOLD = 6;

function before(each, policies, text = printed) {
  if (policies.length < 2 || !each.is_decision) return "";
  return each.values[0] === each.values.at(-1) ? "" : `First policy: ${text(each.values[0])}`;
}

const ROWS = {
  input: (each, moves, policies) => each.choices.length ? choiceRow(each, moves, policies) : numberRow(each, moves, policies),
  switch: switchRow,
  week: weekRow,
};

function numberRow(each, moves, policies) {
  const id = identity(each.path);
  const wrong = wrongs(id), reset = resetter(each, moves), hint = made("span", { class: "small", id: `${id}-hint` });
  const range = made("input", { type: "range", id, min: each.low, max: each.high, step: "any", "aria-describedby": `${id}-hint ${id}-wrong` });
  const number = made("input", { type: "number", step: "any", min: each.least, max: each.most, "aria-label": `${each.name}, as a number`, "aria-describedby": `${id}-wrong` });
  let known = each, current = null;
  const rounded = value => {
    if (known.is_whole) return Math.round(value);
    const nearest = Number((Math.round(value / known.step) * known.step).toPrecision(10));
    return Math.min(known.high, Math.max(known.low, nearest));
  };
  const go = value => {
    if (value === current) return;
    show(value);
    moves.number(each, value);
  };
  const show = value => {
    current = value;
    if (document.activeElement !== number || value !== null) number.value = value === null ? "" : printed(value);
    range.setAttribute("aria-valuetext", value === null ? "not given" : `${printed(value)} ${each.unit}`);
  };
  range.addEventListener("input", () => go(rounded(Number(range.value))));
  range.addEventListener("keydown", event => {
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!steps) return;
    event.preventDefault();
    const value = rounded(Math.min(known.high, Math.max(known.low, (current ?? known.low) + steps * known.step)));
    range.value = value;
    go(value);
  });
  number.addEventListener("change", () => {
    if (number.validity.badInput) return wrong.tell("must be a number");
    if (number.value === "") return show(current);
    range.value = number.value;
    go(Number(number.value));
  });
  const element = made("div", { class: "row" },
    made("div", { class: "head" }, made("label", { for: id }, capital(each.name)), reset),
    made("div", { class: "line" }, range, number, made("span", { class: "unit" }, each.unit)),
    meaning(each), hint, wrong.element, source(each));
  return {
    element, complain: wrong.tell,
    update(now, isMoved) {
      const value = (now.is_decision ? now.values.at(-1) : now.values.find(one => one !== null)) ?? null;
      reset.hidden = !isMoved;
      hint.textContent = before(now, policies);
      known = now;
      [range.min, range.max] = [now.low, now.high];
      number.placeholder = value === null ? "not given" : "";
      if (document.activeElement === number && value === current) return;
      show(value);
      range.value = value ?? now.low;
    },
  };
}

function choiceRow(each, moves, policies) {
  const id = identity(each.path);
  const wrong = wrongs(id), reset = resetter(each, moves), hint = made("span", { class: "small", id: `${id}-hint` });
  const shown = choice => choice === true ? "yes" : choice === false ? "no" : String(choice);
  const select = made("select", { id, "aria-describedby": `${id}-hint`, onchange: () => moves.choice(each, each.choices[select.selectedIndex]) },
    ...each.choices.map(choice => made("option", { value: JSON.stringify(choice) }, shown(choice))));
  const element = made("div", { class: "row" },
    made("div", { class: "head" }, made("label", { for: id }, capital(each.name)), reset),
    meaning(each), select, hint, wrong.element, source(each));
  return {
    element, complain: wrong.tell,
    update(now, isMoved) {
      reset.hidden = !isMoved;
      hint.textContent = before(now, policies, shown);
      select.value = JSON.stringify(now.is_decision ? now.values.at(-1) : now.values.find(one => one !== null));
    },
  };
}

function switchRow(each, moves, policies) {
  const id = identity(each.path), wrong = wrongs(id), hint = made("span", { class: "small", id: `${id}-hint` });
  const box = made("input", { type: "checkbox", id, "aria-describedby": `${id}-hint`, onchange: () => moves.screening(each, box.checked) });
  let known = each;
  const element = made("div", { class: "row" },
    made("div", { class: "head" }, box, made("label", { for: id }, each.name)), hint, wrong.element);
  return {
    element, complain: wrong.tell,
    update(now) {
      known = now;
      box.checked = now.values.at(-1);
      hint.textContent = policies.length > 1 && now.values[0] !== now.values.at(-1) ? `First policy: ${now.values[0] ? "yes" : "no"}` : capital(now.meaning);
    },
  };
}

function weekRow(each, moves, policies) {
  const id = identity(each.path), wrong = wrongs(id), reset = resetter(each, moves);
  const total = made("span", { class: "small" }), hint = made("span", { class: "small" });
  const grid = week(each, counts => moves.hours(each, counts));
  const element = made("details", { class: "row week" },
    made("summary", { id }, `${each.name}: `, total),
    made("div", { class: "head" }, hint, reset),
    made("p", { class: "small" }, capital(each.meaning)), grid.element, wrong.element,
    made("p", { class: "small" }, made("code", {}, each.path)));
  const hours = counts => counts.reduce((sum, count) => sum + count, 0);
  const told = counts => each.is_round ? `${hours(counts)} rounds a week` : `${hours(counts)} officer hours a week`;
  return {
    element, complain: wrong.tell,
    update(now, isMoved) {
      const counts = now.counts.at(-1);
      reset.hidden = !isMoved;
      total.textContent = told(counts);
      const first = now.counts[0];
      hint.textContent = policies.length > 1 && first && hours(first) !== hours(counts) ? `First policy: ${told(first)}` : "";
      grid.update(counts);
    },
  };
}
