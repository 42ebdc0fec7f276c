// Starts something at every element of the page that a selector names, and at those of a question of a practice quiz
// that comes anew when it was checked.
export function enhance(selector, start) {
  const inside = (part) => part.querySelectorAll(selector).forEach((one) => start(one));
  inside(document);
  document.addEventListener("item:replaced", ({ target }) => inside(target));
}

// Does it anew when the fields of its question were filled with an answer that the device had kept.
export const whenFilled = (part, show) => part.closest("[data-position]")?.addEventListener("item:filled", show);
