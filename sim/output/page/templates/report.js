"use strict";
function sorted(button) {
  const head = button.closest("th"), table = head.closest("table"), body = table.tBodies[0];
  const up = head.getAttribute("aria-sort") !== "ascending", place = head.cellIndex;
  const number = head.classList.contains("number");
  const key = row => row.cells[place].dataset.key;
  const rows = Array.from(body.rows).sort((one, other) => {
    const a = key(one), b = key(other);
    if (a === undefined || b === undefined) return (a === undefined) - (b === undefined);
    return (up ? 1 : -1) * (number ? Number(a) - Number(b) : a.localeCompare(b));
  });
  for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
  body.append(...rows);
}
document.addEventListener("click", event => {
  const button = event.target.closest("th button");
  if (button) sorted(button);
});
