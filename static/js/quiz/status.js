// The line at the top that says what is sent and what is not.

// say(words, {problem, link, label, target}) shows words, and a link to what helps.
export function statusLine(line) {
  return (words, { problem = true, link, label, target = "" } = {}) => {
    // Only on a change: a screen reader must not hear the same thing at every try.
    if (line.dataset.said === words) return;
    line.dataset.said = line.textContent = words;
    line.classList.toggle("saving--problem", problem);
    if (!link) return;
    const anchor = document.createElement("a");
    Object.assign(anchor, { className: "govuk-link", href: link, textContent: label, target });
    line.append(" ", anchor);
  };
}

export function lock(form, disabled) {
  form.querySelectorAll("fieldset, button.govuk-button").forEach((one) => Object.assign(one, { disabled }));
}
