// The hours of a week as cells that are painted: by dragging, or by arrow keys and numbers.

import { made } from "./parts.js";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MOST = 9;

export function week(each, painted) {
  const most = each.is_round ? 1 : MOST;
  let counts = new Array(168).fill(0), brush = 1, painting = false, changed = false, focused = 0, unanswered = 0;
  const cells = counts.map((_, place) => made("td", { role: "gridcell", tabindex: place ? -1 : 0, "data-place": place }));
  const rows = DAYS.map((day, number) => made("tr", { role: "row" }, made("th", { scope: "row", role: "rowheader", title: day }, day.slice(0, 2)), ...cells.slice(24 * number, 24 * number + 24)));
  const heads = Array.from({ length: 24 }, (_, hour) => made("th", { scope: "col", role: "columnheader", class: hour % 6 ? "quiet" : "" }, String(hour)));
  const table = made("table", { role: "grid", class: "week-grid", "aria-label": `${each.name}, by hour of the week` },
    made("thead", { role: "rowgroup" }, made("tr", { role: "row" }, made("td", { role: "columnheader" }, made("span", { class: "heard" }, "Day")), ...heads)), made("tbody", { role: "rowgroup" }, ...rows));

  const shown = place => {
    const count = counts[place], hour = String(place % 24).padStart(2, "0");
    const what = each.is_round ? (count ? "a round" : "no round") : count === 1 ? "1 officer" : `${count} officers`;
    cells[place].textContent = count || "";
    cells[place].className = `level-${Math.min(count, 5)}`;
    cells[place].setAttribute("aria-label", `${DAYS[Math.floor(place / 24)]} ${hour}:00, ${what}`);
  };
  const paint = (place, count) => {
    if (counts[place] === count) return;
    counts[place] = Math.max(0, Math.min(most, count));
    changed = true;
    shown(place);
  };
  const done = async () => {
    const isNew = changed;
    changed = painting = false;
    if (!isNew) return;
    unanswered += 1;
    try { await painted([...counts]); } finally { unanswered -= 1; }
  };
  const placeOf = target => Number(target.closest?.("td[data-place]")?.dataset.place ?? NaN);

  table.addEventListener("pointerdown", event => {
    const place = placeOf(event.target);
    if (Number.isNaN(place)) return;
    event.preventDefault();
    focus(place);
    painting = true;
    for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => { if (painting) done(); }, { once: true });
    brush = brushes.value === "" ? (counts[place] ? 0 : 1) : Number(brushes.value);
    paint(place, brush);
  });
  table.addEventListener("pointerover", event => {
    const place = placeOf(event.target);
    if (painting && !Number.isNaN(place)) paint(place, brush);
  });
  table.addEventListener("touchmove", event => {
    const touch = event.touches[0], under = document.elementFromPoint(touch.clientX, touch.clientY);
    const place = under && table.contains(under) ? placeOf(under) : NaN;
    if (painting && !Number.isNaN(place)) { event.preventDefault(); paint(place, brush); }
  }, { passive: false });

  const focus = place => {
    cells[focused].tabIndex = -1;
    focused = (place + 168) % 168;
    cells[focused].tabIndex = 0;
    cells[focused].focus();
  };
  table.addEventListener("keydown", event => {
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 24, ArrowUp: -24, Home: -(focused % 24), End: 23 - (focused % 24) };
    if (event.key in steps) {
      event.preventDefault();
      const count = counts[focused];
      focus(focused + steps[event.key]);
      if (event.shiftKey) { paint(focused, count); done(); }
      return;
    }
    const count = event.key === " " || event.key === "Enter" ? (counts[focused] + 1) % (most + 1) : /^\d$/.test(event.key) ? Math.min(most, Number(event.key)) : event.key === "Delete" || event.key === "Backspace" ? 0 : null;
    if (count === null) return;
    event.preventDefault();
    paint(focused, count);
    done();
  });

  const brushes = made("select", { "aria-label": `What is painted, ${each.name}` }, made("option", { value: "" }, each.is_round ? "on and off" : "1 and 0"),
    ...(each.is_round ? [] : Array.from({ length: MOST + 1 }, (_, count) => made("option", { value: count }, `${count}`))));
  const fill = test => { counts.forEach((_, place) => paint(place, test(Math.floor(place / 24), place % 24))); done(); };
  const chosen = () => brushes.value === "" ? 1 : Number(brushes.value);
  const presets = each.is_round ? [["Every morning at 9", (_, hour) => hour === 9 ? 1 : 0], ["None", () => 0]] : [
    ["Around the clock", () => chosen()],
    ["Office hours", (day, hour) => day < 5 && hour >= 8 && hour < 17 ? chosen() : 0],
    ["Evenings and nights", (_, hour) => hour >= 18 || hour < 6 ? chosen() : 0],
    ["Nobody", () => 0],
  ];
  const element = made("div", { class: "painting" },
    made("div", { class: "tools" }, made("label", {}, "Paint ", brushes), ...presets.map(([name, test]) => made("button", { type: "button", onclick: () => fill(test) }, name))),
    made("div", { class: "scroll", role: "region", tabindex: 0, "aria-label": `${each.name}: hours of the week` }, table),
    made("p", { class: "small" }, "Drag over hours to paint them. By keyboard: arrows, a number, Shift with an arrow to go on painting."));
  counts.forEach((_, place) => shown(place));
  return {
    element,
    update(now) {
      if (painting || unanswered) return;
      counts = [...now];
      counts.forEach((_, place) => shown(place));
    },
  };
}
