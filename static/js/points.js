// Points into a picture: by tap, or with the arrows and Enter. Each point's list of squares is the answer, and works
// without this; here the square a point lies in stands for that very point.
import { filledIn, fold, teller } from "./pictured/around.js";
import { enhance, whenFilled } from "./quiz/enhance.js";

const SVG = "http://www.w3.org/2000/svg";
const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

enhance("[data-points]", (root) => {
  if (root.dataset.size && root.querySelector("svg")) start(root);
});

function start(root) {
  const text = root.dataset;
  const [wide, high] = text.size.split(" ").map(Number);
  const lists = [...root.querySelectorAll("[data-lists] select")];
  const things = [...root.querySelectorAll("[data-thing]")];
  const surface = root.querySelector(".drawn");
  const over = surface.querySelector("svg");
  const radius = Number(over.getAttribute("font-size")) * 0.9;
  const squares = [...lists[0].options].map((option) => option.text).pop();
  const columns = squares.charCodeAt(0) - 64;
  const rows = Number(squares.slice(1));
  const pins = over.appendChild(document.createElementNS(SVG, "g"));
  const cross = over.appendChild(document.createElementNS(SVG, "path"));
  const tell = teller(root, things.length ? text.textTapMarker : text.textTap);
  const at = { x: Math.round(wide / 2), y: Math.round(high / 2) };
  let picked = null;

  const square = (x, y) =>
    String.fromCharCode(65 + Math.min(columns - 1, Math.floor((x * columns) / wide))) + (Math.min(rows - 1, Math.floor((y * rows) / high)) + 1);
  const name = (list) => list.dataset.label || filledIn(text.textPoint, { number: list.dataset.number });
  // "answer-3-m1.2" is the second point of m1
  const marker = (list) => things.map((thing) => thing.dataset.thing).find((key) => new RegExp(`-${key}(\\.\\d+)?$`).test(list.name));
  const point = (list) => (list.value ? list.value.split(",").map(Number) : null);
  const away = (list, x, y) => Math.hypot(point(list)[0] - x, point(list)[1] - y);
  const ours = () => (things.length ? lists.filter((list) => marker(list) === picked) : lists);

  // Gives the square's option the very point. What comes back from an earlier visit is such a point, too.
  function hold(list, x, y) {
    for (const option of list.options) if (option.dataset.own) option.value = option.dataset.own;
    const option = [...list.options].find((one) => one.text === square(x, y));
    option.dataset.own ??= option.value;
    option.value = `${x},${y}`;
    option.selected = true;
  }

  function say(list) {
    list.dispatchEvent(new Event("change", { bubbles: true }));
    const xy = point(list);
    tell(filledIn(xy ? text.textSet : text.textGone, { name: name(list), square: xy ? square(...xy) : "" }));
  }

  function set(x, y) {
    const mine = ours();
    if (!mine.length) return;
    const near = mine.find((list) => mine.length > 1 && list.value && away(list, x, y) < radius * 1.5);
    if (near) return takeAway(near); // a tap on a point takes it away, where there are several
    const list = mine.find((one) => !one.value) ?? mine.reduce((best, one) => (away(one, x, y) < away(best, x, y) ? one : best));
    hold(list, x, y);
    say(list);
    if (things.length) pick(things.map((thing) => thing.dataset.thing).find((key) => lists.every((one) => marker(one) !== key || !one.value)) ?? picked);
  }

  function takeAway(list) {
    list.value = "";
    say(list);
  }

  // A point that was kept is the only option with a comma: the square it lies in stands for it.
  function holdKept() {
    for (const list of lists) {
      const kept = list.selectedOptions[0];
      if (!kept?.text.includes(",")) continue;
      kept.remove();
      hold(list, ...kept.value.split(",").map(Number));
    }
  }

  function pick(key) {
    picked = key;
    things.forEach((thing) => thing.setAttribute("aria-pressed", String(thing.dataset.thing === key)));
  }

  function show() {
    pins.replaceChildren(...lists.filter((list) => list.value).map((list) => {
      const [x, y] = point(list);
      const pin = document.createElementNS(SVG, "g");
      const ground = pin.appendChild(document.createElementNS(SVG, "circle"));
      const number = pin.appendChild(document.createElementNS(SVG, "text"));
      pin.setAttribute("class", "drawn__sign drawn__sign--given");
      for (const [key, value] of Object.entries({ cx: x, cy: y, r: radius })) ground.setAttribute(key, value);
      for (const [key, value] of Object.entries({ x, y })) number.setAttribute(key, value);
      number.textContent = list.dataset.number;
      return pin;
    }));
    const arm = radius * 1.6;
    cross.setAttribute("d", `M${at.x - arm} ${at.y}h${2 * arm}M${at.x} ${at.y - arm}v${2 * arm}`);
    cross.setAttribute("class", "drawn__cross");
  }

  surface.addEventListener("click", ({ clientX, clientY }) => {
    const box = over.getBoundingClientRect();
    const within = (value, most) => Math.max(0, Math.min(most, Math.round(value * most)));
    at.x = within((clientX - box.left) / box.width, wide);
    at.y = within((clientY - box.top) / box.height, high);
    set(at.x, at.y);
    show();
  });

  surface.addEventListener("keydown", (event) => {
    const step = STEP[event.key];
    if (step) {
      const far = Math.max(1, Math.round(Math.max(wide, high) / (event.shiftKey ? 200 : 40)));
      at.x = Math.max(0, Math.min(wide, at.x + step[0] * far));
      at.y = Math.max(0, Math.min(high, at.y + step[1] * far));
      tell(square(at.x, at.y));
    } else if (event.key === "Enter" || event.key === " ") {
      set(at.x, at.y);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      const given = ours().filter((list) => list.value);
      if (given.length) takeAway(given.reduce((best, one) => (away(one, at.x, at.y) < away(best, at.x, at.y) ? one : best)));
    } else return;
    event.preventDefault(); // Enter would save the form, the arrows scroll
    show();
  });

  for (const thing of things) thing.addEventListener("click", () => pick(thing.dataset.thing));
  holdKept();
  surface.tabIndex = 0;
  surface.setAttribute("role", "application");
  surface.setAttribute("aria-label", `${text.textKeys} ${surface.querySelector("img").alt}`);
  if (things.length) {
    root.querySelector("[data-things]").hidden = false;
    pick(things[0].dataset.thing);
  }
  fold(root);
  root.addEventListener("change", show);
  whenFilled(root, () => { holdKept(); show(); });
  show();
}
