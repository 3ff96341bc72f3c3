// One mail: its state, what was tried, what was heard of it since, and what can be done.
import * as api from "./api.js";
import { badge, button, confirm, el, table, tell, term } from "./dom.js";
import { duration, exactTime, number, serverWords, word } from "./words.js";

const kinds = {
  ok: ["sent", "settledAsDelivered", "accepted", "delivered", "opened", "clicked"],
  bad: ["dead", "rejected", "expired", "poison", "suppressed", "dropped", "bounced", "complained"],
  warn: ["held", "deferred", "uncertain", "leaseLost", "partlySent"],
};
/** How a state, an outcome or an event is coloured. */
export const kindOf = name => Object.keys(kinds).find(kind => kinds[kind].includes(name));

const pathOf = id => `/email/messages/${encodeURIComponent(id)}`;

/** Loads a mail into a container; further actions load it anew. */
export async function showMail(container, id) {
  const mail = await api.get(pathOf(id));
  container.replaceChildren(
    el("div", { class: "mail", "data-state": mail.state },
      el("div", { class: "card-head" }, el("h2", { tabindex: "-1" }, mail.id ? "Mail " : "Message ", el("code", {}, mail.id ?? mail.messageId)), mail.state ? badge(word(mail.state), kindOf(mail.state)) : null),
      el("dl", { class: "facts" },
        term("Message-ID", mail.id && mail.messageId && el("code", {}, mail.messageId)),
        term("Lane", word(mail.lane)),
        term("Queued", exactTime(mail.queuedAt)),
        term("Due", exactTime(mail.dueAt)),
        term("Tried until", exactTime(mail.expiresAt)),
        term("Tries", number(mail.attempts))),
      actions(container, mail),
      mail.recipients?.length > 0 ? table("Recipients", recipientColumns, mail.recipients) : null,
      timeline(mail)));
}

const recipientColumns = [
  { title: "Recipient", cell: row => row.recipient },
  { title: "Status", cell: row => badge(word(row.status), kindOf(row.status)) },
  { title: "Reason", cell: row => word(row.reason) || "–" },
  { title: "Heard", cell: row => exactTime(row.occurredAt) ?? "–" },
];

function actions(container, mail) {
  const act = (text, title, explanation, path, body, told) => button(text, async () => {
    if (!await confirm(title, `${explanation} Message-ID: ${mail.messageId}`, text)) return;
    await api.post(`${pathOf(mail.id)}/${path}`, body);
    tell(told);
    await showMail(container, mail.id);
    container.querySelector("h2").focus();
  });
  const buttons = [];
  if (mail.state === "held") {
    buttons.push(
      act("It arrived", "Did it arrive?", "The mail is closed as delivered and is not sent again.", "settle", { delivered: true }, "The mail is closed as delivered."),
      act("Send again", "Send it again?", "Where it did arrive, its recipients get a second copy.", "settle", { delivered: false }, "The mail is in the queue again."));
  }
  if (["ready", "scheduled", "held"].includes(mail.state)) buttons.push(act("Cancel the mail", "Cancel this mail?", "It leaves the queue and is not sent.", "cancel", undefined, "The mail is cancelled."));
  if (buttons.length === 0) return null;
  return el("div", {},
    mail.state === "held" ? el("p", { class: "banner warn" }, "Nobody knows whether this mail arrived: the server's last answer did not come. Ask a recipient, or look at the provider's log, then say so here.") : null,
    el("div", { class: "actions" }, buttons));
}

function timeline(mail) {
  const entries = [
    ...(mail.queuedAt ? [{ at: mail.queuedAt, content: [badge("Queued")] }] : []),
    ...(mail.history ?? []).map(attempt => ({ at: attempt.at, content: attemptContent(attempt) })),
    ...(mail.events ?? []).map(event => ({ at: event.occurredAt, content: eventContent(event) })),
  ].sort((a, b) => new Date(a.at) - new Date(b.at));
  return el("section", {}, el("h3", {}, "What happened"),
    el("ol", { class: "timeline" }, entries.map(({ at, content }) => el("li", {}, el("div", { class: "when" }, exactTime(at)), el("div", {}, content)))));
}

const said = reply => {
  const text = serverWords(reply ?? {});
  return text ? el("blockquote", {}, text) : null;
};

const line = (...parts) => parts.filter(Boolean).join(" · ");

function attemptContent(attempt) {
  const recipients = (attempt.recipients ?? []).map(({ address, outcome, response }) => el("li", {}, address, ": ", word(outcome).toLowerCase(), response ? ` (${serverWords(response)})` : ""));
  return [
    badge(word(attempt.outcome), kindOf(attempt.outcome)),
    el("p", { class: "hint" }, line(attempt.kind && word(attempt.kind), attempt.phase && `at ${word(attempt.phase)}`, attempt.provider && `through ${attempt.provider}`, attempt.durationSeconds ? `took ${duration(attempt.durationSeconds)}` : null)),
    said(attempt),
    recipients.length > 0 ? el("ul", { class: "small" }, recipients) : null,
  ];
}

function eventContent(event) {
  return [
    badge(word(event.kind), kindOf(event.kind)), " ", event.recipient,
    el("p", { class: "hint" }, line(event.reason && word(event.reason), event.provider && `heard from ${event.provider}`, event.url)),
    said({ ...event, text: event.detail }),
  ];
}
