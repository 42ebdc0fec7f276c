// Shows how far the work on an import is, and the next page once it is done. Without this the page loads itself anew.

const bar = document.querySelector("[data-progress]");
const words = document.querySelector("[data-percent]");
let pause = 1000;

async function look() {
  try {
    const answer = await fetch(bar.dataset.progress, { headers: { Accept: "application/json" } });
    if (answer.redirected || !answer.ok) {
      location.reload(); // signed out, or thrown away by someone else: the page itself says so
      return;
    }
    const { working, percent } = await answer.json();
    bar.value = percent;
    words.textContent = `${percent}%`;
    if (!working) {
      location.reload();
      return;
    }
    pause = Math.min(pause * 1.2, 4000);
  } catch {
    words.textContent = words.dataset.textLost;
    pause = 5000;
  }
  setTimeout(look, pause);
}

if (bar) setTimeout(look, pause);
