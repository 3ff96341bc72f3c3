// The queue: counts as they change, the last 24 hours, accounts that are not called for now.
import * as api from "./api.js";
import { byId, complain, el, run, table, tell } from "./dom.js";
import { drawHours, hoursTable } from "./chart.js";
import { leaveHeld, showHeld } from "./held.js";
import { closeHistory } from "./history.js";
import { count, duration, exactTime, number, word } from "./words.js";

const everyMinute = 60_000;
const retryAfter = 10_000;
const soon = 3_000;
let stream = null;
let timers = [];
let hours = null;
let paused = false;
let entered = 0;
let settled = null;
let redraw = null;

export function enter() {
  entered++;
  connect();
  refresh();
  timers = [setInterval(refresh, everyMinute)];
}

export function leave() {
  entered++;
  stream?.close();
  stream = null;
  closeHistory();
  leaveHeld();
  for (const timer of timers) clearTimeout(timer);
  clearTimeout(redraw);
  settled = redraw = null;
}

function connect() {
  const turn = entered;
  live("Connecting…", "");
  stream?.close();
  stream = api.listen("/email/events/stream");
  stream.addEventListener("status", event => {
    live("Live", "on");
    showCounts(JSON.parse(event.data));
  });
  let aged = false;
  stream.addEventListener("bye", () => { aged = true; });
  stream.addEventListener("problem", event => live(JSON.parse(event.data).detail ?? "The server has trouble; reconnecting…", "off"));
  stream.addEventListener("error", () => {
    if (turn !== entered) return;
    // It was of age and comes back at once: nothing is wrong, unless it does not.
    if (aged && stream.readyState === EventSource.CONNECTING) {
      aged = false;
      return;
    }
    if (stream.readyState !== EventSource.CLOSED) return live("Connection lost; reconnecting…", "off");
    // An EventSource does not come back from an answer that is an error, and does not say which: a plain call does.
    live("Not live; trying again soon", "off");
    api.get("/email/status").then(showCounts, complain);
    timers.push(setTimeout(() => turn === entered && connect(), retryAfter));
  });
}

function live(text, state) {
  const place = byId("queue-live");
  if (place.textContent !== text) place.textContent = text;
  place.className = `live ${state}`;
}

// The chart follows the counts, a little later and not with each of them.
function follow(counts) {
  const now = counts.sent + counts.failed;
  if (settled !== null && settled !== now) {
    redraw ??= setTimeout(() => {
      redraw = null;
      refresh();
    }, soon);
  }
  settled = now;
}

function showCounts(counts) {
  follow(counts);
  for (const place of document.querySelectorAll("[id^=count-]")) place.textContent = number(counts[place.id.slice(6)]);
  showHeld(counts.held);
  byId("count-held").classList.toggle("warn", counts.held > 0);
  byId("count-dead").classList.toggle("bad", counts.dead > 0);
  const waits = counts.oldestReadySeconds !== null && counts.oldestReadySeconds !== undefined;
  byId("queue-oldest").textContent = waits ? duration(counts.oldestReadySeconds) : "–";
  byId("queue-oldest-sub").textContent = waits ? "has waited this long" : "nothing waits";
  showPaused(counts.paused);
  byId("queue-limit").hidden = !counts.maxPerHour;
  if (!counts.maxPerHour) return;
  byId("queue-limit-bar").max = counts.maxPerHour;
  byId("queue-limit-bar").value = Math.min(counts.sentCountThisHour, counts.maxPerHour);
  byId("queue-limit-text").textContent = `${number(counts.sentCountThisHour)} of ${number(counts.maxPerHour)} in the last hour`;
}

function showPaused(now) {
  paused = now;
  byId("queue-paused").hidden = !paused;
  const button = byId("queue-pause");
  button.disabled = false;
  button.textContent = paused ? "Resume sending" : "Pause sending";
}

async function refresh() {
  const turn = entered;
  try {
    const [read, breakers] = await Promise.all([api.get("/email/hours?hours=24"), api.get("/email/breakers")]);
    if (turn !== entered) return;
    hours = read;
    draw();
    byId("queue-hours").replaceChildren(hoursTable(hours));
    showBreakers(breakers.items);
  } catch (problem) {
    if (turn === entered) complain(problem);
  }
}

function draw() {
  if (hours) byId("legend-limit").hidden = !drawHours(byId("queue-chart"), hours);
}

const breakerColumns = [
  { title: "Account", cell: row => row.account },
  { title: "Why", cell: row => [word(row.kind), row.text ? el("q", { class: "said" }, row.text) : null].filter(Boolean) },
  { title: "Since", cell: row => exactTime(row.openedAt) ?? "–" },
  { title: "Called again", cell: row => (row.retryInSeconds > 0 ? ["in ", duration(row.retryInSeconds)] : "with the next mail") },
];

function showBreakers(breakers) {
  byId("queue-breakers").replaceChildren(breakers.length === 0
    ? el("p", { class: "hint" }, "None: every account is called when there is mail for it.")
    : table(`${count(breakers.length, "account")} not called for now`, breakerColumns, breakers));
}

byId("queue-pause").addEventListener("click", event => run(event.currentTarget, async () => {
  const wanted = !paused;
  await api.post(wanted ? "/email/pause" : "/email/resume");
  showPaused(wanted);
  tell(wanted ? "Sending is paused. Mail is still queued." : "Sending goes on.");
}));
new ResizeObserver(draw).observe(byId("queue-chart"));
