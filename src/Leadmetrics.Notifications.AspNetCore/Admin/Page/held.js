// Held mails, of which nobody knows whether they arrived: somebody decides. They stand beside the queue as long as there are any.
import { button, byId, el, empty } from "./dom.js";
import { openHistory } from "./history.js";
import { paged } from "./paged.js";
import { serverWords, time, word } from "./words.js";

const panel = byId("held");
let known = 0;
let loaded = 0;

const columns = [
  { title: "Queued", cell: row => time(row.queuedAt) },
  { title: "The last try", cell: row => (row.lastAttempt ? [el("b", {}, word(row.lastAttempt.kind) || word(row.lastAttempt.outcome)), " ", serverWords(row.lastAttempt)] : "–"), class: "words" },
  { title: "Message-ID", cell: row => el("code", {}, row.messageId), class: "id" },
  { title: "Actions", class: "row-actions", cell: row => button("Decide", () => openHistory(row.id, closed), { "aria-label": `Decide on ${row.messageId}` }) },
];

const list = paged(byId("held-list"), {
  caption: "Held mails, the first that was queued first",
  columns,
  whenEmpty: () => empty("No held mails", "All that were held are decided."),
});

async function load() {
  loaded = known;
  await list.load("/email/held");
}

/** Follows the count; the list is not taken from under somebody who is in it. */
export function showHeld(count) {
  known = count;
  if (panel.contains(document.activeElement) || byId("history").open) return;
  panel.hidden = count === 0;
  if (count > 0 && count !== loaded) load();
}

export function leaveHeld() {
  known = loaded = 0;
  panel.hidden = true;
}

// Whatever was decided in the dialog: what the list shows may be of before.
async function closed() {
  if (byId("view-queue").hidden) return;
  await load();
  // The count may be of before the decision, too.
  loaded = null;
  byId("title-held").focus();
}

// Who leaves the list sees it as it is now.
panel.addEventListener("focusout", () => setTimeout(() => byId("view-queue").hidden || showHeld(known)));
