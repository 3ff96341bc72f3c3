// A table that is loaded page by page.
import * as api from "./api.js";
import { button, complain, el, empty, table, tableRow, tell } from "./dom.js";
import { count } from "./words.js";

/** Loads the first page into a container, and further ones by a button; whatever was asked for before and comes late is left. */
export function paged(container, { caption, columns, whenEmpty, onShown = () => {} }) {
  let asked = 0;
  let shownFor = null;

  async function load(path, values) {
    const turn = ++asked;
    const wanted = api.query(path, values ?? {});
    // What was found for something else is not shown under the new question.
    if (wanted !== shownFor) container.replaceChildren(el("p", { class: "hint", role: "status" }, "Loading…"));
    shownFor = wanted;
    container.setAttribute("aria-busy", "true");
    try {
      const page = await api.get(api.query(path, { ...values, limit: 50 }));
      if (turn !== asked) return;
      show(page, path, values, turn);
    } catch (problem) {
      if (turn !== asked) return;
      container.replaceChildren(button("Try again", () => load(path, values)));
      complain(problem);
    } finally {
      if (turn === asked) container.removeAttribute("aria-busy");
    }
  }

  function show(page, path, values, turn) {
    if (page.items.length === 0 && !page.next) container.replaceChildren(whenEmpty());
    else {
      // A search may have gone through many without a hit, and tell where it goes on.
      const none = empty("None among the latest", "There are older ones to look through.");
      const shown = table(caption, columns, page.items);
      let next = page.next;
      const more = button("Load more", async () => {
        const following = await api.get(api.query(path, { ...values, limit: 50, cursor: next }));
        if (turn !== asked) return;
        const rows = following.items.map(row => tableRow(columns, row));
        shown.tBodies[0].append(...rows);
        next = following.next;
        arrange();
        tell(rows.length > 0 ? `${count(rows.length, "more entry", "more entries")}.` : next ? "None among these; there are older ones." : "There are no more.");
        if (next) return;
        // The button goes away with the last page; the focus goes on to what it brought, or to what stands before it.
        const reached = rows[0] ?? shown.tBodies[0].lastElementChild;
        (reached?.querySelector("button, a") ?? container.closest("section").querySelector("h1")).focus();
      }, { class: "more" });
      const arrange = () => {
        const found = shown.tBodies[0].rows.length > 0;
        if (!found && !next) return container.replaceChildren(whenEmpty());
        none.hidden = found;
        shown.hidden = !found;
        more.hidden = !next;
        more.textContent = found ? "Load more" : "Look further back";
      };
      container.replaceChildren(none, shown, more);
      arrange();
    }
    onShown(page);
  }

  /** Takes a row away and keeps the focus in the list. */
  function removeRow(inside) {
    const row = inside.closest("tr");
    const neighbour = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    if (neighbour) neighbour.querySelector("button, a")?.focus();
    else {
      container.replaceChildren(whenEmpty());
      container.closest("section").querySelector("h1").focus();
    }
    return Boolean(neighbour);
  }

  return { load, removeRow };
}
