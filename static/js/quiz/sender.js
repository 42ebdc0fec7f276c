// Sends what is kept, one answer after the other; an answer leaves the device only when the server has said yes or no.

import { all, forget, remove } from "./store.js";
import { hear } from "./moment.js";

const NAME = "quiz-outbox";
const PATIENCE_MS = 30000;
const channel = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;

// A page that is being left may hear that an answer is saved when the next page is already made, without it: what the
// device holds stays for the next page to show and to send again. (Where a link only downloads, the page stays.)
let isLeaving = false;
addEventListener("beforeunload", () => {
  isLeaving = true;
  setTimeout(() => { isLeaving = false; }, PATIENCE_MS);
});

// Another tab may send what this one has queued: onOutcome hears of both.
export function listen(onOutcome) {
  if (channel) channel.onmessage = ({ data }) => onOutcome(data);
}

async function post(entry, csrf) {
  const body = new URLSearchParams({ position: entry.position, ref: entry.ref, seq: entry.seq });
  entry.fields.forEach((field) => body.append(...field));
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const headers = { "X-CSRFToken": csrf };
    // Browsers let no more than 64 kB outlive the page, and refuse to send longer ones so.
    const keepalive = body.toString().length < 60000;
    const options = { method: "POST", body, headers, keepalive, redirect: "manual", signal: stop.signal };
    return await fetch(entry.url, options);
  } finally {
    clearTimeout(timer);
  }
}

export function timeIn(response) {
  const [now, left] = ["X-Now", "X-Seconds-Left"].map((name) => response.headers.get(name));
  if (now) hear(Number(now));
  return left === null ? null : Number(left);
}

// What became of one answer: saved, refused, closed (nothing of its attempt is taken any more), signed-out.
// Throws where nobody knows: no line, or a server that is being restarted.
async function deliver(entry, csrf) {
  const response = await post(entry, csrf);
  const outcome = { entry, left: timeIn(response) };
  if (isLeaving) throw new Error("leaving");
  if (response.status === 204) {
    await remove(entry);
    return { ...outcome, kind: "saved" };
  }
  if (response.status === 401) return { ...outcome, kind: "signed-out" };
  if (![400, 404, 409, 413].includes(response.status)) throw new Error(`status ${response.status}`);
  const { error, message, result } = await response.json().catch(() => ({}));
  if (error === "closed") await forget(entry.attempt);
  else await remove(entry); // trying again would not help
  return { ...outcome, kind: error === "closed" ? "closed" : "refused", message, result };
}

async function sendAll({ wants, csrf, onOutcome }) {
  // Read anew each time: meanwhile more is answered, here or in another tab.
  for (let [entry] = (await all()).filter(wants); entry; [entry] = (await all()).filter(wants)) {
    const outcome = await deliver(entry, csrf());
    onOutcome(outcome);
    if (outcome.kind === "signed-out") return false;
    if (channel) channel.postMessage(outcome);
  }
  return true;
}

// Send all that `wants` says yes to; true: nothing of it is left. One tab at a time, where the browser can tell; but
// a tab that sleeps in the background keeps no other from sending: a second copy of an answer changes nothing.
export async function send(options) {
  if (!navigator.locks) return sendAll(options);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  let isOurs = false;
  try {
    return await navigator.locks.request(NAME, { signal: stop.signal }, () => {
      isOurs = true;
      clearTimeout(timer);
      return sendAll(options);
    });
  } catch (problem) {
    if (isOurs) throw problem;
    return sendAll(options);
  }
}
