// The API's words for people, and times, ages and numbers as they are read.
import { el } from "./dom.js";

const numbers = new Intl.NumberFormat("en");
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const days = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const ages = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const units = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

export const number = value => (value === null || value === undefined ? "–" : numbers.format(value));

/** "1 mail", "2 mails". */
export const count = (value, one, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;

export const moment = iso => moments.format(new Date(iso));

/** A time element: the day. */
export const day = iso => (iso ? el("time", { datetime: iso, title: moment(iso) }, days.format(new Date(iso))) : null);

/** How long ago, or how long until; the moment itself stands behind it. */
export function ago(iso) {
  const seconds = (new Date(iso) - Date.now()) / 1000;
  const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each) ?? units.at(-1);
  return ages.format(Math.trunc(seconds / size), unit);
}

/** A time element: the age, with the moment as a tooltip and for machines. */
export const time = iso => (iso ? el("time", { datetime: iso, title: moment(iso) }, ago(iso)) : null);

/** A time element: the moment itself. */
export const exactTime = iso => (iso ? el("time", { datetime: iso, title: ago(iso) }, moment(iso)) : null);

/** A length of time: "1.5 s", "3 min", "2 h 5 min". */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

const known = {
  smtp: "SMTP", sendgrid: "SendGrid", ses: "Amazon SES",
  rejected: "Refused for good", expired: "Out of time", poison: "Unreadable", suppressed: "Suppressed", limitTooSmall: "Larger than its limit",
  ready: "Ready", scheduled: "Scheduled", sending: "Being sent", held: "Held", sent: "Sent", dead: "Dead letter", cancelled: "Cancelled",
  partlySent: "Sent to some", deferred: "Put off", uncertain: "Nobody knows", leaseLost: "Worker lost", settledAsDelivered: "Settled: it arrived", requeued: "Requeued",
  hardBounce: "Hard bounce", complaint: "Complaint", unsubscribe: "Unsubscribe", manual: "Manual",
  dns: "DNS", tls: "TLS", mail: "MAIL FROM", rcpt: "RCPT TO", data: "DATA", dotSent: "the final dot",
  bulk: "Bulk mail", all: "All mail",
};

/** A word of the API for people: a known one by its translation, any other split at its capitals. */
export function word(name) {
  if (!name) return "";
  if (Object.hasOwn(known, name)) return known[name];
  const split = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return split[0].toUpperCase() + split.slice(1);
}

/** What a server said, codes first. */
export const serverWords = ({ code, enhancedCode, text }) => [code, enhancedCode, text].filter(Boolean).join(" ");
