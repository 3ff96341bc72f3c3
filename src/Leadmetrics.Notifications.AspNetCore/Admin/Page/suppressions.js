// The addresses that get no more mail.
import * as api from "./api.js";
import { button, byId, confirm, el, empty, markField, run, tell } from "./dom.js";
import { paged } from "./paged.js";
import { day, word } from "./words.js";

const form = byId("suppression-form");
const opener = byId("suppression-add");
const address = byId("suppression-address");
const filter = { prefix: byId("suppression-prefix"), reason: byId("suppression-reason") };

filter.reason.append(...["hardBounce", "complaint", "unsubscribe", "manual"].map(reason => el("option", { value: reason }, word(reason))));

const columns = [
  { title: "Address", cell: row => row.address, class: "id" },
  { title: "Reason", cell: row => word(row.reason) },
  { title: "No more", cell: row => word(row.scope) },
  { title: "Since", cell: row => day(row.createdAt) },
  { title: "Until", cell: row => day(row.expiresAt) ?? "for good" },
  { title: "Note", cell: row => row.note ?? "–", class: "words" },
  { title: "Actions", class: "row-actions", cell: row => button("Remove", pressed => removeEntry(pressed, row), { "aria-label": `Remove ${row.address}` }) },
];

const list = paged(byId("suppression-list"), {
  caption: "Suppressed addresses",
  columns,
  whenEmpty: () => (filter.prefix.value || filter.reason.value
    ? empty("No address fits", "Change the filter, or empty it to see all.")
    : empty("Nobody is suppressed", "Hard bounces, complaints and unsubscribes come here by themselves. An address can be added by hand.")),
});

const load = () => list.load("/email/suppressions", { prefix: filter.prefix.value.trim(), reason: filter.reason.value });

export function enter() {
  showForm(false);
  return load();
}

function showForm(shown) {
  form.hidden = !shown;
  opener.setAttribute("aria-expanded", String(shown));
  if (!shown) {
    form.reset();
    markField(address);
  }
}

async function removeEntry(pressed, row) {
  if (!await confirm(`Remove ${row.address}?`, `It gets mail again that it did not get because of this entry (${word(row.reason).toLowerCase()}).`, "Remove it")) return;
  await api.remove(api.query(`/email/suppressions/${encodeURIComponent(row.address)}`, { reason: row.reason }));
  tell(`${row.address} is off the list.`);
  if (!list.removeRow(pressed)) await load();
}

opener.addEventListener("click", () => {
  showForm(form.hidden);
  if (!form.hidden) address.focus();
});
byId("suppression-cancel").addEventListener("click", () => {
  showForm(false);
  opener.focus();
});
form.addEventListener("submit", event => {
  event.preventDefault();
  markField(address);
  if (address.value.trim() === "") {
    markField(address, "Type an address.");
    address.focus();
    return;
  }
  run(form.querySelector("[type=submit]"), async () => {
    const until = byId("suppression-expires").value;
    const entry = { address: address.value.trim(), reason: "manual", scope: byId("suppression-scope").value };
    // To the end of that day, where the person is.
    if (until) entry.expiresAt = new Date(`${until}T23:59:59`).toISOString();
    const note = byId("suppression-note").value.trim();
    if (note) entry.note = note;
    try {
      await api.post("/email/suppressions", entry);
    } catch (problem) {
      if (problem.field !== "address") throw problem;
      markField(address, problem.message);
      address.focus();
      return;
    }
    tell(`${entry.address} gets no more ${entry.scope === "bulk" ? "bulk mail" : "mail"}.`);
    showForm(false);
    opener.focus();
    await load();
  });
});
byId("suppression-filter").addEventListener("submit", event => {
  event.preventDefault();
  run(event.submitter ?? event.currentTarget.querySelector("button"), load);
});
