// A mail in a dialog, over the list that it was opened from.
import { byId, el } from "./dom.js";
import { showMail } from "./mail.js";

const dialog = byId("history");
const body = byId("history-body");
let whenClosed = () => {};
let turn = 0;

/** Opens it, unless another was opened or the view was left while the mail came. When it closes, the list is told how the mail stood at last; nothing: it is not known. */
export async function openHistory(id, closed) {
  const mine = ++turn;
  const content = el("div");
  await showMail(content, id);
  if (mine !== turn) return;
  body.replaceChildren(content);
  whenClosed = closed;
  dialog.showModal();
  byId("history-title").focus();
}

export function closeHistory() {
  turn++;
  dialog.close();
}

byId("history-close").addEventListener("click", closeHistory);
dialog.addEventListener("close", () => {
  const state = body.querySelector(".mail")?.dataset.state;
  body.replaceChildren();
  whenClosed(state);
});
