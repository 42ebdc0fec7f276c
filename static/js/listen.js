// A button at each question that reads it aloud, for people who read slowly. Only where the device has a voice of the
// question's language. What is read comes with the page, in `data-listen`: a line is a breath.

const synth = window.speechSynthesis;
// A little slower than people talk.
const RATE = 0.85;
const SPEAKER = "M3 9v6h4l5 5V4L7 9H3zm13-1.5v9a5 5 0 0 0 0-9z";
// What is being read: the button that began it, and its words, which Chrome forgets to finish unless someone holds them.
let running = null;

// Android writes vi_VN.
const base = (language) => language.toLowerCase().split(/[-_]/)[0];

function voiceFor(language) {
  const fitting = synth.getVoices().filter((voice) => base(voice.lang) === base(language));
  // One on the device reads without a line, costs no data and tells nobody what is read.
  return fitting.find((voice) => voice.localService) || fitting[0];
}

function lines(item) {
  const { listen, listenLang } = item.dataset;
  // Lines that can be moved are read as they stand now.
  const moved = [...item.querySelectorAll("[data-order] label")].map((label) => label.textContent.trim());
  let next = 0;
  const own = listen.split("\n").map((line) => (moved.includes(line) ? moved[next++] : line));
  // How to answer comes last, in the language of the page.
  const hint = item.querySelector("[id^=how-]");
  const how = hint ? [[hint.textContent.trim(), document.documentElement.lang]] : [];
  return [...own.map((line) => [line, listenLang]), ...how];
}

// Some voices stop in the middle of what takes them longer than 15 seconds.
const sentences = (line) => line.replace(/([.!?…]) +/g, "$1\n").split("\n");

function utterances(item) {
  return lines(item).flatMap(([line, language]) => {
    const voice = voiceFor(language);
    return voice ? sentences(line).map((text) => Object.assign(new SpeechSynthesisUtterance(text), { voice, lang: voice.lang, rate: RATE })) : [];
  });
}

function name(button, words, number = "") {
  button.lastChild.textContent = words;
  if (!number) return;
  const hidden = document.createElement("span");
  hidden.className = "govuk-visually-hidden";
  hidden.textContent = ` ${number}`;
  button.lastChild.append(hidden);
}

function stop() {
  if (!running) return;
  const { button, item } = running;
  running = null;
  synth.cancel();
  button.classList.remove("listen--on");
  name(button, item.dataset.listenStart, item.dataset.listenNumber);
}

function start(item, button) {
  const mine = { item, button, said: utterances(item) };
  if (!mine.said.length) return;
  running = mine;
  // What another button began ends after this, and is no news.
  const over = () => { if (running === mine) stop(); };
  mine.said.forEach((one) => { one.onerror = over; });
  mine.said[mine.said.length - 1].onend = over;
  button.classList.add("listen--on");
  name(button, item.dataset.listenStop);
  mine.said.forEach((one) => synth.speak(one));
}

function enhance() {
  if (running && !running.button.isConnected) stop();
  for (const item of document.querySelectorAll("[data-listen]")) {
    if (item.querySelector(".listen") || !voiceFor(item.dataset.listenLang)) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "listen";
    button.innerHTML = `<svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true"><path fill="currentColor" d="${SPEAKER}"/></svg><span></span>`;
    name(button, item.dataset.listenStart, item.dataset.listenNumber);
    button.addEventListener("click", () => {
      const again = running?.button === button;
      stop();
      if (!again) start(item, button);
    });
    item.prepend(button);
  }
}

if (synth && window.SpeechSynthesisUtterance) {
  enhance();
  // Chrome learns of its voices only after the page is there. Older Safari has no addEventListener here.
  synth.onvoiceschanged = enhance;
  // Heard on its way down: whether it bubbles or not.
  document.addEventListener("item:replaced", enhance, true);
  addEventListener("pagehide", stop);
  document.addEventListener("visibilitychange", () => { if (document.hidden) stop(); });
}
