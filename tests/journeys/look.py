"""What a visitor would trip over on a page, as the browser sees it."""

__all__ = ["hardships", "lax_headers", "watch"]

# A finger needs 44 px. A link inside a sentence is found by reading; it may be as high as its line.
_HARDSHIPS = """
() => {
  const found = [];
  const text = (one) => (one.innerText || one.value || one.id).trim().slice(0, 50);
  const name = (one) => `<${one.tagName.toLowerCase()}> “${text(one)}”`;
  const seen = (one) => one.checkVisibility({visibilityProperty: true}) && !one.closest(".govuk-visually-hidden")
    && one.getBoundingClientRect().width > 1;

  if (document.documentElement.scrollWidth > window.innerWidth) {
    const wide = [...document.body.querySelectorAll("*")].filter((one) => !one.closest(".scroll-x, svg")
      && one.getBoundingClientRect().right > window.innerWidth + 0.5).map(name);
    found.push(`wider than the screen: ${document.documentElement.scrollWidth} px: ${wide.slice(0, 4).join(" ")}`);
  }

  const inSentence = (link) => {
    const block = link.closest("p, li, dd, td, th, h1, h2, h3, div");
    const clone = block.cloneNode(true);
    clone.querySelectorAll("a, button, form, .govuk-visually-hidden, ul, ol, small").forEach((one) => one.remove());
    return getComputedStyle(link).display === "inline" && clone.textContent.replace(/[\\s.,;:·–()|]/g, "") !== "";
  };
  const targets = document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary");
  for (const one of targets) {
    if (!seen(one) || one.closest("svg") || one.matches(".govuk-skip-link")) continue;
    if (one.matches("a") && inSentence(one)) continue;
    const box = (one.matches(".card a") ? one.closest(".card") : one).getBoundingClientRect();
    if (Math.round(box.height) < 44) found.push(`only ${Math.round(box.height)} px high: ${name(one)}`);
    if (Math.round(box.width) < 24) found.push(`only ${Math.round(box.width)} px wide: ${name(one)}`);
  }

  // A rule of the stylesheet for another thing of the same name changes a drawing, and nothing else tells.
  for (const part of document.querySelectorAll("svg[viewBox] rect")) {
    const frame = part.ownerSVGElement.getBoundingClientRect();
    const box = part.getBoundingClientRect();
    if (frame.width && (box.right > frame.right + 1 || box.bottom > frame.bottom + 1)) {
      found.push(`drawn beyond its frame: ${part.outerHTML.slice(0, 80)}`);
      break;
    }
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const small = new Set();
  while (texts.nextNode()) {
    const holder = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !seen(holder) || holder.closest("svg, script, style")) continue;
    const size = parseFloat(getComputedStyle(holder).fontSize);
    if (size < 18) small.add(`letters of only ${size} px: ${name(holder)}`);
  }
  return [...found, ...small];
}
"""


def hardships(page) -> list[str]:
    """What is hard to hit, to read or to see whole on this screen; empty: nothing."""
    return page.evaluate(_HARDSHIPS)


def watch(page) -> list[str]:
    """A list that fills with what the browser complains about: errors, refused resources, failed requests."""
    heard = []
    page.on("console", lambda one: heard.append(f"console: {one.text}") if one.type in {"error", "warning"} else None)
    page.on("pageerror", lambda problem: heard.append(f"script: {problem}"))
    return heard


# What every answer to a visitor says.
_SAID = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


def lax_headers(response) -> list[str]:
    """What a public page's headers leave open: foreign or inline code, guessing of types, framing."""
    headers = response.headers
    policy = headers.get("content-security-policy", "")
    lax = [
        f"policy allows {word}" for word in ("unsafe-inline", "unsafe-eval", "http:", "https:", "*") if word in policy
    ]
    lax += [] if "default-src 'none'" in policy else [f"policy: {policy or 'missing'}"]
    return lax + [f"{name}: {headers.get(name)}" for name, value in _SAID.items() if headers.get(name) != value]
