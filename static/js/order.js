// Buttons that move a line of an ordering up and down. The lists of places beside the lines work without them.
import { enhance, whenFilled } from "./quiz/enhance.js";

enhance("[data-order]", start);

function start(list) {
  const lines = () => [...list.children];
  const placed = (line) => Number(line.querySelector("select").value) || Infinity;

  // An order given before comes back as it was left.
  const sort = () => lines().sort((a, b) => placed(a) - placed(b)).forEach((line) => list.append(line));
  sort();

  const button = (line, step, sign, label) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "order__move";
    made.textContent = sign;
    made.setAttribute("aria-label", `${label}: ${line.querySelector("label").textContent}`);
    made.addEventListener("click", () => move(line, step, made));
    return made;
  };

  function move(line, step, pressed) {
    step < 0 ? line.previousElementSibling.before(line) : line.nextElementSibling.after(line);
    number();
    pressed.disabled ? line.querySelector("button:not(:disabled)").focus() : pressed.focus();
    line.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }));
  }

  function number() {
    lines().forEach((line, place) => { line.querySelector("select").value = String(place + 1); });
    ends();
  }

  function ends() {
    lines().forEach((line, place) => {
      const [up, down] = line.querySelectorAll("button");
      up.disabled = place === 0;
      down.disabled = place === list.children.length - 1;
    });
  }

  // Choosing a place moves the line there and the others aside: heard before the form's own listener saves it.
  list.addEventListener("change", ({ target }) => {
    const line = target.closest("li");
    const others = lines().filter((one) => one !== line);
    const place = (Number(target.value) || list.children.length) - 1;
    others.splice(place, 0, line);
    others.forEach((one) => list.append(one));
    number();
    target.focus();
  });

  for (const line of lines()) {
    const moves = document.createElement("span");
    moves.className = "order__moves";
    moves.append(button(line, -1, "↑", list.dataset.textUp), button(line, 1, "↓", list.dataset.textDown));
    line.append(moves);
  }
  ends();
  whenFilled(list, () => { sort(); ends(); });
}
