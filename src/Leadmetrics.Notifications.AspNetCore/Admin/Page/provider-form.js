// The form of a provider: from its settings into the fields and back, and what the API says of a field at that field.
import { button, byId, el, markField } from "./dom.js";
import { choosePresetOf, securityOf } from "./presets.js";

// Where a property of the settings is typed, for each kind of account.
const senderFields = { fromAddress: "field-fromAddress", fromName: "field-fromName" };
const fieldsOf = {
  smtp: { host: "field-host", port: "field-port", secure: "field-secure", user: "field-user", pass: "field-pass", ...senderFields },
  sendgrid: { apiKey: "field-apiKey", region: "field-sendgrid-region", ...senderFields },
  ses: { accessKeyId: "field-accessKeyId", secretAccessKey: "field-secretAccessKey", region: "field-ses-region", ...senderFields },
};
const secrets = ["pass", "apiKey", "secretAccessKey"];
const secretHint = "Written only: it is kept sealed and never shown again.";
const keptHint = "Kept; type to replace. It has to be typed anew where server or user change.";

const form = byId("provider-form");
let shownConfig = {};

export const kind = () => form.elements.kind.value;

function showKind() {
  for (const part of form.querySelectorAll("[data-kind]")) part.hidden = part.dataset.kind !== kind();
}

for (const choice of form.elements.kind) choice.addEventListener("change", () => { showKind(); clearErrors(); });

/** Shows a provider's settings, or those that a new one begins with. */
export function fillForm(provider) {
  form.reset();
  clearErrors();
  shownConfig = provider?.config ?? {};
  form.elements.kind.value = provider?.provider ?? "smtp";
  byId("provider-kinds").hidden = Boolean(provider);
  showKind();
  for (const [name, id] of Object.entries(fieldsOf[kind()])) byId(id).value = shownConfig[name] ?? "";
  const smtp = kind() === "smtp";
  if (smtp) {
    byId("field-port").value = shownConfig.port ?? 587;
    byId("field-secure").value = String(shownConfig.secure ?? securityOf(Number(byId("field-port").value)) ?? false);
  }
  choosePresetOf(smtp ? shownConfig.host : null);
  for (const name of secrets) {
    const input = Object.values(fieldsOf).find(fields => fields[name])[name];
    const kept = Boolean(provider?.hasSecret);
    byId(input).placeholder = kept ? "kept; type to replace" : "";
    const hint = byId(input.replace("field-", "hint-"));
    hint.dataset.text ??= hint.textContent;
    hint.textContent = kept ? keptHint : hint.dataset.text || secretHint;
  }
  byId("field-perHour").value = shownConfig.limits?.perHour ?? "";
  byId("label-perHour").textContent = shownConfig.limits?.count === "messages" ? "Most messages an hour" : "Most recipients an hour";
  byId("field-priority").value = provider?.priority ?? 0;
  byId("field-enabled").checked = provider?.enabled ?? true;
}

/** What the form says, as the API takes it: properties that have no field here stay as they were shown. */
export function readForm() {
  const config = structuredClone(shownConfig);
  for (const [name, id] of Object.entries(fieldsOf[kind()])) {
    const input = byId(id);
    const value = secrets.includes(name) ? input.value : input.value.trim();
    if (value === "") delete config[name];
    else config[name] = name === "secure" ? value === "true" : input.type === "number" ? Number(value) : value;
  }
  const perHour = byId("field-perHour").value;
  if (perHour !== "") config.limits = { ...config.limits, perHour: Number(perHour) };
  else if (config.limits) {
    delete config.limits.perHour;
    if (!["perSecond", "perMinute", "perDay"].some(span => config.limits[span])) delete config.limits;
  }
  return { config, priority: Number(byId("field-priority").value), enabled: byId("field-enabled").checked };
}

/** Looks for what is missing before anything is sent. Gives whether the form may be sent. */
export function checkForm() {
  clearErrors();
  const needed = { smtp: ["field-host", "field-port"], sendgrid: [], ses: ["field-accessKeyId", "field-ses-region"] }[kind()];
  for (const id of [...needed, "field-fromAddress"]) if (byId(id).value.trim() === "") markField(byId(id), "This is needed.");
  for (const input of form.querySelectorAll("input")) {
    if (input.closest("[hidden]") || byId(`${input.id}-error`)) continue;
    if (!input.validity.valid) markField(input, input.validationMessage);
  }
  return focusFirstError();
}

function focusFirstError() {
  const first = form.querySelector("[aria-invalid]");
  first?.focus();
  return !first;
}

export function clearErrors() {
  for (const input of form.querySelectorAll("input, select")) if (input.hasAttribute("aria-invalid")) markField(input);
  for (const warning of form.querySelectorAll(".warning")) warning.remove();
  byId("provider-form-notes").replaceChildren();
}

function inputOf(field) {
  const path = (field ?? "").replace(/^config\./, "");
  const own = { priority: "field-priority", enabled: "field-enabled", limits: "field-perHour", "limits.perHour": "field-perHour" };
  const id = fieldsOf[kind()][path.replace(/^auth\./, "")] ?? own[path];
  return id ? byId(id) : null;
}

/** Shows what the API refused: at its field where there is one, else above the form. */
export function showProblem(problem, reload) {
  const input = inputOf(problem.field);
  const content = [
    el("p", {}, problem.message),
    ...(problem.remedy ? [el("p", {}, problem.remedy.sentence)] : []),
    ...suggestionButton(problem.suggestion),
  ];
  if (input?.closest(".field")) {
    markField(input, ...content);
    focusFirstError();
    return;
  }
  if (problem.type === "version-mismatch") content.push(button("Load what is stored now", reload));
  const box = el("div", { class: "banner bad", role: "alert", tabindex: "-1" }, ...content);
  byId("provider-form-notes").replaceChildren(box);
  box.focus();
}

/** Shows what was stored although it looks wrong. */
export function showWarnings(warnings) {
  for (const { field, remedy, suggestion } of warnings) {
    const input = inputOf(field);
    const text = remedy.code === "unknown-property" ? `${field}: ${remedy.sentence}` : remedy.sentence;
    const note = el("div", { class: "warning" }, el("p", {}, el("b", {}, "Worth a look: "), text), ...suggestionButton(suggestion));
    const place = input?.closest(".field");
    if (place) place.append(note);
    else byId("provider-form-notes").append(note);
  }
}

// Only what has a field here can be put right by a click.
function suggestionButton(suggestion) {
  const fields = fieldsOf[kind()];
  const known = Object.entries(suggestion ?? {}).filter(([name, value]) => fields[name] && value !== null);
  if (known.length === 0) return [];
  const text = known.map(([name, value]) => (name === "secure" ? (value ? "TLS from the first byte" : "STARTTLS") : name === "port" ? `port ${value}` : value)).join(", ");
  const apply = () => {
    clearErrors();
    for (const [name, value] of known) byId(fields[name]).value = String(value);
    byId(fields[known[0][0]]).focus();
  };
  return [button(`Use ${text}`, apply, { class: "fix" })];
}
