// Elements out of text, never out of markup; tables, notices and the question before something is done for good.

export const byId = id => document.getElementById(id);

/** Makes an element. Properties that begin with "on" are handlers, all others attributes; children are nodes or text. */
export function el(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

export function svg(tag, properties = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** A badge; the kind is ok, bad, warn or nothing. */
export const badge = (text, kind = "") => el("span", { class: `badge ${kind}` }, text);

/** Says in place of a list that there is nothing, and what to do. */
export const empty = (title, text) => el("div", { class: "empty" }, el("p", { class: "empty-title" }, title), el("p", {}, text));

/** A row of a table; roles are written out because narrow screens show rows as cards, and that takes a browser's own roles away. */
export function tableRow(columns, row) {
  return el("tr", { role: "row" }, columns.map((column, i) => {
    const content = [column.cell(row)].flat();
    const properties = { role: i === 0 ? "rowheader" : "cell", class: column.class, "data-label": column.title };
    return i === 0 ? el("th", { ...properties, scope: "row" }, content) : el("td", properties, content);
  }));
}

/** A table with a caption for those who do not see where it stands. A wide one becomes cards where its columns have no room. */
export function table(caption, columns, rows, name = "wide") {
  return el("table", { role: "table", class: name },
    el("caption", { class: "unseen" }, caption),
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, columns.map(column => el("th", { scope: "col", role: "columnheader", class: column.class }, column.title)))),
    el("tbody", { role: "rowgroup" }, rows.map(row => tableRow(columns, row))));
}

/** A term and what it is, or nothing where there is no value. */
export const term = (name, value) => (value === null || value === undefined || value === "" ? [] : el("div", {}, el("dt", {}, name), el("dd", {}, value)));

function notice(region, kind, text) {
  const item = el("div", { class: `notice ${kind}` }, el("p", {}, text), el("button", { type: "button", class: "plain", "aria-label": "Dismiss", onclick: () => item.remove() }, "×"));
  byId(region).replaceChildren(item);
  return item;
}

/** Says that something was done; goes away by itself. */
export function tell(text) {
  const item = notice("statuses", "ok", text);
  setTimeout(() => item.remove(), 8000);
}

/** Says what went wrong; stays until it is dismissed or something else is done. */
export function complain(problem) {
  if (problem.name === "AbortError") return;
  if (problem.status === undefined) console.error(problem);
  const parts = [problem.message, problem.remedy?.sentence, problem.retryAfterSeconds ? `Try again in ${Math.ceil(problem.retryAfterSeconds)} s.` : null];
  notice("alerts", "bad", parts.filter(Boolean).join(" "));
}

export const calmDown = () => byId("alerts").replaceChildren();

/** Takes away everything that was said: another view is shown. */
export function forget() {
  calmDown();
  byId("statuses").replaceChildren();
}

/** Runs what a button does: the button waits meanwhile, and a failure is shown. Gives whether it worked. */
export async function run(button, work) {
  if (button.getAttribute("aria-disabled") === "true") return false;
  calmDown();
  // A disabled button would lose the focus.
  button.setAttribute("aria-disabled", "true");
  try {
    await work();
    return true;
  } catch (problem) {
    complain(problem);
    return false;
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

/** A button that runs something, which is given the button. */
export function button(text, work, properties = {}) {
  const made = el("button", { type: "button", ...properties }, text);
  made.addEventListener("click", () => run(made, () => work(made)));
  return made;
}

/** Asks before something is done; gives whether to do it. */
export function confirm(title, text, yes) {
  const dialog = byId("confirm");
  byId("confirm-title").textContent = title;
  byId("confirm-text").textContent = text;
  byId("confirm-yes").textContent = yes;
  return new Promise(resolve => {
    let answer = false;
    byId("confirm-yes").onclick = () => { answer = true; dialog.close(); };
    byId("confirm-no").onclick = () => dialog.close();
    dialog.addEventListener("close", () => resolve(answer), { once: true });
    dialog.showModal();
  });
}

/** Shows an error at its input, where it is read out with it; no text takes it away. */
export function markField(input, ...content) {
  const id = `${input.id}-error`;
  byId(id)?.remove();
  const others = (input.getAttribute("aria-describedby") ?? "").split(" ").filter(other => other && other !== id);
  const wrong = content.length > 0;
  if (wrong) {
    input.setAttribute("aria-invalid", "true");
    input.closest(".field").append(el("div", { class: "error", id }, ...content));
    others.unshift(id);
  } else {
    input.removeAttribute("aria-invalid");
  }
  if (others.length > 0) input.setAttribute("aria-describedby", others.join(" "));
  else input.removeAttribute("aria-describedby");
}
