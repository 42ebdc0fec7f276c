// “Check” below a question of a practice quiz, answered in place. Without this, the same button posts the page.

import { token } from "./quiz/token.js";

const form = document.querySelector("form[data-quiz]");

form?.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.value?.startsWith("check-") || button.dataset.plain) return;
  event.preventDefault();
  check(button, button.closest("[data-position]"));
});

async function check(button, item) {
  if (button.disabled) return;
  const body = new URLSearchParams({ action: button.value });
  item.querySelectorAll("[name^='answer-'], [name^='was-']").forEach((input) => {
    const picks = input.type === "radio" || input.type === "checkbox";
    if (!picks || input.checked) body.append(input.name, input.value);
  });
  const headers = { "X-Part": "item", "X-CSRFToken": token(form.elements.csrfmiddlewaretoken.value) };
  // Not disabled, which would lose the focus of whoever presses it by keyboard.
  button.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.dataset.url, { method: "POST", body, headers, redirect: "manual" });
    if (response.status !== 200) throw new Error(`status ${response.status}`);
    const made = document.createElement("template");
    made.innerHTML = await response.text();
    const fresh = made.content.querySelector("[data-position]");
    // The element stays: other scripts know it.
    item.className = fresh.className;
    // What is done is read no more.
    if (!fresh.dataset.listen) delete item.dataset.listen;
    item.replaceChildren(...fresh.childNodes);
    item.dispatchEvent(new CustomEvent("item:replaced", { bubbles: true }));
    const said = item.querySelector("[data-tried], .govuk-error-message, .quiz-item__verdict") ?? item;
    said.tabIndex = -1;
    said.focus();
  } catch {
    // Signed out, handed in elsewhere, no line: the plain form knows what to say.
    button.dataset.plain = "1";
    form.requestSubmit(button);
  }
}
