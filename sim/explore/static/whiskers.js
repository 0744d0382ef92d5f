// How far each headline count is from the first policy: a dot with its interval, on the scale of the first and widest
// interval of what was moved last, so that it is seen to narrow as more is run.

import { drawn, made } from "./parts.js";

const WIDTH = 640, LEFT = 210, RIGHT = 110, ROW = 34, MOST_LETTERS = 28;

let scales = new Map();

export function forgetScales() { scales = new Map(); }

export function whiskers(place, view) {
  const several = view.names.length > 2;
  const rows = view.differences.flatMap(count => count.policies.map(policy => ({ count: count.name, key: `${count.name}/${policy.name}`, ...policy })));
  if (!rows.length) return place.replaceChildren();
  const svg = drawn("svg", { viewBox: `0 0 ${WIDTH} ${ROW * rows.length}`, role: "img", "aria-label": rows.map(said).join("; ") });
  rows.forEach((row, number) => {
    const y = ROW * number + ROW / 2, [least, most] = scaleOf(row);
    const across = value => LEFT + Math.min(1, Math.max(0, (value - least) / (most - least))) * (WIDTH - LEFT - RIGHT);
    svg.append(drawn("line", { class: "axis", x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y }));
    if (least < 0 && most > 0) svg.append(drawn("line", { class: "zero", x1: across(0), x2: across(0), y1: y - 10, y2: y + 10 }));
    if (row.low !== null) svg.append(drawn("line", { class: "reach", x1: across(row.low), x2: across(row.high), y1: y, y2: y, stroke: row.colour }));
    svg.append(drawn("circle", { cx: across(row.mean), cy: y, r: 5, fill: row.colour }));
    const isFirst = row.count !== rows[number - 1]?.count;
    if (several) svg.append(text(0, y + (isFirst ? 9 : 4), short(row.name), "tick"));
    if (isFirst) svg.append(text(0, several ? y - 7 : y + 4, row.count, "label"));
    svg.append(text(WIDTH - RIGHT + 12, y + 4, row.mean === 0 && row.low === row.high ? "no change" : row.low === null ? signed(row.mean) : `${signed(row.low)} to ${signed(row.high)}`, "tick"));
  });
  place.replaceChildren(made("p", { class: "small" }, "Difference from the first policy and its 95\u00a0% interval, each on a scale of its own: that of the first, widest interval."), svg);
}

function scaleOf(row) {
  const half = Math.max(1, row.low === null ? Math.abs(row.mean) : Math.max(row.high - row.mean, row.mean - row.low)) * 1.25;
  if (!scales.has(row.key) || half > scales.get(row.key)[2]) scales.set(row.key, [row.mean - half, row.mean + half, half]);
  return scales.get(row.key);
}

const signed = value => Math.round(value) === 0 ? "0" : `${value > 0 ? "+" : "\u2212"}${Math.abs(Math.round(value)).toLocaleString("en-US")}`;

function text(x, y, words, kind) {
  return drawn("text", { x, y, class: kind }, words);
}

const short = name => name.length > MOST_LETTERS ? `${name.slice(0, MOST_LETTERS - 1)}\u2026` : name;

function said(row) {
  return `${row.count}, ${row.name}: ${signed(row.mean)}${row.low === null ? "" : `, ${signed(row.low)} to ${signed(row.high)}`}`;
}
