// Buttons that move a line of an ordering up and down. The lists of places beside the lines work without them.

for (const list of document.querySelectorAll("[data-order]")) {
  const lines = () => [...list.children];
  const placed = (line) => Number(line.querySelector("select").value) || Infinity;

  // An order given before comes back as it was left.
  lines().sort((a, b) => placed(a) - placed(b)).forEach((line) => list.append(line));

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
    const other = step < 0 ? line.previousElementSibling : line.nextElementSibling;
    if (!other) return;
    step < 0 ? other.before(line) : other.after(line);
    lines().forEach((one, place) => { one.querySelector("select").value = String(place + 1); });
    ends();
    pressed.disabled ? line.querySelector("button:not(:disabled)").focus() : pressed.focus();
    line.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }));
  }

  function ends() {
    lines().forEach((line, place) => {
      const [up, down] = line.querySelectorAll("button");
      up.disabled = place === 0;
      down.disabled = place === list.children.length - 1;
    });
  }

  for (const line of lines()) {
    const moves = document.createElement("span");
    moves.className = "order__moves";
    moves.append(button(line, -1, "↑", list.dataset.textUp), button(line, 1, "↓", list.dataset.textDown));
    line.append(moves);
  }
  ends();
}
