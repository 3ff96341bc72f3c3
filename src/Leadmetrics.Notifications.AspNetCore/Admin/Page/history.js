// A mail in a dialog, over the list that it was opened from.
import { byId } from "./dom.js";
import { showMail } from "./mail.js";

const dialog = byId("history");
const body = byId("history-body");
let whenClosed = () => {};

/** Opens it; when it closes, the list is told how the mail stood at last. */
export async function openHistory(id, closed) {
  await showMail(body, id);
  whenClosed = closed;
  dialog.showModal();
  byId("history-title").focus();
}

export const closeHistory = () => dialog.close();

byId("history-close").addEventListener("click", closeHistory);
dialog.addEventListener("close", () => {
  const state = body.querySelector(".mail")?.dataset.state;
  body.replaceChildren();
  whenClosed(state);
});
