// What both kinds of questions in a picture have around it: lists folded away, and a line that says what happened.

// The lists stay the answer: folded away while the picture works, open again if it does not come.
export function fold(root) {
  const lists = root.querySelector("[data-lists]");
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  details.className = "govuk-details picked__lists";
  summary.className = "govuk-details__summary";
  summary.append(Object.assign(document.createElement("span"), { className: "govuk-details__summary-text", textContent: root.dataset.textLists }));
  lists.before(details);
  details.append(summary, lists);
  const picture = root.querySelector("img");
  const open = () => { details.open = true; };
  picture.addEventListener("error", open);
  if (picture.complete && !picture.naturalWidth) open();
  details.addEventListener("toggle", () => root.classList.toggle("picked--lists", details.open));
  root.classList.add("picked--live");
}

// A line above the picture: what to do, then what was done.
export function teller(root, words) {
  const line = document.createElement("p");
  line.className = "picked__said";
  line.setAttribute("role", "status");
  line.textContent = words;
  root.prepend(line);
  return (said) => { line.textContent = said; };
}

// "{name} is picked" with {name: "Ô 1"} → "Ô 1 is picked"
export function filledIn(words, values) {
  return words.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
}
