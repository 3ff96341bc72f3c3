// Dead letters: why they died, and back into the queue.
import * as api from "./api.js";
import { button, byId, confirm, el, empty, run, tell } from "./dom.js";
import { closeHistory, openHistory } from "./history.js";
import { paged } from "./paged.js";
import { count, number, serverWords, time, word } from "./words.js";

const requeueAll = byId("dead-requeue-all");

const columns = [
  { title: "Died", cell: row => time(row.diedAt) },
  { title: "Reason", cell: row => [el("b", {}, word(row.reason)), row.kind && word(row.kind) !== word(row.reason) ? el("small", { class: "block" }, word(row.kind)) : null].filter(Boolean) },
  { title: "The server's words", cell: row => serverWords(row) || "–", class: "words" },
  { title: "Tries", cell: row => number(row.attempts), class: "figure" },
  { title: "Message-ID", cell: row => el("code", {}, row.messageId ?? row.id), class: "id" },
  {
    title: "Actions",
    class: "row-actions",
    cell: row => [
      button("History", () => openHistory(row.id, closed), { "aria-label": `History of ${row.messageId ?? row.id}` }),
      button("Requeue", pressed => requeue(pressed, row), { "aria-label": `Requeue ${row.messageId ?? row.id}` }),
    ],
  },
];

const list = paged(byId("dead-list"), {
  caption: "Dead letters, the latest first",
  columns,
  whenEmpty: () => {
    requeueAll.hidden = true;
    return empty("No dead letters", "Mail that is refused for good, or runs out of time, comes here. Nothing is to be done.");
  },
  onShown: page => { requeueAll.hidden = page.items.length === 0; },
});

export function enter() {
  return list.load("/email/dead");
}

export function leave() {
  closeHistory();
}

async function requeue(pressed, row) {
  await api.post(`/email/dead/${encodeURIComponent(row.id)}/requeue`);
  tell("The mail is in the queue again.");
  if (!list.removeRow(pressed)) await enter();
}

// What was done in the dialog may have taken the mail off the list.
function closed(state) {
  if (state && state !== "dead" && !byId("view-dead").hidden) enter();
}

requeueAll.addEventListener("click", () => run(requeueAll, async () => {
  const { dead } = await api.get("/email/status");
  if (!await confirm("Requeue all dead letters?", `${count(dead, "mail")} will be tried again, with 72 hours to go. Those whose cause is still there will come back.`, "Requeue all")) return;
  const { requeued } = await api.post("/email/dead/requeue");
  tell(`${count(requeued, "mail")} ${requeued === 1 ? "is" : "are"} in the queue again.`);
  await enter();
  byId("title-dead").focus();
}));
