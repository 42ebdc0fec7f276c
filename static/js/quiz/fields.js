// The fields of an item: what is answered in them, and showing an answer in them.

export const picks = (input) => input.type === "radio" || input.type === "checkbox";
export const types = (input) => !picks(input) && input.tagName !== "SELECT";
const inputs = (item) => [...item.querySelectorAll("[name^='answer-']")];

// [name, value] for each field that says something.
export const given = (item) =>
  inputs(item).filter((input) => (picks(input) ? input.checked : input.value.trim())).map((input) => [input.name, input.value]);

function show(input, fields) {
  if (picks(input)) input.checked = fields.some(([name, value]) => name === input.name && value === input.value);
  else {
    const value = fields.find(([name]) => name === input.name)?.[1] ?? "";
    input.value = value;
    // A point in a picture is none of the squares its list offers.
    if (input.value !== value && input.tagName === "SELECT") input.add(new Option(value, value, true, true));
  }
}

// What draws the answer besides its fields hears of it (enhance.js).
export function showAll(item, fields) {
  inputs(item).forEach((input) => show(input, fields));
  item.dispatchEvent(new CustomEvent("item:filled"));
}
