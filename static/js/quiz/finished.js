// After a quiz is handed in: a shared computer keeps nothing of it, and nobody believes that lost answers count.

import { all, forget } from "./store.js";

const markOf = (attempt) => `handed-in-${attempt}`;

// This tab's own form has every answer on it, so what is still on its way need not arrive.
export function noteHandIn(attempt) {
  try {
    sessionStorage.setItem(markOf(attempt), "1");
  } catch {
    // storage switched off: the result page then says more than it need
  }
}

export async function tidyUp({ done: attempt, textLost }) {
  const n = (await all()).filter((entry) => entry.attempt === attempt).length;
  let mark = null;
  try {
    mark = sessionStorage.getItem(markOf(attempt));
  } catch {
    // as above
  }
  if (n && !mark) document.querySelector("[data-lost]").textContent = textLost.replace("{n}", n);
  await forget(attempt);
}
