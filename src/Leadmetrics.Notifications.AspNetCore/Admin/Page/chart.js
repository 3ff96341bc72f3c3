// The last hours as bars, drawn as wide as there is room.
import { el, svg, table } from "./dom.js";
import { number } from "./words.js";

const height = 200;
const left = 44;
const bottom = 24;
const top = 12;
const right = 12;
const hourOf = iso => new Date(iso).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

/** Draws the hours into a container and gives whether the limit's line is in it. */
export function drawHours(container, { items, maxPerHour }) {
  const width = Math.max(container.clientWidth, 240);
  const highest = Math.max(1, ...items.map(({ sent, failed }) => sent + failed));
  // A limit far above everything would press the bars flat.
  const showsLimit = Boolean(maxPerHour) && maxPerHour <= highest * 4;
  const most = roundUp(Math.max(highest, showsLimit ? maxPerHour : 0));
  const y = value => top + (height - top - bottom) * (1 - value / most);
  const step = (width - left - right) / Math.max(items.length, 1);
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": summary(items, maxPerHour) });
  for (const part of [0, 0.5, 1]) {
    const line = y(most * part);
    drawing.append(
      svg("line", { class: "grid", x1: left, x2: width, y1: line, y2: line }),
      svg("text", { x: left - 8, y: line + 4, "text-anchor": "end" }, number(Math.round(most * part * 10) / 10)));
  }
  const every = Math.ceil(52 / step);
  items.forEach(({ hour, sent, failed }, i) => {
    const x = left + i * step;
    const gap = Math.min(3, step * 0.15);
    const bar = (name, from, to) => to > from && drawing.append(svg("rect", { class: name, x: x + gap, width: step - 2 * gap, y: y(to), height: y(from) - y(to) }));
    bar("sent", 0, sent);
    bar("failed", sent, sent + failed);
    drawing.append(svg("rect", { class: "hit", x, width: step, y: top, height: height - top - bottom }, svg("title", {}, `${hourOf(hour)}: ${number(sent)} sent, ${number(failed)} failed`)));
    if ((items.length - 1 - i) % every === 0) drawing.append(svg("text", { x: x + step / 2, y: height - 6, "text-anchor": "middle" }, hourOf(hour)));
  });
  if (showsLimit) drawing.append(svg("line", { class: "limit", x1: left, x2: width, y1: y(maxPerHour), y2: y(maxPerHour) }));
  container.replaceChildren(drawing);
  return showsLimit;
}

function roundUp(value) {
  const size = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 10].map(factor => factor * size).find(each => each >= value);
}

function summary(items, maxPerHour) {
  const sum = name => number(items.reduce((total, item) => total + item[name], 0));
  return `Sent and failed mails by the hour: ${sum("sent")} sent and ${sum("failed")} failed in ${items.length} hours${maxPerHour ? `, limit ${number(maxPerHour)} an hour` : ""}. The figures stand in the table below.`;
}

/** The same as a table. */
export function hoursTable({ items }) {
  const figure = name => row => number(row[name]);
  const columns = [
    { title: "Hour", cell: row => el("time", { datetime: row.hour }, hourOf(row.hour)) },
    { title: "Sent", cell: figure("sent"), class: "figure" },
    { title: "Failed", cell: figure("failed"), class: "figure" },
    { title: "Put off", cell: figure("deferred"), class: "figure" },
  ];
  return table("Mails by the hour, the latest first", columns, [...items].reverse(), "narrow");
}
