// What the editor draws over a picture: shapes with their numbers, and the dots of the one in hand.
import { box, dots, parse, path } from "./shapes.js";

const SVG = "http://www.w3.org/2000/svg";

// An element; "svg:circle" makes one of a drawing.
export function make(tag, attributes, ...children) {
  const made = tag.startsWith("svg:") ? document.createElementNS(SVG, tag.slice(4)) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// `unit`: pixels of the picture in one of the screen. Parts are named "row shape" and "row 0", "row 1" for its dots.
export function paint(over, rows, { chosen, unit, words }) {
  over.replaceChildren();
  rows.forEach((row, place) => {
    const numbers = parse(row.shape, row.text);
    if (!numbers) return;
    const [left, top, right, bottom] = box(row.shape, numbers);
    const isChosen = row.name === chosen;
    over.append(
      make("svg:path", {
        d: path(row.shape, numbers),
        class: `drawing__shape${isChosen ? " drawing__shape--chosen" : ""}`,
        tabindex: 0,
        role: "button",
        "aria-pressed": isChosen,
        "aria-label": `${words("zone", place + 1)}${row.label ? `: ${row.label}` : ""}`,
        "data-part": `${row.name} shape`,
      }),
      make("svg:text", { x: (left + right) / 2, y: (top + bottom) / 2, "font-size": 18 * unit, class: "drawing__number" }, String(place + 1)),
    );
    if (!isChosen) return;
    dots(row.shape, numbers).forEach(([cx, cy], dot) => over.append(make("svg:circle", {
      cx, cy, r: 9 * unit, class: "drawing__dot", tabindex: 0, role: "button",
      "aria-label": words("dot", place + 1), "data-part": `${row.name} ${dot}`,
    })));
  });
}
