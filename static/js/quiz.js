// Saves each answer at once. The form works without this; with it, nothing answered is lost on a bad line.
// An answer stays in localStorage until the server has said that it has it.

const form = document.querySelector("form[data-quiz]");
const done = document.querySelector("script[data-done]");
const keyOf = (attempt) => `quiz-${attempt}`;

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {}; // storage switched off, or not ours: the page itself still remembers
  }
}

function write(key, queue) {
  try {
    if (Object.keys(queue).length) localStorage.setItem(key, JSON.stringify(queue));
    else localStorage.removeItem(key);
  } catch {
    // as above
  }
}

if (done) write(keyOf(done.dataset.done), {}); // handed in: a shared computer keeps nothing
if (form) start(form);

function start(form) {
  const text = form.dataset;
  const key = keyOf(text.quiz);
  const overall = form.querySelector("[data-quiz-state]");
  const items = new Map([...form.querySelectorAll("[data-position]")].map((item) => [item.dataset.position, item]));
  const inputs = (item) => [...item.querySelectorAll("[name^='answer-']")];
  const picks = (input) => input.type === "radio" || input.type === "checkbox";
  // What is answered in an item: [name, value] for each field that says something.
  const given = (item) =>
    inputs(item).filter((input) => (picks(input) ? input.checked : input.value.trim())).map((input) => [input.name, input.value]);
  const saved = new Set([...items].filter(([, item]) => given(item).length).map(([position]) => position));
  let queue = read(key);
  let sending = false;
  let wait = 2000;
  let timer = 0;
  let stopped = false;

  // The page may have come from “Start”: reloading it must ask for the paper, not start again.
  if (location.pathname !== text.url) history.replaceState(null, "", text.url);

  function say(position, words) {
    const state = items.get(position)?.querySelector("[data-item-state]");
    if (state) state.textContent = words;
  }

  function sayOverall(words, { problem = true, link, label } = {}) {
    // Only on a change: a screen reader must not hear the same thing at every try.
    if (overall.dataset.said === words) return;
    overall.dataset.said = words;
    overall.textContent = words;
    overall.classList.toggle("saving--problem", problem);
    if (!link) return;
    const anchor = document.createElement("a");
    anchor.className = "govuk-link";
    anchor.href = link;
    anchor.textContent = label;
    if (label === text.textSignIn) anchor.target = "_blank";
    overall.append(" ", anchor);
  }

  function token() {
    // From the cookie: signing in again in another tab makes a new one.
    const found = document.cookie.match(/(?:^|; )[\w-]*csrftoken=([^;]+)/);
    return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
  }

  function settle(position, answer) {
    // Another tab may have queued too; and a newer answer of ours must stay.
    queue = { ...read(key), ...queue };
    if (queue[position]?.ref === answer.ref) delete queue[position];
    write(key, queue);
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(flush, wait);
    wait = Math.min(wait * 2, 60000);
  }

  async function send(position, answer) {
    const body = new URLSearchParams({ position, ref: answer.ref });
    answer.fields.forEach((field) => body.append(...field));
    const headers = { "X-CSRFToken": token() };
    // Browsers let no more than 64 kB outlive the page, and refuse to send longer ones so.
    const keepalive = body.toString().length < 60000;
    const response = await fetch(text.answerUrl, { method: "POST", body, headers, keepalive, redirect: "manual" });
    if (response.status === 204) {
      settle(position, answer);
      answer.fields.length ? saved.add(position) : saved.delete(position);
      if (!queue[position]) say(position, text.textSaved);
      return true;
    }
    if (response.status === 409) {
      stopped = true;
      write(key, {});
      sayOverall(text.textClosed, { link: `${text.url}result/`, label: text.textResult });
      return false;
    }
    if (response.status === 401) {
      sayOverall(text.textSignedOut, { link: text.signInUrl, label: text.textSignIn });
      wait = Math.max(wait, 15000);
      return false;
    }
    if ([400, 404, 413].includes(response.status)) {
      settle(position, answer); // trying again would not help
      say(position, (await response.json().catch(() => ({}))).message ?? text.textRefused);
      return true;
    }
    throw new Error(`status ${response.status}`);
  }

  async function flush() {
    if (sending || stopped) return;
    sending = true;
    clearTimeout(timer);
    try {
      for (let [next] = Object.entries(queue); next; [next] = Object.entries(queue)) {
        if (!(await send(...next))) return stopped || later();
        wait = 2000;
      }
      sayOverall(text.textSavedAll.replace("{saved}", saved.size).replace("{total}", text.total), { problem: false });
    } catch {
      sayOverall(text.textWaiting);
      later();
    } finally {
      sending = false;
    }
  }

  function changed(event) {
    const position = event.target.closest("[data-position]")?.dataset.position;
    if (!position) return;
    queue[position] = { fields: given(items.get(position)), ref: `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}` };
    write(key, queue);
    say(position, text.textSaving);
    flush();
  }

  // What an earlier visit could not send is still meant: show it, and send it.
  for (const [position, answer] of Object.entries(queue)) {
    if (!items.has(position) || !answer.fields) delete queue[position];
    else inputs(items.get(position)).forEach((input) => show(input, answer.fields));
  }

  function show(input, fields) {
    if (picks(input)) input.checked = fields.some(([name, value]) => name === input.name && value === input.value);
    else input.value = fields.find(([name]) => name === input.name)?.[1] ?? "";
  }

  form.addEventListener("change", changed);
  // Who types and stops has not left the field; a phone that dies then must not take the words with it.
  let typing = 0;
  form.addEventListener("input", (event) => {
    if (picks(event.target) || event.target.tagName === "SELECT") return;
    clearTimeout(typing);
    typing = setTimeout(changed, 1500, event);
  });
  form.addEventListener("submit", () => { form.elements.csrfmiddlewaretoken.value = token(); });
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", flush);
  flush();
}
