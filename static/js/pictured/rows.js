// The fields of an author's zones, one row each, in Wagtail's form: found, filled, added, deleted.

export function rowsOf(root) {
  const zones = root.dataset.zones;
  const ending = `-${zones}-count`;
  const count = root.querySelector(`input[name$="${ending}"]`);
  const prefix = count.name.slice(0, -"count".length);
  const field = (name) => root.querySelector(`[name="${name}"]`);

  const row = (coords) => {
    const base = coords.name.slice(0, -"-value-coords".length);
    const shape = field(`${base}-value-shape`);
    return {
      name: base,
      get shape() { return shape ? shape.value : "rectangle"; },
      get text() { return coords.value; },
      get label() { return field(`${base}-value-label`)?.value ?? ""; },
      set(kind, text) {
        if (shape) shape.value = kind;
        coords.value = text;
        // The form tells by these that there is something to save.
        coords.dispatchEvent(new Event("input", { bubbles: true }));
        coords.dispatchEvent(new Event("change", { bubbles: true }));
      },
      focus() { field(`${base}-value-label`)?.focus(); },
      remove() {
        const button = document.getElementById(`${base}-container`)?.querySelector('[data-streamfield-action="DELETE"]')
          ?? coords.closest("[data-streamfield-child]")?.querySelector('[data-streamfield-action="DELETE"]');
        // The last one may not go: it is emptied.
        if (!button || button.disabled) this.set(this.shape, "");
        else button.click();
      },
    };
  };

  return {
    image: () => [...root.querySelectorAll('input[name$="-image"]')].reduce((a, b) => (a.name.length <= b.name.length ? a : b)),
    place: count.closest("section, .w-panel, [data-contentpath]") ?? count.parentElement,
    all: () => [...root.querySelectorAll(`input[name^="${prefix}"][name$="-value-coords"]`)]
      .filter((coords) => field(coords.name.replace(/-value-coords$/, "-deleted"))?.value !== "1")
      .map(row),
    // An empty row, a new one if need be; null where there are as many as there may be.
    free() {
      const empty = () => this.all().find((one) => !one.text.trim());
      if (!empty()) [...count.parentElement.querySelectorAll("[data-streamfield-list-add]")].filter((one) => !one.disabled).pop()?.click();
      return empty() ?? null;
    },
  };
}
