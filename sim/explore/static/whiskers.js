// How far each headline count is from the first policy: a dot with its interval, that narrows as more is run.

import { drawn, made, printed } from "./parts.js";

const WIDTH = 640, LEFT = 190, RIGHT = 20, ROW = 30;

export function whiskers(place, view) {
  const rows = view.differences.flatMap(count => count.policies.map(policy => ({ name: count.name, ...policy })));
  if (!rows.length) return place.replaceChildren();
  const several = rows.length > view.differences.length;
  const ends = rows.flatMap(row => [row.mean, row.low ?? row.mean, row.high ?? row.mean, 0]);
  const [least, most] = padded(Math.min(...ends), Math.max(...ends));
  const across = value => LEFT + (value - least) / (most - least) * (WIDTH - LEFT - RIGHT);
  const height = ROW * rows.length + 24;
  const svg = drawn("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": said(rows) });
  svg.append(drawn("line", { class: "zero", x1: across(0), x2: across(0), y1: 0, y2: height - 20 }));
  rows.forEach((row, number) => {
    const y = ROW * number + ROW / 2;
    const label = several ? `${row.name}, ${row.policy ?? row.name}` : row.name;
    svg.append(text(0, y + 4, several ? `${row.name}` : label, "start"));
    if (row.low !== null) svg.append(drawn("line", { class: "reach", x1: across(row.low), x2: across(row.high), y1: y, y2: y, stroke: row.colour }));
    svg.append(drawn("circle", { cx: across(row.mean), cy: y, r: 5, fill: row.colour }));
  });
  for (const tick of [least, 0, most].filter((each, place, all) => all.indexOf(each) === place)) {
    svg.append(text(Math.min(WIDTH - RIGHT, across(tick)), height - 4, tick === 0 ? "0" : signed(tick), "middle", "tick"));
  }
  place.replaceChildren(made("p", { class: "small" }, "Difference from the first policy, with 95 % intervals"), svg);
}

const signed = value => `${value > 0 ? "+" : "\u2212"}${Math.abs(Math.round(value)).toLocaleString("en-US")}`;

function text(x, y, words, anchor, kind = "label") {
  return drawn("text", { x, y, "text-anchor": anchor, class: kind }, words);
}

function padded(least, most) {
  const width = most - least || 1, unit = 10 ** Math.floor(Math.log10(width)) / 2;
  return [Math.floor(least / unit) * unit, Math.ceil(most / unit) * unit];
}

function said(rows) {
  return rows.map(row => `${row.name}: ${signed(row.mean)}${row.low === null ? "" : `, ${signed(row.low)} to ${signed(row.high)}`}`).join("; ");
}
