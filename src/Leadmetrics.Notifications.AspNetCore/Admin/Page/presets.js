// What is known of SMTP services, to fill a form by.
import * as api from "./api.js";
import { byId, el } from "./dom.js";
import { number } from "./words.js";

const userHints = {
  fullAddress: "The whole address of the mailbox.",
  accessKeyId: "The id of an access key.",
  serverToken: "The server's token, the same as the password.",
  login: "The log-in that the service shows beside the password.",
  none: "Stays empty.",
};

let presets = [];

/** Asks for the presets once and offers them. */
export async function loadPresets() {
  if (presets.length > 0) return;
  presets = (await api.get("/providers/presets")).items;
  byId("field-preset").append(...presets.map(({ id, name }) => el("option", { value: id }, name)));
}

const chosen = () => presets.find(({ id }) => id === byId("field-preset").value);

const hostOf = (preset, region) => (preset.regions.length === 0 ? preset.host : region?.host ?? preset.host?.replace("{region}", region?.id ?? "")) ?? "";

/** Chooses the preset whose host this is, and changes nothing else. */
export function choosePresetOf(host) {
  const same = preset => (preset.regions.length === 0 ? [undefined] : preset.regions).find(region => host && hostOf(preset, region) === host) ?? null;
  const preset = presets.find(each => each.regions.length === 0 ? host && each.host === host : same(each));
  byId("field-preset").value = preset?.id ?? "";
  showRegions(preset, preset && same(preset)?.id);
  describe(preset);
}

function showRegions(preset, region) {
  const regions = preset?.regions ?? [];
  byId("preset-region-field").hidden = regions.length === 0;
  byId("field-preset-region").replaceChildren(...regions.map(({ id, label }) => el("option", { value: id }, label === id ? id : `${label} (${id})`)));
  if (region) byId("field-preset-region").value = region;
}

function describe(preset) {
  const note = byId("preset-note");
  note.hidden = !preset;
  byId("hint-user").textContent = preset ? (preset.user ? `Always “${preset.user}”.` : userHints[preset.userForm] ?? "") : "Empty together with the password: no log-in.";
  byId("hint-perHour").textContent = preset ? knownLimits(preset) : "";
  if (!preset) return;
  const link = (url, text) => (url ? [" ", el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text)] : []);
  note.replaceChildren(
    el("p", {}, preset.note, ...link(preset.documentation, "Documentation")),
    ...(preset.password?.sentence ? [el("p", { id: "preset-password" }, el("b", {}, "Password: "), preset.password.sentence, ...link(preset.password.url, "How to get the password"))] : []),
    ...(preset.auth === "oAuthOnly" ? [el("p", {}, "It takes no password: its log-in by OAuth2 is set up through the API.")] : []));
}

function knownLimits({ name, limits }) {
  const spans = { perMinute: "a minute", perHour: "an hour", perDay: "a day" };
  const found = Object.entries(spans).filter(([key]) => limits?.[key]).map(([key, span]) => `${number(limits[key].most)} ${limits[key].counts} ${span}`);
  return found.length === 0 ? "" : `${name} itself takes ${found.join(", ")}.`;
}

/** What a port speaks: as the preset knows it, else by custom. */
export function securityOf(port) {
  const preset = chosen();
  const known = preset && [preset, ...preset.otherPorts].find(each => each.port === port);
  if (known) return known.secure;
  return port === 465 ? true : port === 587 || port === 25 ? false : null;
}

function fillHost() {
  const preset = chosen();
  if (!preset) return;
  byId("field-host").value = hostOf(preset, preset.regions.find(({ id }) => id === byId("field-preset-region").value));
}

let fixedUser = null;

byId("field-preset").addEventListener("change", () => {
  const preset = chosen();
  showRegions(preset);
  describe(preset);
  const user = byId("field-user");
  // What another preset fixed is no use here.
  if (fixedUser !== null && user.value === fixedUser) user.value = "";
  fixedUser = preset?.user ?? null;
  if (!preset) return;
  fillHost();
  byId("field-port").value = preset.port;
  byId("field-secure").value = String(preset.secure);
  if (preset.user) user.value = preset.user;
  if (preset.auth === "none") user.value = byId("field-pass").value = "";
});
byId("field-preset-region").addEventListener("change", fillHost);
byId("field-port").addEventListener("change", () => {
  const secure = securityOf(Number(byId("field-port").value));
  if (secure !== null) byId("field-secure").value = String(secure);
});
