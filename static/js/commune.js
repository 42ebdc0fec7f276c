// Suggests communes while their name is being typed, former ones too. Without this the list holds today's names.

const input = document.querySelector('input[list="communes"]');
const list = document.getElementById("communes");
let waiting = 0;

async function suggest(text) {
  const answer = await fetch(`${list.dataset.search}?q=${encodeURIComponent(text)}`);
  if (!answer.ok || input.value !== text) return; // a later letter has its own answer
  const options = (await answer.json()).results.map(({ label }) => {
    const option = document.createElement("option");
    option.value = label;
    return option;
  });
  list.replaceChildren(...options);
}

input?.addEventListener("input", () => {
  clearTimeout(waiting);
  const text = input.value;
  // A pause in typing: on a weak line every letter would be one request too many.
  if (text.trim().length > 1) waiting = setTimeout(() => suggest(text).catch(() => {}), 300);
});
