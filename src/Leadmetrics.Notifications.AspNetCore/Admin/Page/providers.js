// The providers: the list, and what is done to one of them.
import * as api from "./api.js";
import { badge, button, byId, complain, confirm, el, empty, run, tell, term } from "./dom.js";
import { loadPresets } from "./presets.js";
import { checkForm, fillForm, kind, readForm, showProblem, showWarnings } from "./provider-form.js";
import { describeTest, runTest } from "./provider-test.js";
import { count, exactTime, number, word } from "./words.js";

const list = byId("provider-list");
let edited = null;
let testing = null;

const pathOf = provider => `/providers/${encodeURIComponent(provider.id)}`;

export function enter() {
  closeEditor();
  return reload();
}

export function leave() {
  testing?.abort();
}

async function reload() {
  list.setAttribute("aria-busy", "true");
  try {
    const { items } = await api.get("/providers");
    list.replaceChildren(...(items.length === 0
      ? [el("li", {}, empty("No provider yet", "Add the account that your mail is to go through. A test tells whether it works before anything is sent."))]
      : items.map(item => card(item))));
  } catch (problem) {
    list.replaceChildren(el("li", {}, button("Try again", reload)));
    complain(problem);
  } finally {
    list.removeAttribute("aria-busy");
  }
}

/** What a provider is called: its server, or the service and its region. */
export function nameOf({ provider, config }) {
  if (provider === "smtp") return config?.host ?? "SMTP";
  return [word(provider), config?.region].filter(Boolean).join(", ");
}

function badges(provider) {
  return [
    provider.config ? null : badge("Cannot be opened", "bad"),
    provider.verifiedAt ? badge("Verified", "ok") : badge("Not verified", "warn"),
    provider.hasPendingConfig ? badge("Edit waits for its test", "warn") : null,
    provider.enabled ? null : badge("Disabled"),
  ].filter(Boolean);
}

function server({ provider, config }) {
  if (provider !== "smtp" || !config) return word(provider);
  const secure = config.secure ?? config.port === 465;
  return `SMTP, port ${config.port ?? 587}, ${secure ? "TLS" : "STARTTLS"}`;
}

const sender = ({ fromAddress, fromName } = {}) => (fromName ? `${fromName} <${fromAddress}>` : fromAddress);

function card(provider, place = el("div", { class: "card-test", hidden: true })) {
  const name = nameOf(provider);
  const title = el("h2", { id: `provider-${provider.id}`, tabindex: "-1" }, name);
  const action = (text, work) => button(text, work, { "aria-label": `${text} ${name}` });
  const test = async () => {
    place.hidden = false;
    testing?.abort();
    testing = new AbortController();
    const result = await runTest(place, provider, testing.signal);
    if (result?.provider) {
      // The card is made anew around the test that it shows.
      const renewed = card(result.provider, place);
      item.replaceWith(renewed);
      renewed.querySelector("button").focus();
    }
  };
  const item = el("li", { class: "card", "data-id": provider.id },
    el("div", { class: "card-head" }, title, el("div", { class: "badges" }, badges(provider))),
    el("dl", { class: "facts" },
      term("Account", server(provider)),
      term("User", provider.config?.user ?? provider.config?.accessKeyId),
      term("Sender", sender(provider.config ?? undefined)),
      term("Priority", number(provider.priority)),
      term("Limit", provider.config?.limits?.perHour ? `${number(provider.config.limits.perHour)} an hour` : null),
      term("Verified", exactTime(provider.verifiedAt))),
    provider.config ? null : el("p", { class: "banner bad" }, "The host has no key for these settings. Give the host its key again, or edit the provider and type all of its settings anew."),
    provider.lastError ? el("p", { class: "banner bad" }, el("b", {}, "Last error: "), provider.lastError, " ", el("small", {}, exactTime(provider.lastErrorAt) ?? "")) : null,
    provider.warnings?.length > 0 ? el("p", { class: "hint" }, `${count(provider.warnings.length, "setting")} worth a look: see Edit.`) : null,
    el("div", { class: "actions" },
      action("Test", test),
      action("Edit", () => edit(provider)),
      action("Delete", () => removeProvider(provider))),
    place);
  return item;
}

async function removeProvider(provider) {
  const name = nameOf(provider);
  if (!await confirm(`Delete ${name}?`, "Its settings and its password are gone for good. Mail that is queued goes through the next provider, if there is one.", "Delete it")) return;
  await api.remove(pathOf(provider), { version: provider.version });
  tell(`${name} is deleted.`);
  await reload();
  byId("title-providers").focus();
}

async function edit(provider) {
  // What is edited is what is stored now, not what the list showed a while ago. Without presets the form works as well.
  const [stored] = await Promise.all([provider && api.get(pathOf(provider)), loadPresets().catch(complain)]);
  testing?.abort();
  edited = stored;
  byId("provider-overview").hidden = true;
  byId("provider-editor").hidden = false;
  showEdited();
  describeTest(byId("provider-editor-test"));
  byId("provider-editor-title").focus();
}

function showEdited() {
  byId("provider-editor-title").textContent = edited ? `Edit ${nameOf(edited)}` : "Add a provider";
  fillForm(edited);
  showWarnings(edited?.warnings ?? []);
}

function closeEditor() {
  testing?.abort();
  edited = null;
  byId("provider-overview").hidden = false;
  byId("provider-editor").hidden = true;
}

/** Stores the form. Gives whether it was stored. */
async function save() {
  if (!checkForm()) return false;
  const settings = readForm();
  try {
    const saved = edited
      ? await api.put(pathOf(edited), { ...settings, version: edited.version }, { version: edited.version })
      : await api.post("/providers", { provider: kind(), ...settings });
    edited = saved;
  } catch (problem) {
    if (!(problem instanceof api.Problem)) throw problem;
    showProblem(problem, () => edit(edited));
    return false;
  }
  showEdited();
  // What the last test found was of the settings before.
  testing?.abort();
  describeTest(byId("provider-editor-test"));
  tell(edited.hasPendingConfig ? "Saved. The edit waits for its test; until then mail goes on with the settings before it." : "Saved.");
  return true;
}

async function saveAndTest() {
  if (!await save()) return;
  testing = new AbortController();
  const place = byId("provider-editor-test");
  const result = await runTest(place, edited, testing.signal);
  if (!result) return;
  if (result.provider) edited = result.provider;
  if (result.verified) place.append(button("Done", backToList, { class: "primary" }));
  // On a narrow screen the verdict stands below the form.
  place.querySelector(".verdict").scrollIntoView({ block: "nearest" });
}

async function backToList() {
  closeEditor();
  await reload();
  byId("title-providers").focus();
}

byId("provider-add").addEventListener("click", event => run(event.currentTarget, () => edit(null)));
byId("provider-close").addEventListener("click", backToList);
byId("provider-save").addEventListener("click", event => run(event.currentTarget, save));
byId("provider-form").addEventListener("submit", event => {
  event.preventDefault();
  run(byId("provider-save-test"), saveAndTest);
});
