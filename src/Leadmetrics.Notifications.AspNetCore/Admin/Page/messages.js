// A mail by its id or its Message-ID in angle brackets, or the mails to a recipient.
import { badge, byId, complain, el, empty, markField, run } from "./dom.js";
import { kindOf, showMail } from "./mail.js";
import { paged } from "./paged.js";
import { exactTime, time, word } from "./words.js";

const results = byId("message-results");
const lists = byId("message-lists");
const input = byId("message-query");
let turn = 0;

const link = (id, text) => el("a", { href: `#messages/${encodeURIComponent(id)}` }, text);

const queued = paged(byId("message-queued-list"), {
  caption: "Queued mails to this recipient, the latest first",
  columns: [
    { title: "Message", cell: row => link(row.id, row.messageId), class: "id" },
    { title: "State", cell: row => badge(word(row.state), kindOf(row.state)) },
    { title: "Queued", cell: row => time(row.queuedAt) },
    { title: "Tries", cell: row => row.attempts, class: "figure" },
  ],
  whenEmpty: () => empty("No queued mail to this recipient", "Queued mail is found for some weeks. What was sent without the queue is not in it."),
});

const heard = paged(byId("message-heard-list"), {
  caption: "Messages that a provider or a bounce told something of",
  columns: [
    { title: "Message", cell: row => link(`<${row.messageId}>`, row.messageId), class: "id" },
    { title: "Status", cell: row => badge(word(row.status) || "–", kindOf(row.status)) },
    { title: "Reason", cell: row => word(row.reason) || "–" },
    { title: "Heard", cell: row => exactTime(row.occurredAt) ?? "–" },
  ],
  whenEmpty: () => empty("Nothing was heard", "Providers tell by webhooks what became of a mail, and bounces do."),
});

function show(...content) {
  lists.hidden = true;
  results.replaceChildren(...content);
}

async function showRecipient(address) {
  results.replaceChildren();
  lists.hidden = false;
  await Promise.all([queued.load("/email/messages", { recipient: address }), heard.load("/email/heard", { recipient: address })]);
}

/** Shows the mail or the recipient that the address names behind #messages/ */
export async function enter(wanted) {
  const mine = ++turn;
  input.value = wanted ?? "";
  markField(input);
  if (!wanted) return show(empty("Look for a mail", "By the id that queueing it gave, or by a recipient's address."));
  if (wanted.includes("@") && !wanted.startsWith("<")) return showRecipient(wanted);
  show();
  try {
    const content = el("div");
    await showMail(content, wanted);
    if (mine === turn) show(content);
  } catch (problem) {
    if (mine !== turn) return;
    if (problem.status !== 404 && problem.status !== 400) complain(problem);
    show(empty("There is no such mail", "It may be of another tenant, or so old that its history is gone."));
  }
}

byId("message-search").addEventListener("submit", event => {
  event.preventDefault();
  const wanted = input.value.trim();
  if (wanted === "") {
    markField(input, "Type an id or an address.");
    input.focus();
    return;
  }
  const button = event.submitter ?? event.currentTarget.querySelector("button");
  run(button, async () => {
    // The address tells what is shown, so that it can be kept and gone back to; the focus stays in the form.
    window.history.replaceState(null, "", `#messages/${encodeURIComponent(wanted)}`);
    await enter(wanted);
  });
});
