// One night in a jail, step by step: under one policy, or under two with the same people.

import { Duty, Lanes, dotOf, drawn } from "./night_picture.js";
import { Story, begun, inSentence } from "./night_steps.js";

const SPEEDS = [
  [60, "1 min a second"],
  [300, "5 min a second"],
  [900, "15 min a second"],
];
const USUAL_SPEED = 300;
const STEP_EVERY_MS = 2000;
const TELL_EVERY_MS = 900;
const shown = new WeakMap();

/**
 * Show one night, or the same night under two policies, in an element; what it showed before ends.
 *
 * `nights` are as `Night.as_data` gives them. What is given back has `stop()`, which ends what moves.
 */
export function showNight(container, nights) {
  shown.get(container)?.stop();
  const player = new Player(container, nights);
  shown.set(container, player);
  return player;
}

/** An HTML element with properties, and what is in it. */
function made(name, properties = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...inside);
  return element;
}

// What is enough to say why somebody is lost: the rest follows from it.
function reasonsOf(person) {
  const { interview, match, review, flag } = person.reasons;
  const channels = [interview && "interview", match ? "match" : review && "review"].filter(Boolean);
  const after = ["hold", "pickup"].filter((what) => person.reasons[what]);
  if (!flag) return after;
  return channels.length > 1 ? channels : [...channels, "flag"];
}

// Each reason once, with all that it kept from happening.
function whyOf(person) {
  const missing = new Map();
  for (const what of reasonsOf(person)) {
    const why = person.reasons[what];
    missing.set(why, [...(missing.get(why) ?? []), `no ${what}`]);
  }
  return [...missing].map(([why, what]) => `${what.join(" and ")}: ${why}`).join("; ");
}

class Player {
  constructor(container, nights) {
    this.story = new Story(nights);
    this.second = 0;
    this.step = -1;
    this.followed = 0;
    this.speed = USUAL_SPEED;
    this.playing = false;
    this.toldAt = 0;
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.lanes = new Lanes(this.story, (number) => this.follow(this.followed === number ? 0 : number));
    this.duties = nights.map((_, policy) => new Duty(this.story, policy, (second) => this.goTo(second)));
    this.root = this.#built();
    container.replaceChildren(this.root);
    this.root.addEventListener("keydown", (event) => this.#pressed(event));
    this.onStill = () => this.#hold();
    this.still.addEventListener("change", this.onStill);
    this.watch = new ResizeObserver(() => this.#layOut());
    this.watch.observe(this.root);
    this.#layOut();
  }

  /** End what moves. */
  stop() {
    this.pause();
    this.watch.disconnect();
    this.still.removeEventListener("change", this.onStill);
  }

  get wide() {
    return this.story.nights.length > 1;
  }

  #built() {
    const night = this.story.nights[0];
    const jail = night.jail.split("_").map(begun).join(" ");
    this.clock = made("span", { className: "night-clock" });
    this.day = made("span", { className: "night-day" });
    this.now = made("p", { className: "night-now", "aria-live": "polite" });
    this.heads = this.story.nights.map(() => made("p", { className: "night-head" }));
    this.losses = this.story.nights.map(() => made("ul", { className: "night-losses" }));
    const columns = (parts) => made("div", { className: `night-columns night-of-${parts.length}` }, ...parts);
    const what = "Each dot is a person born abroad; nobody is real, for the model draws them.";
    return made(
      "section",
      {
        className: "night",
        tabIndex: 0,
        "aria-label": "One night in the jail. Space plays and pauses, right and left go from event to event.",
      },
      made("p", { className: "night-title" }, `${jail}, ${night.days[0]}, 18:00 to 12:00`),
      made("p", { className: "night-what" }, `${what} ${this.#others()}`),
      made(
        "div",
        { className: "night-bar" },
        made("p", { className: "night-time" }, this.clock, " ", this.day),
        this.#controls(),
      ),
      this.#slider(),
      this.now,
      made("div", { className: "night-heads" }, columns(this.heads)),
      this.lanes.svg,
      this.#legend(),
      made("h3", { className: "night-heading" }, "Lost tonight, and why"),
      columns(
        this.losses.map((list, policy) =>
          made("div", {}, made("h4", { className: "night-policy" }, this.#policy(policy)), list),
        ),
      ),
      made("h3", { className: "night-heading" }, "Officers"),
      columns(
        this.duties.map((duty, policy) =>
          made("div", {}, made("h4", { className: "night-policy" }, this.#policy(policy)), duty.svg),
        ),
      ),
      this.#list(),
    );
  }

  #policy(policy) {
    return begun(this.story.nights[policy].called);
  }

  #others() {
    const many = this.story.nights[0].others_an_hour.reduce((sum, each) => sum + each, 0);
    return `About ${Math.round(many)} people born in the US are booked besides; the model only counts them.`;
  }

  #controls() {
    const button = (text, label, act) => made("button", { type: "button", "aria-label": label, onclick: act }, text);
    this.play = made("button", { type: "button", className: "night-play", onclick: () => this.toggle() });
    const speeds = SPEEDS.map(([speed, text]) => made("option", { value: speed }, text));
    this.speeds = made("select", { className: "night-speeds" }, ...speeds);
    this.speeds.value = this.speed;
    this.speeds.addEventListener("change", () => {
      this.speed = Number(this.speeds.value);
    });
    const people = this.story.numbers.map((number) => made("option", { value: number }, this.story.called(number)));
    this.chooser = made(
      "select",
      { className: "night-chooser", onchange: () => this.follow(Number(this.chooser.value)) },
      made("option", { value: 0 }, "Everybody"),
      ...people,
    );
    return made(
      "div",
      { className: "night-controls" },
      button("|\u25C0", "To the begin of the night", () => this.goTo(0, -1)),
      button("\u25C0 Event", "Previous event", () => this.back()),
      this.play,
      button("Event \u25B6", "Next event", () => this.forward()),
      made("label", {}, made("span", {}, "Speed "), this.speeds),
      made("label", {}, made("span", {}, "Follow "), this.chooser),
    );
  }

  #slider() {
    this.slide = made("input", {
      type: "range",
      className: "night-slide",
      min: 0,
      max: this.story.seconds,
      step: 60,
      value: 0,
      "aria-label": "Time of the night",
    });
    this.slide.addEventListener("input", () => this.goTo(Number(this.slide.value)));
    return this.slide;
  }

  #legend() {
    const person = (removable) => ({ number: removable ? 1 : 2, removable });
    const entries = [
      [person(true), "intake", "removable"],
      [person(false), "intake", "not removable: a lawful resident, or a citizen born abroad"],
      [person(true), "held", "flagged: a detainer is lodged"],
      [person(true), "taken", "ICE took custody"],
      [person(true), "lost_unknown", "lost: removable, and released"],
    ];
    const items = entries.map(([who, place, text]) => {
      const picture = drawn("svg", { viewBox: "-14 -17 32 32", width: 32, height: 32, "aria-hidden": "true" });
      picture.append(dotOf(who, place));
      return made("li", {}, picture, text);
    });
    items.push(made("li", {}, made("b", {}, "+ 9"), " others to whom nothing happens tonight"));
    return made("ul", { className: "night-legend" }, ...items);
  }

  #list() {
    const heads = this.wide ? this.story.nights.map((night) => begun(night.called)) : ["What happens"];
    this.rows = this.story.steps.map((step, index) => this.#row(step, index));
    this.body = made("tbody", {}, ...this.rows);
    this.filtered = made("span", { className: "night-filtered" });
    this.everybody = made("button", { type: "button", onclick: () => this.follow(0) }, "Show everybody");
    const head = made("tr", {}, ...["Time", "Who", ...heads].map((text) => made("th", { scope: "col" }, text)));
    const table = made("table", {}, made("thead", {}, head), this.body);
    this.scroller = made("div", { className: "night-scroll" }, table);
    return made(
      "div",
      { className: "night-list" },
      made("h3", { className: "night-heading" }, "All events"),
      made("p", { className: "night-filter" }, this.filtered, " ", this.everybody),
      this.scroller,
    );
  }

  #row(step, index) {
    const cells = step.moves.map((move, policy) =>
      made("td", { "data-label": this.wide ? this.#policy(policy) : "" }, move ? move.words : "\u2013"),
    );
    const same = this.wide && step.moves.every((move) => move?.words === step.moves[0]?.words);
    if (same) {
      cells.splice(1);
      cells[0].colSpan = step.moves.length;
      cells[0].setAttribute("data-label", "Both");
    }
    const go = made("button", { type: "button", onclick: () => this.goToStep(index) }, step.clock);
    go.setAttribute("aria-label", `Go to ${step.clock}, ${inSentence(this.story.called(step.number))}`);
    const who = made("td", {}, this.story.called(step.number));
    const row = made("tr", {}, made("th", { scope: "row" }, go), who, ...cells);
    row.dataset.person = step.number;
    if (step.number) {
      row.addEventListener("click", (event) => {
        if (!event.target.closest("button")) this.follow(this.followed === step.number ? 0 : step.number);
      });
    }
    return row;
  }

  #layOut() {
    const width = Math.floor(this.lanes.svg.parentElement.clientWidth);
    if (width === this.laidOut || width <= 0) return;
    this.laidOut = width;
    this.lanes.layOut(width);
    for (const duty of this.duties) duty.layOut(Math.floor(duty.svg.parentElement.clientWidth));
    this.#show(false);
  }

  /** Go to a second of the night; to after a step, where several happen at that second. */
  goTo(second, step = this.story.stepAt(second)) {
    const before = this.step;
    this.second = Math.min(Math.max(second, 0), this.story.seconds);
    this.step = step;
    this.#show(!this.still.matches);
    if (step !== before) this.#tell();
  }

  /** Go to what happens at a step. */
  goToStep(step) {
    if (step < 0) this.goTo(0, -1);
    else if (step < this.story.steps.length) this.goTo(this.story.steps[step].at, step);
    else this.goTo(this.story.seconds);
  }

  #fits(step) {
    return !this.followed || this.story.steps[step].number === this.followed;
  }

  /** Go to the next event: of the person who is followed, if one is. */
  forward() {
    let step = this.step + 1;
    while (step < this.story.steps.length && !this.#fits(step)) step += 1;
    this.goToStep(step);
  }

  /** Go to the event before. */
  back() {
    let step = this.second > (this.story.steps[this.step]?.at ?? 0) ? this.step : this.step - 1;
    while (step >= 0 && !this.#fits(step)) step -= 1;
    this.goToStep(step);
  }

  /** Follow one person; 0 is everybody. */
  follow(number) {
    this.followed = number;
    this.#show(false);
  }

  toggle() {
    if (this.playing) this.pause();
    else this.start();
  }

  /** Play; where motion is not wanted, event by event. */
  start() {
    if (this.second >= this.story.seconds) this.goTo(0, -1);
    this.playing = true;
    this.#show(false);
    if (this.still.matches) {
      this.timer = setInterval(() => {
        this.forward();
        if (this.second >= this.story.seconds) this.pause();
      }, STEP_EVERY_MS);
      this.forward();
      return;
    }
    let last = performance.now();
    const frame = (now) => {
      if (!this.playing) return;
      // A page that was hidden goes on where it stood.
      const passed = Math.min(now - last, 250) / 1000;
      last = now;
      this.goTo(this.second + passed * this.speed);
      if (this.second >= this.story.seconds) this.pause();
      else this.frame = requestAnimationFrame(frame);
    };
    this.frame = requestAnimationFrame(frame);
  }

  pause() {
    this.playing = false;
    clearInterval(this.timer);
    cancelAnimationFrame(this.frame);
    this.#show(false);
    this.#tell(true);
  }

  #hold() {
    if (this.playing) {
      this.pause();
      this.start();
    }
  }

  #pressed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches("select")) return;
    const acts = {
      " ": () => this.toggle(),
      ArrowRight: () => this.forward(),
      ArrowLeft: () => this.back(),
      Home: () => this.goTo(0, -1),
      End: () => this.goTo(this.story.seconds),
    };
    const own = event.target.matches("button") ? [" "] : [];
    const slides = event.target === this.slide ? ["ArrowRight", "ArrowLeft", "Home", "End"] : [];
    if (!(event.key in acts) || own.includes(event.key) || slides.includes(event.key)) return;
    event.preventDefault();
    acts[event.key]();
  }

  #tell(always = false) {
    const now = performance.now();
    if (this.playing && !always && !this.still.matches && now - this.toldAt < TELL_EVERY_MS) return;
    this.toldAt = now;
    const words = this.step < 0 ? "The night begins." : this.story.told(this.step);
    if (this.now.textContent !== words) this.now.textContent = words;
  }

  #show(glides) {
    const { story, step, second } = this;
    this.clock.textContent = story.clockAt(second);
    this.day.textContent = story.dayAt(second);
    this.slide.value = second;
    this.slide.setAttribute("aria-valuetext", `${story.clockAt(second)}, ${story.dayAt(second)}`);
    for (const duty of this.duties) duty.show(second);
    this.lanes.showDuty(second);
    const state = [step, this.followed, this.playing, this.laidOut].join();
    if (state === this.state) return;
    this.state = state;
    this.lanes.show(step, this.followed, glides);
    this.lanes.svg.setAttribute("aria-label", this.#inWords());
    this.play.textContent = this.playing ? "Pause" : "Play";
    this.chooser.value = this.followed;
    if (step < 0) this.#tell(true);
    this.heads.forEach((head, policy) => this.#head(head, policy));
    this.losses.forEach((list, policy) => this.#lost(list, policy));
    this.rows.forEach((row, index) => {
      row.hidden = !this.#fits(index);
      row.classList.toggle("night-past", index <= step);
      if (index === step) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    });
    this.#scroll();
    this.filtered.textContent = this.followed
      ? `Only ${inSentence(story.called(this.followed))}.`
      : "Everybody; choose a dot or a row to follow one person.";
    this.everybody.hidden = !this.followed;
  }

  // Keep the current row in sight within the list, and leave the page where it is.
  #scroll() {
    const row = this.rows[Math.max(this.step, 0)];
    if (!row || row.hidden) return;
    const { top, bottom } = row.getBoundingClientRect();
    const room = this.scroller.getBoundingClientRect();
    if (top < room.top + 40 || bottom > room.bottom) this.scroller.scrollTop += top - room.top - room.height / 3;
  }

  #head(head, policy) {
    const { inJail, flagged, taken, lost } = this.story.counts(policy, this.step);
    const count = (many, words, name = "") =>
      made("span", { className: `night-count ${name}` }, made("b", {}, String(many)), ` ${words}`);
    head.replaceChildren(
      made("strong", { className: "night-policy" }, this.#policy(policy)),
      count(inJail, "born abroad in jail"),
      count(flagged, "flagged"),
      count(taken, "taken by ICE tonight"),
      count(lost, "lost tonight", "night-count-lost"),
    );
  }

  // Who is lost, why, and what becomes of the same person under the other policy.
  #lost(list, policy) {
    const items = this.story.lost(policy, this.step).map(({ number, step, place }) => {
      const person = this.story.people[policy].get(number);
      const clock = step < 0 ? "" : `${this.story.steps[step].clock} `;
      const why = whyOf(person);
      const who = made("b", {}, `${clock}${this.story.called(number)} `);
      const item = made("li", {}, who, `${this.story.places[place]}. ${begun(why)}.`);
      if (this.wide) {
        const other = 1 - policy;
        const there = this.story.people[other].get(number);
        item.append(made("span", { className: "night-other" }, ` ${this.#policy(other)}: ${there.ends}.`));
      }
      return item;
    });
    if (!items.length) items.push(made("li", { className: "night-none" }, "Nobody so far."));
    list.replaceChildren(...items);
  }

  #inWords() {
    const each = this.story.nights.map((night, policy) => {
      const placed = this.story.placed(policy, this.step);
      const told = this.lanes.rows
        .filter((row) => placed.has(row.place))
        .map((row) => `${this.story.places[row.place]}: ${placed.get(row.place).map((one) => one.number).join(", ")}`);
      return `${night.called}: ${told.join("; ") || "nobody to whom anything happens tonight"}`;
    });
    return `Where people are at ${this.story.clockAt(this.second)}. ${each.join(". ")}`;
  }
}
