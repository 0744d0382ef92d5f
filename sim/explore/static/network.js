// The agreements of a network, county by county: a table with a switch a county, and a tile a state.

import { drawn, made } from "./parts.js";

const MINUS = "\u2212", UP = "\u25b2", DOWN = "\u25bc", TILE = 72, GAP = 4, MOST_NAMED = 12;
const shown = new WeakMap();

/**
 * Show the counties of an answer in an element, or what is new of them: rows stay, and so does what has the focus.
 *
 * `moved` is what is moved, `replications` how many were answered; `ask` asks the server, `go` answers anew.
 */
export async function showCounties(container, { query, moved, ask, go, replications }) {
  if (!shown.has(container)) shown.set(container, new Network(container));
  const network = shown.get(container);
  network.moved = moved;
  network.go = go;
  const turn = ++network.turn;
  const told = await ask("network", query, replications ? { replications } : {});
  if (turn === network.turn) network.update(told);
}

const SORTS = {
  gain: ["Difference, gains first", (one, other) => number(other.difference.mean) - number(one.difference.mean)],
  loss: ["Difference, losses first", (one, other) => number(one.difference.mean) - number(other.difference.mean)],
  name: ["County", (one, other) => one.name.localeCompare(other.name)],
  state: ["State", (one, other) => one.state.localeCompare(other.state) || one.name.localeCompare(other.name)],
};

class Network {
  constructor(container) {
    this.turn = 0;
    this.state = "";
    this.rows = new Map();
    this.built(container);
  }

  built(container) {
    const sorting = () => { this.arrange(true); };
    this.search = made("input", { type: "search", id: "network-search", oninput: () => this.arrange(true) });
    this.sort = made("select", { id: "network-sort", onchange: sorting }, ...Object.entries(SORTS).map(([value, [name]]) => made("option", { value }, name)));
    this.states = made("select", { id: "network-state", onchange: () => this.choose(this.states.value) });
    this.anew = made("button", { type: "button", hidden: true, onclick: sorting }, "Sort anew");
    this.off = made("button", { type: "button", onclick: () => this.setAll(county => county.off) });
    this.on = made("button", { type: "button", onclick: () => this.setAll(county => county.on[0]) });
    this.file = made("button", { type: "button", onclick: () => this.setAll(fileWay) });
    this.intro = made("p", { class: "small" });
    this.told = made("p", { class: "network-told", role: "status" });
    this.count = made("caption", {});
    this.body = made("tbody", {});
    this.map = made("figure", { class: "network-map" });
    this.heads = [made("th", { scope: "col" }, "Your agreements"), made("th", { scope: "col" }, "In force"), made("th", { scope: "col", class: "figure" }), made("th", { scope: "col", class: "figure" }, "Difference"), made("th", { scope: "col", class: "figure" }, "Leads a year")];
    this.table = made("table", { class: "network-table" }, this.count, made("thead", {}, made("tr", {}, ...this.heads)), this.body);
    container.replaceChildren(made("div", { class: "network" }, this.intro, this.told, this.map,
      made("div", { class: "tools" },
        made("label", {}, "Search ", this.search), made("label", {}, "State ", this.states), made("label", {}, "Sort by ", this.sort), this.anew),
      made("div", { class: "tools", role: "group", "aria-label": "All counties that are listed" }, this.off, this.on, this.file),
      made("div", { class: "scroll network-scroll", role: "region", tabindex: 0, "aria-label": "Counties" }, this.table)));
  }

  update(data) {
    const isFirst = !this.data;
    this.data = data;
    this.intro.textContent = `${data.counties.length} counties have an agreement in one of the files under which somebody screens. Switch it for your policy: ICE\u2019s own officers stay. Flagged: people over ${data.days.toLocaleString("en-US")} days, ${data.replications} replications. ${data.interval}${data.counties.some(county => county.levels) ? " Leads a year: with deputies there, as the levels file has them: the mean of its draws, and between which 95\u00a0% of them lie." : ""}`;
    this.heads[2].textContent = data.policies.length > 1 ? "Flagged, first and yours" : "Flagged";
    const levels = data.counties.some(county => county.levels);
    this.heads[4].hidden = !levels;
    for (const county of data.counties) {
      if (!this.rows.has(county.jail)) this.rows.set(county.jail, this.row(county));
      this.rows.get(county.jail).update(county, levels);
    }
    const there = new Set(data.counties.map(county => county.jail));
    for (const jail of [...this.rows.keys()]) if (!there.has(jail)) { this.rows.get(jail).element.remove(); this.rows.delete(jail); }
    this.listStates();
    this.drawMap();
    this.arrange(isFirst);
    this.tell();
  }

  listStates() {
    const names = [...new Set(this.data.counties.map(county => county.state))].filter(Boolean).sort();
    const known = [...this.states.options].slice(1).map(option => option.value);
    if (this.states.options.length && names.join() === known.join()) return;
    this.states.replaceChildren(made("option", { value: "" }, "All states"), ...names.map(name => made("option", { value: name }, name)));
    this.states.value = this.state = names.includes(this.state) ? this.state : "";
    this.states.closest("label").hidden = names.length < 2;
  }

  choose(state) {
    this.state = state;
    this.states.value = state;
    for (const tile of this.map.querySelectorAll("[data-state]")) tile.setAttribute("aria-pressed", tile.dataset.state === state);
    this.arrange(true);
  }

  // The counties that search and state leave, in the order asked for.
  listed() {
    const words = this.search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const fits = county => {
      const text = `${county.name} ${county.state} ${county.code} ${county.field_office}`.toLowerCase();
      return (!this.state || county.state === this.state) && words.every(word => text.includes(word));
    };
    return this.data.counties.filter(fits).sort(SORTS[this.sort.value][1]);
  }

  // Rows move only when they are told to: not below a pointer, nor with the focus in them.
  arrange(isAsked) {
    if (!this.data) return;
    const listed = this.listed(), rows = listed.map(county => this.rows.get(county.jail).element);
    const now = [...this.body.children];
    const isSame = now.length === rows.length && rows.every((row, place) => row === now[place]);
    const sameRows = now.length === rows.length && rows.every(row => row.parentNode === this.body);
    if (!isSame && (isAsked || !sameRows)) this.body.replaceChildren(...rows);
    this.anew.hidden = isSame || isAsked || !sameRows;
    this.count.textContent = listed.length === this.data.counties.length ? `All ${listed.length} counties` : `${listed.length} of ${this.data.counties.length} counties${this.state ? `, ${this.state}` : ""}`;
    const which = this.state && !this.search.value.trim() ? `all ${listed.length} of ${this.state}` : `all ${listed.length} listed`;
    this.off.textContent = `End ${which}`;
    this.on.textContent = `Agreement for ${which}`;
    this.file.textContent = `As in the file: ${which}`;
    for (const button of [this.off, this.on, this.file]) button.disabled = !listed.length;
  }

  // Which of its ways a county has by what is set of your policy; none where it is set otherwise.
  wayOf(county) {
    const paths = pathsOf(county);
    return [fileWay(county), county.off, ...county.on].find(way => paths.every(path => (this.moved.own(path) ?? null) === (way.settings[path] ?? null)));
  }

  set(county, way) {
    for (const path of pathsOf(county)) this.moved.setOwn(path, way.settings[path] ?? null);
  }

  setAll(wayFor) {
    for (const county of this.listed()) this.set(county, wayFor(county));
    this.moveDone();
  }

  moveDone() {
    for (const county of this.data.counties) this.rows.get(county.jail).move();
    this.tell();
    this.go();
  }

  // What is switched in words, by what is done to counties.
  tell() {
    const groups = new Map();
    for (const county of this.data.counties) {
      const way = this.wayOf(county);
      if (way === fileWay(county)) continue;
      const words = way ? way.words : "set otherwise";
      groups.set(words, [...(groups.get(words) ?? []), placed(county)]);
    }
    const count = [...groups.values()].flat().length;
    const told = [...groups].map(([words, names]) => `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${named(names)}.`);
    const text = count ? `Switched in your policy, ${count} of ${this.data.counties.length}. ${told.join(" ")}` : "No county is switched: your policy has the agreements of its file.";
    // What is told again would be read out again.
    if (this.told.textContent !== text) this.told.textContent = text;
  }

  row(county) {
    const id = `network-${county.jail}`;
    const name = placed(county);
    const box = made("input", { type: "checkbox", role: "switch", id, "aria-describedby": `${id}-when`, onchange: () => {
      this.set(row.county, box.checked ? row.county.on[0] : row.county.off);
      this.moveDone();
    } });
    const words = made("span", { id: `${id}-when` });
    const ways = made("select", { "aria-label": `When the agreement of ${name} is in force`, onchange: () => {
      this.set(row.county, row.county.on[ways.selectedIndex]);
      this.moveDone();
    } });
    const stay = made("span", { class: "small" });
    const cells = [0, 1, 2].map(() => made("td", { class: "figure" }));
    const element = made("tr", {}, made("th", { scope: "row" }, made("div", { class: "network-name" }, box, made("label", { for: id }, name))), made("td", { class: "network-when" }, ways, words, stay), ...cells);
    let listed = "";
    const row = {
      element, county,
      update(now, levels) {
        row.county = now;
        const texts = now.on.map(way => way.words).join();
        if (texts !== listed) {
          ways.replaceChildren(...now.on.map(way => made("option", {}, way.words)));
          listed = texts;
        }
        cells[0].textContent = now.flagged[0] === null ? "" : now.screens.length > 1 ? `${whole(now.flagged[0])} \u2192 ${whole(now.flagged[1])}` : whole(now.flagged[1]);
        cells[1].replaceChildren(...difference(now.difference));
        cells[2].replaceChildren(...(now.levels ? [whole(now.levels.mean), ...between(now.levels)] : []));
        cells[2].hidden = !levels;
        row.move();
      },
      move: () => {
        const way = this.wayOf(row.county);
        const isOn = way ? way !== row.county.off && way.words !== "" && row.county.on.includes(way) : row.county.screens.at(-1);
        box.checked = isOn;
        const several = isOn && row.county.on.length > 1 && way;
        ways.hidden = !several;
        if (several) ways.selectedIndex = row.county.on.indexOf(way);
        words.textContent = several ? "" : isOn ? (way ?? { words: row.county.when.at(-1) }).words : "no agreement";
        const first = row.county.when.length > 1 && row.county.when[0] !== (isOn ? (way?.words ?? row.county.when.at(-1)) : "") ? `First policy: ${row.county.when[0] || "no agreement"}.` : "";
        const ice = row.county.stay.at(-1) ? `${row.county.stay.at(-1)}.` : "";
        stay.textContent = [first, ice].filter(Boolean).join(" ");
        element.classList.toggle("network-switched", way !== fileWay(row.county));
      },
    };
    return row;
  }

  drawMap() {
    const { tiles, states } = this.data;
    const found = new Map(states.map(state => [state.state, state]));
    this.map.hidden = !states.some(state => state.row !== null);
    if (this.map.hidden) return;
    if (!this.svg) {
      const columns = 1 + Math.max(...tiles.map(tile => tile.column)), rows = 1 + Math.max(...tiles.map(tile => tile.row));
      this.svg = drawn("svg", { viewBox: `0 0 ${columns * TILE} ${rows * TILE}`, role: "group", "aria-label": "Map of states, a tile each; a state that is chosen filters the table" });
      this.tiles = new Map(tiles.map(tile => [tile.state, this.tile(tile)]));
      this.svg.append(...[...this.tiles.values()].map(tile => tile.element));
      this.caption = made("figcaption", { class: "small" });
      this.map.replaceChildren(this.caption, this.svg);
    }
    this.caption.textContent = "More or fewer people flagged under your policy than under the first: a year and per 100,000 residents of the counties in the network; below, people over all days. Dashed and pale where the interval holds 0. A state that is chosen filters the table.";
    for (const [name, tile] of this.tiles) tile.update(found.get(name), this.data.counties.filter(county => county.state === name));
  }

  tile(place) {
    const x = place.column * TILE, y = place.row * TILE, middle = x + TILE / 2;
    const square = drawn("rect", { x: x + GAP / 2, y: y + GAP / 2, width: TILE - GAP, height: TILE - GAP, class: "network-square" });
    const code = drawn("text", { x: middle, y: y + 20, class: "network-code" }), rate = drawn("text", { x: middle, y: y + 43, class: "network-rate" });
    const people = drawn("text", { x: middle, y: y + 62, class: "network-people" });
    const element = drawn("g", {}, square, code, rate, people);
    const chosen = () => this.choose(this.state === place.state ? "" : place.state);
    element.addEventListener("click", () => { if (element.hasAttribute("tabindex")) chosen(); });
    element.addEventListener("keydown", event => {
      if (!element.hasAttribute("tabindex") || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      chosen();
    });
    return {
      element,
      update(state, counties) {
        const isNothing = !state?.rate || (!state.rate.mean && !state.rate.low && !state.rate.high);
        const isClear = state?.rate && (state.rate.low === null ? state.rate.mean !== 0 : state.rate.low > 0 || state.rate.high < 0);
        square.setAttribute("fill", !state ? "#F4F4F4" : isNothing ? "#FFFFFF" : state.fill);
        square.setAttribute("class", `network-square${!state ? " network-outside" : isNothing ? " network-nothing" : isClear ? "" : " network-unclear"}`);
        code.textContent = `${place.code}${isNothing || !isClear ? "" : state.rate.mean > 0 ? ` ${UP}` : ` ${DOWN}`}`;
        code.setAttribute("y", isNothing ? y + 42 : y + 20);
        rate.textContent = isNothing ? "" : signed(state.rate.mean);
        people.textContent = isNothing ? "" : signedWhole(state.people.mean);
        for (const text of [code, rate, people]) text.setAttribute("fill", !state ? "#767676" : isNothing || !isClear ? "#1A1A1A" : state.ink);
        if (!counties.length) {
          for (const name of ["tabindex", "role", "aria-pressed", "aria-label", "data-state"]) element.removeAttribute(name);
          element.setAttribute("aria-hidden", "true");
          return;
        }
        const having = counties.filter(county => county.screens.at(-1)).length;
        const gain = isNothing ? "no change" : `${signed(state.rate.mean)} per 100,000 residents a year, ${signedWhole(state.people.mean)} people flagged${isClear ? "" : ", not sure"}`;
        element.removeAttribute("aria-hidden");
        element.setAttribute("tabindex", "0");
        element.setAttribute("role", "button");
        element.setAttribute("data-state", place.state);
        if (!element.hasAttribute("aria-pressed")) element.setAttribute("aria-pressed", "false");
        element.setAttribute("aria-label", `${place.state}: ${gain}; ${having} of ${counties.length} counties have an agreement`);
      },
    };
  }
}

const named = names => names.length > MOST_NAMED ? `${names.slice(0, MOST_NAMED).join("; ")}; and ${names.length - MOST_NAMED} more` : names.join("; ");
const number = value => value ?? -Infinity;
const placed = county => county.code ? `${county.name}, ${county.code}` : county.name;
const fileWay = county => [county.off, ...county.on].find(way => !Object.keys(way.settings).length) ?? county.off;
const pathsOf = county => [...new Set([`jails.${county.jail}.agreement`, `jails.${county.jail}.screening`, ...[county.off, ...county.on].flatMap(way => Object.keys(way.settings))])];
const whole = value => Math.round(value).toLocaleString("en-US");
const sign = (value, text) => `${value > 0 ? "+" : MINUS}${text}`;

function signedWhole(value) {
  return Math.round(value) === 0 ? "0" : sign(value, whole(Math.abs(value)));
}

function signed(value) {
  const size = Math.abs(value);
  if (size < 0.05) return "0";
  return sign(value, size < 9.95 ? size.toFixed(1) : whole(size));
}

function between({ low, high }) {
  return low === null ? [] : [made("span", { class: "small" }, ` (${whole(low)} to ${whole(high)})`)];
}

function difference({ mean, low, high }) {
  if (mean === null) return [];
  if (!mean && !low && !high) return ["0"];
  const isClear = low === null || low > 0 || high < 0;
  const told = isClear ? made("strong", {}, signedWhole(mean)) : signedWhole(mean);
  return low === null ? [told] : [told, made("span", { class: "small" }, ` (${signedWhole(low)} to ${signedWhole(high)})`)];
}
