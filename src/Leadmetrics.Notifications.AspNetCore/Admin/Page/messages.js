// A mail by its id or its Message-ID in angle brackets, or the mails to a recipient.
import { byId, complain, el, empty, markField, run } from "./dom.js";
import { showMail } from "./mail.js";
import { paged } from "./paged.js";
import { exactTime, word } from "./words.js";

const results = byId("message-results");
const input = byId("message-query");

const columns = [
  { title: "Message", cell: row => el("a", { href: `#messages/${encodeURIComponent(`<${row.messageId}>`)}` }, row.messageId), class: "id" },
  { title: "Status", cell: row => word(row.status) || "–" },
  { title: "Reason", cell: row => word(row.reason) || "–" },
  { title: "Heard", cell: row => exactTime(row.occurredAt) ?? "–" },
];

const list = paged(results, {
  caption: "Messages to this recipient",
  columns,
  whenEmpty: () => empty("Nothing was heard for this recipient", "Only mails that a provider or a bounce told something of are found by recipient. Others are found by the id that queueing gave."),
});

const begin = () => results.replaceChildren(empty("Look for a mail", "By the id that queueing it gave, or by a recipient's address."));

/** Shows the mail or the recipient that the address names behind #messages/ */
export async function enter(wanted) {
  input.value = wanted ?? "";
  markField(input);
  if (!wanted) return begin();
  if (wanted.includes("@") && !wanted.startsWith("<")) return list.load("/email/messages", { recipient: wanted });
  try {
    await showMail(results, wanted);
  } catch (problem) {
    if (problem.status !== 404 && problem.status !== 400) complain(problem);
    results.replaceChildren(empty("There is no such mail", "It may be of another tenant, or so old that its history is gone."));
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
