// What time it is by the server's clock, however wrong the device's own is: counted from what the server said last.

let said = 0;
let heard = 0;
let last = 0;

// The server said that it is `now` (milliseconds), at this reading of the page's own stopwatch.
export function hear(now, reading = performance.now()) {
  said = now;
  heard = reading;
}

// As the page was made: it was on its way from then on, which on a slow line is seconds.
export function hearPage(now, newest) {
  const [visit] = performance.getEntriesByType("navigation");
  hear(now, (visit && visit.responseStart) || performance.now());
  last = newest;
}

export const now = () => said + performance.now() - heard;

// The number of the next answer: later answers have higher ones, also between two devices of one person.
export function next() {
  last = Math.max(last + 1, Math.round(now()));
  return last;
}
