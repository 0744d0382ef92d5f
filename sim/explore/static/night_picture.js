// The picture of a night: a row a place, a column a policy, a dot a person; and who is on duty and busy.

import { ENDS, FLAGGED, LOST, begun, inSentence } from "./night_steps.js";

const SPACE = "http://www.w3.org/2000/svg";
const ALWAYS = ["intake", "waits_for_interview", "interview", "waits_for_review", "review", "held", "taken"];
const GROUPS = [
  ["In the jail", (place) => !ENDS.includes(place) && place !== "gone"],
  ["Out of the jail", (place) => ENDS.includes(place) || place === "gone"],
];
const LINE = 28;
const RADIUS = 11;
const NARROW = 700;
const MOVES_FOR_MS = 450;
const SERVED_BY = { waits_for_interview: "interview", waits_for_review: "review", held: "pickup" };

/** An SVG element with attributes, and text in it. */
export function drawn(name, attributes = {}, text = "") {
  const element = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text) element.textContent = text;
  return element;
}

/** The places that have a row: those through which everybody goes, and all others where somebody is tonight. */
export function rowsOf(story) {
  const places = Object.keys(story.places).filter((place) => place !== "not_yet");
  const used = places.filter((place) => ALWAYS.includes(place) || story.isUsed(place));
  // Whoever left before the evening stands last.
  return [...used.filter((place) => place !== "gone"), ...used.filter((place) => place === "gone")];
}

/** The dot of a person: a circle if removable, else a square; a flag, a cross or a tick says what became of them. */
export function dotOf(person, place) {
  const dot = drawn("g", { class: `night-dot night-${stateOf(place)}` });
  const shape = person.removable
    ? drawn("circle", { r: RADIUS, class: "night-shape" })
    : drawn("rect", { x: -10, y: -10, width: 20, height: 20, rx: 3, class: "night-shape" });
  dot.append(shape);
  dot.append(drawn("text", { y: 4, class: "night-number" }, String(person.number)));
  dot.append(drawn("path", { class: "night-mark", d: markOf(place) }));
  return dot;
}

function stateOf(place) {
  if (LOST.includes(place)) return place;
  if (FLAGGED.includes(place)) return "flagged";
  return ["taken", "moved_on", "released", "gone"].includes(place) ? place : "inside";
}

// A pennant for a flag, a cross for who is lost, a tick for who is taken: what a colour says, a mark says too.
function markOf(place) {
  if (FLAGGED.includes(place)) return "M 7 -15 V -5 M 7 -15 L 15 -12 L 7 -9 Z";
  if (LOST.includes(place)) return "M 6 -14 L 14 -6 M 14 -14 L 6 -6";
  if (place === "taken") return "M 6 -10 L 9 -6 L 15 -14";
  return "";
}

/** Rows of places, with a column a policy, in which dots move. */
export class Lanes {
  constructor(story, onPerson) {
    this.story = story;
    this.onPerson = onPerson;
    this.svg = drawn("svg", { class: "night-lanes", role: "img" });
    this.rows = rowsOf(story).map((place) => ({ place, most: story.most.get(place) ?? 0 }));
    this.dots = story.nights.map(() => new Map());
    this.moving = false;
  }

  /** Draw the rows for a width in pixels; dots are set where they are. */
  layOut(width) {
    const narrow = width < NARROW;
    this.left = narrow ? 0 : 232;
    const columns = this.story.nights.length;
    this.column = (width - this.left) / columns;
    this.narrow = narrow;
    this.slot = narrow ? 27 : 30;
    this.notes = [];
    this.svg.replaceChildren();
    let y = 0;
    for (const [group, holds] of GROUPS) {
      const rows = this.rows.filter((row) => holds(row.place));
      if (!rows.length) continue;
      this.svg.append(drawn("text", { x: 4, y: y + 17, class: "night-group" }, group));
      y += 24;
      for (const row of rows) {
        const note = row.place in SERVED_BY ? (narrow ? 76 : 120) : 46;
        row.perLine = Math.max(1, Math.floor((this.column - (narrow ? 10 : 16) - note) / this.slot));
        const lines = Math.max(1, Math.ceil(row.most / row.perLine));
        const name = narrow ? 18 : 0;
        row.height = name + lines * LINE + 2;
        row.middle = y + name + 1 + LINE / 2;
        const lost = LOST.includes(row.place) ? " night-row-lost" : "";
        const at = { x: 0, y, width, height: row.height, class: `night-row night-row-${row.place}${lost}` };
        this.svg.append(drawn("rect", at));
        for (let policy = 1; policy < columns; policy += 1) {
          const x = this.left + policy * this.column;
          this.svg.append(drawn("line", { x1: x, x2: x, y1: y, y2: y + row.height, class: "night-between" }));
        }
        const text = this.story.places[row.place];
        const written = drawn("text", { x: 8, y: narrow ? y + 15 : row.middle + 5, class: "night-place" }, begun(text));
        this.svg.append(written);
        y += row.height + 2;
        this.#addNotes(row);
      }
      y += 6;
    }
    this.height = y;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${y}`);
    this.svg.setAttribute("width", width);
    this.svg.setAttribute("height", y);
    this.#makeDots();
  }

  // At the right of a row: how many others stay there all night, and who is on duty.
  #addNotes(row) {
    this.story.nights.forEach((night, policy) => {
      const still = night.still[row.place] ? `+ ${night.still[row.place]}` : "";
      const team = night.teams.find((each) => each.work === SERVED_BY[row.place]);
      const x = this.left + (policy + 1) * this.column - 8;
      const text = drawn("text", { x, y: row.middle + 5, class: "night-note" }, still);
      this.svg.append(text);
      if (team) this.notes.push({ text, still, team });
    });
  }

  /** Say who is on duty at a second. */
  showDuty(second) {
    for (const { text, still, team } of this.notes) {
      const isOn = (officer) => officer.on_duty.some(([on, off]) => on <= second && second < off);
      const many = team.officers.filter(isOn).length;
      text.textContent = [still, onDutyInWords(team, many, this.narrow)].filter(Boolean).join(", ");
      text.classList.toggle("night-note-nobody", !many);
    }
  }

  #makeDots() {
    this.layer = drawn("g");
    this.svg.append(this.layer);
    this.dots = this.story.nights.map(() => new Map());
  }

  /** Set everybody where they are after a step; at once, or on the way there. */
  show(step, followed, glides) {
    this.story.nights.forEach((_, policy) => {
      const placed = this.story.placed(policy, step);
      for (const number of this.story.numbers) {
        const { place } = this.story.visit(policy, number, step);
        const slot = placed.get(place).findIndex((each) => each.number === number);
        this.#set(policy, number, place, slot, followed, glides);
      }
    });
  }

  #set(policy, number, place, slot, followed, glides) {
    const dots = this.dots[policy];
    let dot = dots.get(number);
    if (place === "not_yet") {
      dot?.element.remove();
      dots.delete(number);
      return;
    }
    if (dot?.place !== place) {
      const person = this.story.people[policy].get(number);
      const element = dotOf(person, place);
      element.append(drawn("title", {}, `${this.story.called(number)}: ${this.story.places[place]}`));
      element.addEventListener("click", () => this.onPerson(number));
      dot?.element.remove();
      this.layer.append(element);
      dot = { ...dot, element, place };
      dots.set(number, dot);
    }
    const [x, y] = this.#middle(policy, place, slot);
    const dim = followed && followed !== number ? " night-dim" : "";
    const chosen = followed === number ? " night-chosen" : "";
    dot.element.setAttribute("class", `night-dot night-${stateOf(place)}${dim}${chosen}`);
    dot.element.dataset.person = number;
    dot.element.dataset.place = place;
    if (x === dot.toX && y === dot.toY) return;
    const from = dot.toX === undefined ? { x, y: y - 24 } : { x: dot.x, y: dot.y };
    Object.assign(dot, { toX: x, toY: y, fromX: from.x, fromY: from.y, since: performance.now() });
    this.#put(dot, glides ? 0 : 1);
    if (glides) this.#glide();
    else dot.since = -MOVES_FOR_MS;
  }

  #middle(policy, place, slot) {
    const row = this.rows.find((each) => each.place === place);
    const line = Math.floor(slot / row.perLine);
    const x = this.left + policy * this.column + (this.narrow ? 16 : 18) + (slot % row.perLine) * this.slot;
    return [x, row.middle + line * LINE];
  }

  #put(dot, share) {
    const eased = 1 - (1 - share) ** 3;
    dot.x = dot.fromX + (dot.toX - dot.fromX) * eased;
    dot.y = dot.fromY + (dot.toY - dot.fromY) * eased;
    dot.element.setAttribute("transform", `translate(${dot.x.toFixed(1)} ${dot.y.toFixed(1)})`);
  }

  #glide() {
    if (this.moving) return;
    this.moving = true;
    const frame = (now) => {
      let left = 0;
      for (const dots of this.dots) {
        for (const dot of dots.values()) {
          const share = Math.min(1, Math.max(0, (now - dot.since) / MOVES_FOR_MS));
          if (share < 1) left += 1;
          this.#put(dot, share);
        }
      }
      this.moving = left > 0 && this.svg.isConnected;
      if (this.moving) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }
}

const MOST_OFFICERS = 5;

/** Who is on duty when, and busy with whom, under one policy; a line stands where the night is. */
export class Duty {
  constructor(story, policy, onSecond) {
    this.story = story;
    this.night = story.nights[policy];
    this.svg = drawn("svg", { class: "night-duty", role: "img" });
    this.svg.setAttribute("aria-label", `Officers on duty, ${this.night.called}. ${this.#inWords()}`);
    this.svg.addEventListener("click", (event) => {
      const { left } = this.svg.getBoundingClientRect();
      const second = (event.clientX - left - this.left) / this.scale;
      if (second >= 0 && second <= story.seconds) onSecond(second);
    });
  }

  #inWords() {
    const told = this.night.staff_moves.map((move) => `${move.clock} ${move.words}`);
    const none = this.night.teams.filter((team) => !team.officers.length);
    return [...none.map((team) => `${team.words}: ${absent(team)}`), ...told].join(". ");
  }

  layOut(width) {
    this.left = 92;
    this.scale = (width - this.left - 18) / this.story.seconds;
    this.svg.replaceChildren();
    const lines = drawn("g");
    this.svg.append(lines);
    for (const second of this.story.hours()) {
      const clock = this.story.clockAt(second);
      const hour = Number(clock.slice(0, 2));
      const x = this.#x(second);
      lines.append(drawn("line", { x1: x, x2: x, y1: 16, class: "night-hour" }));
      const sparse = width / this.story.hours().length < 34 ? 6 : 2;
      if (hour % sparse === 0) this.svg.append(drawn("text", { x, y: 11, class: "night-hour-name" }, clock));
    }
    let y = 18;
    for (const team of this.night.teams) y = this.#team(team, y);
    this.now = drawn("line", { y1: 14, class: "night-now-line" });
    this.svg.append(this.now);
    y = this.#rounds(y);
    for (const line of [...lines.children, this.now]) line.setAttribute("y2", y);
    for (const [key, value] of [["viewBox", `0 0 ${width} ${y}`], ["width", width], ["height", y]]) {
      this.svg.setAttribute(key, value);
    }
  }

  #x(second) {
    return this.left + second * this.scale;
  }

  #team(team, top) {
    let y = top + 16;
    this.svg.append(drawn("text", { x: 0, y: y - 3, class: "night-team" }, team.words.replace(" on duty", "")));
    if (!team.officers.length) {
      this.svg.append(drawn("text", { x: this.left + 4, y: y - 3, class: "night-nobody" }, absent(team)));
      return y + 4;
    }
    const byWork = [...team.officers].sort((one, other) => other.busy.length - one.busy.length);
    const busiest = byWork.slice(0, MOST_OFFICERS);
    for (const officer of team.officers.filter((each) => busiest.includes(each))) y = this.#officer(officer, y);
    const more = team.officers.length - busiest.length;
    if (more) {
      this.svg.append(drawn("text", { x: this.left + 4, y: y + 13, class: "night-nobody" }, `and ${more} more`));
      y += 18;
    }
    return y + 4;
  }

  #officer(officer, y) {
    this.svg.append(drawn("text", { x: 8, y: y + 13, class: "night-officer" }, officer.name));
    for (const [on, off] of officer.on_duty) {
      const at = { x: this.#x(on), y: y + 2, width: (off - on) * this.scale, height: 15, class: "night-on" };
      this.svg.append(drawn("rect", at));
    }
    for (const work of officer.busy) {
      const wide = Math.max(3, (work.ends - work.begins) * this.scale);
      const here = work.people.length ? "night-busy" : "night-busy night-elsewhere";
      const block = drawn("rect", { x: this.#x(work.begins), y: y + 2, width: wide, height: 15, class: here });
      const names = work.people.map((each) => inSentence(this.story.called(each)));
      const whom = names.length ? `with ${names.join(", ")}` : "";
      const others = work.others ? `with ${work.others} of another jail` : "";
      const told = [whom, others].filter(Boolean).join(", and ");
      block.append(drawn("title", {}, `${this.story.clockAt(work.begins)} ${officer.name}: ${told}`));
      this.svg.append(block);
      const numbers = work.people.join(", ");
      if (numbers && wide > 7 * numbers.length + 4) {
        const middle = this.#x(work.begins) + wide / 2;
        this.svg.append(drawn("text", { x: middle, y: y + 14, class: "night-with" }, numbers));
      }
    }
    return y + 19;
  }

  #rounds(top) {
    if (!this.night.rounds.length) return top + 2;
    const y = top + 16;
    this.svg.append(drawn("text", { x: 0, y: y - 3, class: "night-team" }, "Rounds"));
    for (const round of this.night.rounds) {
      const x = this.#x(round.arrives);
      this.svg.append(drawn("path", { d: `M ${x} ${y - 12} l 5 5 l -5 5 l -5 -5 Z`, class: "night-round" }));
      const takes = round.people.length ? `takes ${round.people.join(", ")}` : "takes nobody";
      const end = x > this.left + 110;
      const at = { x: x + (end ? -8 : 8), y: y - 3, class: end ? "night-round-name night-end" : "night-round-name" };
      this.svg.append(drawn("text", at, `${this.story.clockAt(round.arrives)} ${takes}`));
    }
    return y + 6;
  }

  show(second) {
    this.now.setAttribute("x1", this.#x(second));
    this.now.setAttribute("x2", this.#x(second));
  }
}

function absent(team) {
  return team.next_on_duty ? `nobody before ${team.next_on_duty}` : "none";
}

function onDutyInWords(team, many, narrow) {
  const one = team.work === "pickup" ? "crew" : "officer";
  const isNever = !team.officers.length && !team.next_on_duty;
  if (!many) return isNever ? `no ${one}s` : narrow ? `no ${one}` : `no ${one} on duty`;
  const some = `${many} ${many === 1 ? one : `${one}s`}`;
  return narrow ? some : `${some} on duty`;
}
