// The editor of questions in a picture: draws zones over it, by mouse, finger or keys. The fields hold what is drawn.
import { rowsOf } from "./pictured/rows.js";
import { dots, initial, moved, parse, pulled, withCorner, withoutCorner, write } from "./pictured/shapes.js";
import { make, paint } from "./pictured/surface.js";

const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function start(root) {
  const words = (name, n = "") => (root.getAttribute(`data-text-${name}`) ?? "").replace("{n}", n);
  const rows = rowsOf(root);
  const said = make("p", { class: "drawing__said", role: "status" });
  const frame = make("div", { class: "drawing__frame" });
  const tools = make("div", { class: "drawing__tools" });
  const help = make("p", { class: "drawing__help" }, words("help"));
  const panel = make("div", { class: "drawing", role: "group", "aria-label": words("heading") }, help, tools, said, frame);
  let [size, over] = [null, null]; // [wide, high] of the picture, in its own pixels
  let [chosen, shown, painted] = ["", null, ""]; // name of the row in hand, id of the picture on the screen

  const tool = (word, pressed) => {
    const button = make("button", { type: "button", class: "button button-small button-secondary" }, words(word));
    button.addEventListener("click", pressed);
    tools.append(button);
    return button;
  };
  root.dataset.shapes.split(" ").forEach((shape) => tool(shape, () => add(shape)));
  const corner = tool("corner", () => change(inHand(), withCorner(numbers(inHand()))));
  const bin = tool("delete", () => remove(inHand()));
  const inHand = () => rows.all().find((row) => row.name === chosen);
  const numbers = (row) => parse(row.shape, row.text);
  function add(shape) {
    const row = size && rows.free();
    if (!row) return;
    row.set(shape, write(initial(shape, ...size, rows.all().length - 1)));
    chosen = row.name;
    draw();
    // Wagtail unfolds a new row and goes there; one who draws stays at the picture.
    setTimeout(() => { draw(`${row.name} shape`); panel.scrollIntoView({ block: "nearest" }); }, 400);
    said.textContent = words("drawn", rows.all().findIndex((one) => one.name === row.name) + 1);
  }

  function change(row, made, focus) {
    row.set(row.shape, write(made));
    draw(focus);
  }

  function remove(row) {
    if (!row) return;
    said.textContent = words("deleted", rows.all().findIndex((one) => one.name === row.name) + 1);
    chosen = "";
    row.remove();
    draw();
    tools.querySelector("button").focus();
  }

  function draw(focus) {
    if (!over) return;
    const held = focus ?? document.activeElement?.getAttribute?.("data-part");
    // While it is folded away or still on its way, it has no width.
    const width = over.getBoundingClientRect().width;
    const unit = width > 20 ? size[0] / width : 1;
    const all = rows.all();
    const now = JSON.stringify([chosen, unit, all.map(({ name, shape, text, label }) => [name, shape, text, label])]);
    // What is drawn already stays: a shape that the focus is just moving to must not go.
    if (now !== painted || !over.childElementCount) paint(over, all, { chosen, unit, words });
    painted = now;
    corner.hidden = inHand()?.shape !== "polygon" || !numbers(inHand());
    bin.hidden = !inHand();
    if (held) over.querySelector(`[data-part="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  }
  const partAt = (target) => {
    const [name, part] = (target.getAttribute?.("data-part") ?? "").split(" ");
    const row = rows.all().find((one) => one.name === name);
    return row ? { row, dot: part === "shape" ? -1 : Number(part), key: `${name} ${part}` } : null;
  };
  const within = (point) => point.map((value, axis) => Math.max(0, Math.min(size[axis], value)));
  const shift = (given, { row, dot }, dx, dy) => {
    if (dot < 0) return moved(row.shape, given, dx, dy, ...size);
    const [x, y] = dots(row.shape, given)[dot];
    return pulled(row.shape, given, dot, ...within([x + dx, y + dy]));
  };

  function held(event) {
    const part = partAt(event.target);
    if (!part) return;
    event.preventDefault();
    chosen = part.row.name;
    const given = numbers(part.row);
    const unit = size[0] / over.getBoundingClientRect().width;
    const go = (now) => change(part.row, shift(given, part, (now.clientX - event.clientX) * unit, (now.clientY - event.clientY) * unit), part.key);
    const until = new AbortController();
    addEventListener("pointermove", go, { signal: until.signal });
    for (const ending of ["pointerup", "pointercancel"]) addEventListener(ending, () => until.abort(), { signal: until.signal });
    draw(part.key);
  }
  function pressed(event) {
    const part = partAt(event.target);
    if (!part) return;
    const step = STEP[event.key];
    const far = event.shiftKey ? 1 : Math.max(1, Math.round(size[0] / 100));
    if (step) change(part.row, shift(numbers(part.row), part, step[0] * far, step[1] * far), part.key);
    else if (event.key === "Enter" || event.key === " ") { chosen = part.row.name; draw(part.key); }
    else if (event.key === "Delete" && part.dot >= 0 && part.row.shape === "polygon") change(part.row, withoutCorner(numbers(part.row), part.dot), `${part.row.name} shape`);
    else if (event.key === "Delete" || event.key === "Backspace") remove(part.row);
    else return;
    event.preventDefault();
  }

  async function load() {
    const id = rows.image().value;
    if (id === shown) return draw();
    [shown, over] = [id, null];
    frame.replaceChildren();
    tools.hidden = true;
    said.textContent = id ? "" : words("no-picture");
    if (!id) return undefined;
    try {
      const answer = await fetch(root.dataset.url.replace("/0/", `/${id}/`));
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const found = await answer.json();
      if (shown !== id) return undefined; // another one was chosen meanwhile
      size = [found.width, found.height];
      over = make("svg:svg", { viewBox: `0 0 ${size[0]} ${size[1]}`, preserveAspectRatio: "none" });
      over.addEventListener("pointerdown", held);
      over.addEventListener("keydown", pressed);
      frame.append(make("img", { src: found.src, width: found.width, height: found.height, alt: "" }), over);
      tools.hidden = false;
    } catch {
      shown = null;
      said.textContent = words("failed");
    }
    return draw();
  }
  rows.place.before(panel);
  new ResizeObserver(() => draw()).observe(frame);
  root.addEventListener("change", (event) => { if (!panel.contains(event.target)) load(); });
  root.addEventListener("input", (event) => { if (!panel.contains(event.target)) draw(); });
  new MutationObserver((changes) => { if (changes.some(({ target }) => !panel.contains(target))) load(); }).observe(root, { childList: true, subtree: true });
  load();
}

function look() {
  for (const root of document.querySelectorAll("[data-drawing]:not([data-drawing-on])")) {
    if (!root.querySelector(`input[name$="-${root.dataset.zones}-count"]`)) continue;
    root.dataset.drawingOn = "";
    start(root);
  }
}

look();
new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
