// Saves each answer at once. The form works without this; with it, nothing answered is lost on a bad line: an answer is
// kept on the device first, then sent, and stays until the server has said that it has it.

import { startClock } from "./quiz/clock.js";
import { given, showAll, types } from "./quiz/fields.js";
import { noteHandIn, tidyUp } from "./quiz/finished.js";
import { hearPage, next } from "./quiz/moment.js";
import { listen, send, timeIn } from "./quiz/sender.js";
import { lock, statusLine } from "./quiz/status.js";
import { all, put } from "./quiz/store.js";
import { token } from "./quiz/token.js";

const form = document.querySelector("form[data-quiz]");
const done = document.querySelector("script[data-done]");
if (done) tidyUp(done.dataset);
if (form) start(form);

function start(form) {
  const text = form.dataset;
  const sayOverall = statusLine(form.querySelector("[data-quiz-state]"));
  const items = new Map([...form.querySelectorAll("[data-position]")].map((item) => [item.dataset.position, item]));
  // Of the whole paper, also of its other pages.
  const saved = new Set((text.saved ?? "").split(",").filter(Boolean));
  const mine = (entry) => entry.attempt === text.quiz;
  const csrf = () => token(form.elements.csrfmiddlewaretoken.value);
  // The newest answer of each place, by its ref: news of an older one say nothing about it.
  const refs = new Map();
  let [running, stopped, isUp, isSafe, wait, timer, typing] = [null, false, false, true, 2000, 0, null];

  hearPage(Number(text.now), Number(text.newest));
  // The page may have come from “Start”: reloading it must ask for the paper, not start again.
  if (location.pathname !== text.url) history.replaceState(null, "", text.url);

  function say(position, words) {
    const state = items.get(position)?.querySelector("[data-item-state]");
    if (state) state.textContent = words;
  }

  async function sayWaiting() {
    const waiting = (await all()).filter(mine).length;
    if (!waiting || stopped) return;
    const words = [isUp && text.textTimeUp, isSafe ? text.textWaiting : text.textUnsafe, text.textCount.replace("{n}", waiting)];
    sayOverall(words.filter(Boolean).join(" "));
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(flush, wait);
    wait = Math.min(wait * 2, 60000);
  }

  // Of an answer that this tab or another one has sent.
  function onOutcome({ kind, entry, left, message, result }) {
    if (kind === "signed-out") sayOverall(text.textSignedOut, { link: text.signInUrl, label: text.textSignIn, target: "_blank" });
    wait = kind === "signed-out" ? Math.max(wait, 15000) : 2000;
    if (!mine(entry) || kind === "signed-out") return;
    if (clock && left !== null) clock.hear(left);
    if (kind === "closed") {
      stopped = true;
      sayOverall(text.textClosed, { link: result, label: text.textResult });
    } else if ((refs.get(entry.position) ?? entry.ref) !== entry.ref) {
      // A newer answer is on its way.
    } else if (kind === "refused") {
      say(entry.position, message ?? text.textRefused);
    } else {
      entry.fields.length ? saved.add(entry.position) : saved.delete(entry.position);
      say(entry.position, text.textSaved);
    }
  }

  async function flushOnce() {
    clearTimeout(timer);
    try {
      if (!(await send({ wants: (entry) => mine(entry) || entry.owner === text.owner, csrf, onOutcome }))) return later();
      if (!items.size) lock(form, false);
      if (stopped) return;
      // The server says what comes after: the result, or more time.
      if (isUp) return location.replace(text.url);
      sayOverall(text.textSavedAll.replace("{saved}", saved.size).replace("{total}", text.total), { problem: false });
    } catch {
      sayWaiting();
      later();
    }
  }

  function flush() {
    if (stopped) return;
    running = running ?? flushOnce().finally(() => { running = null; });
  }

  async function keep(position, seq) {
    const ref = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`;
    const fields = given(items.get(position));
    refs.set(position, ref);
    const id = `${text.quiz}:${position}`;
    isSafe = await put({ id, attempt: text.quiz, position, fields, ref, seq, owner: text.owner, url: text.answerUrl });
    if (refs.get(position) === ref && isSafe) say(position, text.textKept);
    // What is being sent has perhaps just found the last one.
    await running;
    flush();
  }

  function changed({ target }, seq = next()) {
    const position = target.closest("[data-position]")?.dataset.position;
    clearTimeout(typing?.timer);
    typing = null;
    if (position && !isUp) keep(position, seq);
  }

  // Who types and stops has not left the field; a phone that dies then must not take the words with it.
  function typed(event) {
    if (!types(event.target)) return;
    clearTimeout(typing?.timer);
    const commit = changed.bind(null, event, next());
    typing = { commit, timer: setTimeout(commit, 1500) };
  }

  // What an earlier visit could not send is still meant: show it, and send it.
  async function bringBack() {
    for (const { position, fields, ref } of (await all()).filter(mine)) {
      if (!items.has(position) || refs.has(position)) continue;
      refs.set(position, ref);
      showAll(items.get(position), fields);
      say(position, text.textKept);
    }
    flush();
  }

  function timeUp() {
    typing?.commit();
    isUp = true;
    sayOverall(text.textTimeUp);
    lock(form, true);
    setTimeout(flush, 1000); // a second past the deadline by the server's clock, too
  }

  const box = form.querySelector("[data-clock]");
  const clock = box && startClock(box, timeUp);
  const askTime = () => fetch(text.timeUrl).then((reply) => { if (reply.ok) clock.hear(timeIn(reply)); }, () => {});
  const back = () => { if (clock && !document.hidden) askTime(); flush(); };
  form.addEventListener("change", changed);
  form.addEventListener("input", typed);
  form.addEventListener("submit", () => { form.elements.csrfmiddlewaretoken.value = csrf(); noteHandIn(text.quiz); });
  addEventListener("online", back);
  document.addEventListener("visibilitychange", back);
  listen(onOutcome);
  // Where the time is up, the result waits for what the device still holds.
  if (!items.size) lock(form, true);
  bringBack();
}
