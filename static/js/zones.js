// Puts things into the zones of a picture: tap a thing, tap a zone; or drag with a mouse; or Tab and Enter.
// Each zone's list is the answer, and works without this.
import { filledIn, fold, teller } from "./pictured/around.js";
import { enhance, whenFilled } from "./quiz/enhance.js";

enhance("[data-zones]", (root) => {
  if (root.querySelector("svg") && root.querySelector("select[data-box]")) start(root);
});

function start(root) {
  const text = root.dataset;
  const lists = [...root.querySelectorAll("select[data-box]")];
  const things = [...root.querySelectorAll("[data-thing]")];
  const byKey = new Map(things.map((thing) => [thing.dataset.thing, thing]));
  const name = (thing) => thing.querySelector("span").dataset.name;
  const offers = (list, key) => [...list.options].some((option) => option.value === key);
  const zones = new Map(lists.map((list) => [list, zone(list)]));
  const tell = teller(root, text.textThings);
  let picked = null;

  things.forEach((thing) => { const span = thing.querySelector("span"); span.dataset.name = span.textContent; });
  root.querySelector("[data-things]").hidden = false;
  root.querySelector(".drawn").append(...zones.values());
  fold(root);

  function zone(list) {
    const made = document.createElement("button");
    const [x, y, width, height] = list.dataset.box.split(" ").map(Number);
    const [wide, high] = list.dataset.size.split(" ").map(Number);
    made.type = "button";
    made.className = "picked__zone";
    Object.assign(made.style, {
      left: `${(100 * (x + width / 2)) / wide}%`, top: `${(100 * (y + height / 2)) / high}%`,
      width: `${(100 * width) / wide}%`, height: `${(100 * height) / high}%`,
    });
    made.addEventListener("click", () => tapped(list));
    made.addEventListener("dragover", (event) => { if (picked && offers(list, picked)) event.preventDefault(); });
    made.addEventListener("drop", (event) => { event.preventDefault(); put(list, picked); });
    return made;
  }

  function pick(key) {
    picked = key;
    things.forEach((thing) => thing.setAttribute("aria-pressed", String(thing.dataset.thing === key)));
    if (key) tell(filledIn(text.textPicked, { thing: name(byKey.get(key)) }));
  }

  function tapped(list) {
    if (picked && offers(list, picked)) return put(list, picked);
    if (!list.value) return undefined;
    const taken = list.value; // taken out again, to be put elsewhere
    set(list, "");
    pick(taken);
    return undefined;
  }

  function put(list, key) {
    if (!key || !offers(list, key)) return;
    const thing = byKey.get(key);
    // A thing there is one of leaves where it was.
    if (!("many" in thing.dataset)) lists.filter((one) => one !== list && one.value === key).forEach((one) => { one.value = ""; });
    set(list, key);
    pick(null);
    tell(filledIn(text.textPlaced, { thing: name(thing), number: list.dataset.number }));
  }

  function set(list, key) {
    list.value = key;
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function show() {
    for (const [list, made] of zones) {
      const thing = byKey.get(list.value);
      const picture = thing?.querySelector("img")?.cloneNode();
      const said = document.createElement("span");
      said.textContent = thing ? name(thing) : "";
      made.replaceChildren(picture ?? said);
      made.classList.toggle("picked__zone--filled", Boolean(thing));
      const place = filledIn(text.textZone, { number: list.dataset.number, label: list.dataset.label });
      made.setAttribute("aria-label", `${place} – ${thing ? name(thing) : text.textEmpty}`);
    }
    for (const thing of things) {
      const at = lists.filter((list) => list.value === thing.dataset.thing).map((list) => list.dataset.number);
      thing.classList.toggle("picked__thing--placed", at.length > 0);
      thing.querySelector("span").textContent = at.length ? `${name(thing)} → ${at.join(", ")}` : name(thing);
    }
  }

  for (const thing of things) {
    thing.addEventListener("click", () => pick(picked === thing.dataset.thing ? null : thing.dataset.thing));
    thing.addEventListener("dragstart", (event) => {
      event.dataTransfer.setData("text/plain", thing.dataset.thing); // Firefox drags nothing without it
      pick(thing.dataset.thing);
    });
  }
  root.addEventListener("change", show);
  whenFilled(root, show);
  show();
}
