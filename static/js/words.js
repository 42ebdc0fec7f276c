// Counts the words of a long answer while it is written. The page says the same, as of when it was made.

for (const note of document.querySelectorAll("[data-words]")) {
  const field = document.getElementById(note.dataset.words);
  const least = Number(note.dataset.least);
  const most = Number(note.dataset.most) || Infinity;

  function count() {
    // As the server counts (essay.py): what stands between blanks.
    const n = field.value.trim() ? field.value.trim().split(/\s+/).length : 0;
    const { textWords, textFew, textMany } = note.dataset;
    const text = n < least ? textFew : n > most ? textMany : textWords;
    note.textContent = text.replace("{n}", n).replace("{least}", least).replace("{most}", most);
  }

  field.addEventListener("input", count);
  // quiz.js may have brought back what an earlier visit could not send.
  addEventListener("load", count);
  count();
}
