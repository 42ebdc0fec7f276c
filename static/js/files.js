// Sends each file as soon as it is chosen and says how far it is. Without this the form's button sends it.

import { token } from "./quiz/token.js";

const form = document.querySelector("form[data-quiz]");
for (const box of document.querySelectorAll("[data-files][data-url]")) start(box);

function start(box) {
  const text = box.dataset;
  const field = box.querySelector("input[type=file]");
  const list = box.querySelector("[data-files-list]");
  const state = box.querySelector("[data-files-state]");
  const button = box.querySelector("[data-files-send]");
  button.hidden = true;

  function say(words, isProblem = false) {
    state.textContent = words;
    state.classList.toggle("files__state--problem", isProblem);
  }

  function show(files) {
    list.replaceChildren(...files.map((file, place) => {
      const item = document.createElement("div");
      item.className = "govuk-checkboxes__item";
      const tick = document.createElement("input");
      Object.assign(tick, { className: "govuk-checkboxes__input", type: "checkbox", checked: true, name: text.field, value: file.value });
      tick.id = `${text.id}-${place + 1}`;
      const label = document.createElement("label");
      label.className = "govuk-label govuk-checkboxes__label";
      label.htmlFor = tick.id;
      label.textContent = file.name;
      item.append(tick, label);
      return item;
    }));
    box.querySelector("[data-files-hint]").hidden = !files.length;
    // quiz.js counts what is saved; to the server this is no news.
    list.querySelector("input").dispatchEvent(new Event("change", { bubbles: true }));
  }

  // What is still to be sent; each by itself, so that a broken line costs one file and not all.
  let waiting = [];
  let busy = false;

  function failed(words, canRepeat) {
    busy = false;
    say(words, true);
    if (!canRepeat) waiting = [];
    field.value = "";
    button.hidden = !canRepeat;
    button.textContent = text.textAgain;
  }

  function send() {
    const file = waiting[0];
    if (!file || busy) return;
    if (file.size > text.maxBytes) return failed(text.textTooLarge, false);
    const body = new FormData();
    body.append(field.name, file);
    // Not fetch: it does not tell how much has gone, and on 3G a photograph takes a minute.
    const request = new XMLHttpRequest();
    request.open("POST", text.url);
    request.setRequestHeader("X-CSRFToken", token(form.elements.csrfmiddlewaretoken.value));
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      say(text.textSending.replace("{percent}", `${Math.floor((100 * loaded) / total)}%`));
    });
    request.addEventListener("error", () => failed(text.textFailed, true));
    request.addEventListener("load", () => {
      const answer = read(request.responseText);
      if (request.status !== 200) return failed(answer.message ?? text.textFailed, request.status >= 500 || request.status === 401);
      show(answer.files);
      waiting.shift();
      busy = false;
      field.value = "";
      button.hidden = true;
      waiting.length ? send() : say(text.textSent);
    });
    busy = true;
    button.hidden = true;
    say(text.textSending.replace("{percent}", "0%"));
    request.send(body);
  }

  field.addEventListener("change", (event) => {
    event.stopPropagation(); // a chosen file is no answer yet; quiz.js saves answers
    waiting.push(...field.files);
    send();
  });
  button.addEventListener("click", (event) => {
    event.preventDefault();
    send();
  });
}

function read(json) {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}
