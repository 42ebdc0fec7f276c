// The countdown: big, can be hidden, told to screen readers at five minutes and at one. The server decides what counts.

import { now } from "./moment.js";

const MARKS = [300, 60];

function element(name, className, parent) {
  const made = document.createElement(name);
  made.className = className;
  parent.append(made);
  return made;
}

function shown(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours, minutes, rest] = parts.map((part) => String(part).padStart(2, "0"));
  return seconds >= 3600 ? `${Number(hours)}:${minutes}:${rest}` : `${Number(minutes)}:${rest}`;
}

// Starts the clock in `box`; `onUp` is called when it comes to nought. hear(seconds): the server said how long there is.
export function startClock(box, onUp) {
  const text = box.dataset;
  const says = box.querySelector("[data-clock-says]");
  // Beside the box, so that it stays in sight when one reads on.
  const line = element("p", "clock__left", box);
  box.after(line);
  line.append(`${text.textLeft}: `);
  const digits = element("strong", "clock__digits", line);
  digits.setAttribute("role", "timer");
  const button = element("button", "clock__hide", box);
  button.type = "button";
  button.textContent = text.textHide;
  button.addEventListener("click", () => {
    line.hidden = !line.hidden;
    button.textContent = line.hidden ? text.textShow : text.textHide;
  });

  let ends = now() + Number(text.clock) * 1000;
  let before = Infinity;
  let isUp = false;
  // Counted by the server's clock: setting the device's own changes nothing.
  const left = () => Math.max(Math.ceil((ends - now()) / 1000), 0);

  function tick() {
    const seconds = left();
    digits.textContent = shown(seconds);
    const mark = MARKS.find((one) => seconds <= one && before > one && before !== Infinity);
    if (mark) says.textContent = mark === 60 ? text.textOne : text.textFive;
    line.classList.toggle("clock__left--short", seconds <= 60);
    before = seconds;
    if (seconds === 0 && !isUp) {
      isUp = true;
      onUp();
    }
  }

  tick();
  setInterval(tick, 1000);
  return {
    hear(seconds) {
      if (seconds > left() + 20) says.textContent = box.querySelector(".clock__until").textContent = text.textMore;
      ends = now() + seconds * 1000;
      isUp = isUp && seconds === 0;
      tick();
    },
  };
}
