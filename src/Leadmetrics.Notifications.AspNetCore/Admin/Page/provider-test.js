// A test of a provider, stage by stage as it happens.
import { Problem, postForEvents } from "./api.js";
import { badge, el } from "./dom.js";
import { serverWords } from "./words.js";

const stages = {
  policy: ["Policy", "may this host be called"],
  dns: ["DNS", "the host's name is looked up"],
  connect: ["Connect", "the server is reached"],
  greeting: ["Greeting", "it says who it is"],
  tls: ["TLS", "the connection is encrypted, the certificate is good"],
  ehlo: ["EHLO", "it says what it offers"],
  auth: ["Log-in", "user and password, or key, are taken"],
  sender: ["Sender", "the from address may be used"],
};

const outcomes = {
  passed: ["✓", "passed"],
  failed: ["✕", "failed"],
  skipped: ["–", "skipped"],
  notProvable: ["?", "not provable"],
  running: ["…", "running"],
  waiting: ["·", "waiting"],
  absent: ["–", "not part of this test"],
};

/** Says what a test is before there is one. */
export function describeTest(container) {
  container.replaceChildren(
    el("h2", {}, "Test"),
    el("p", { class: "hint" }, "A test connects and logs in as a send would, and sends no mail. It goes through these stages:"),
    el("ol", { class: "stages" }, Object.keys(stages).map(stage => stageItem(stage, "waiting", ""))));
}

function stageItem(stage, outcome, shownWord) {
  const [name, about] = stages[stage];
  const [mark, words] = outcomes[outcome];
  return el("li", { class: `stage ${outcome}`, "data-stage": stage, "data-outcome": outcome },
    el("span", { class: "mark", "aria-hidden": "true" }, mark),
    el("span", {}, el("b", {}, name), " ", el("small", {}, about)),
    el("span", { class: "word" }, shownWord ?? words));
}

/** Runs a test and shows it in a container. Gives the result; null where the test could not be made, which is shown, too. */
export async function runTest(container, provider, signal) {
  const list = el("ol", { class: "stages", "aria-label": "Stages of the test" });
  const verdict = el("div", { class: "verdict", role: "status" }, el("p", {}, "Testing…"));
  container.replaceChildren(el("h2", {}, "Test"), list, verdict);
  const done = new Map();
  const show = result => {
    const names = Object.keys(stages);
    const running = result ? null : names.find((_, i) => !names.slice(i).some(name => done.has(name)));
    list.replaceChildren(...names.map(name => stageItem(name, done.get(name) ?? (name === running ? "running" : result ? "absent" : names.indexOf(name) < names.indexOf(running) ? "absent" : "waiting"))));
  };
  show();
  try {
    for await (const { name, data } of postForEvents(`/providers/${encodeURIComponent(provider.id)}/test`, signal)) {
      if (name === "problem") throw new Problem(data.status ?? 500, data);
      if (name === "stage") {
        done.set(data.stage, data.outcome);
        show();
      } else if (name === "result") {
        done.clear();
        for (const { stage, outcome } of data.stages) done.set(stage, outcome);
        show(data);
        verdict.replaceChildren(...verdictOf(data));
        verdict.classList.add(data.verified ? "ok" : "bad");
        return data;
      }
    }
    throw new Problem(0, { detail: "The test ended without a result. Try again." });
  } catch (problem) {
    if (problem.name === "AbortError") return null;
    for (const item of list.querySelectorAll(".running")) item.replaceWith(stageItem(item.dataset.stage, "waiting"));
    verdict.classList.add("bad");
    verdict.replaceChildren(el("p", {}, problem.message), ...remedy(problem.remedy),
      ...(problem.retryAfterSeconds ? [el("p", {}, `Try again in ${Math.ceil(problem.retryAfterSeconds)} s.`)] : []));
    return null;
  }
}

function verdictOf({ verified, failure, advice }) {
  if (verified) return [el("p", {}, badge("Verified", "ok"), " The account works. Mail can go through it."), ...remedy(advice)];
  const said = failure?.response && serverWords(failure.response);
  return [
    el("p", {}, badge("Failed", "bad"), " ", failure?.message ?? "The test failed."),
    ...remedy(failure?.remedy),
    ...(said ? [el("p", { class: "hint" }, "The server said:"), el("blockquote", {}, said)] : []),
  ];
}

const remedy = known => (known ? [el("p", { class: "remedy", "data-code": known.code }, el("b", {}, "What to do: "), known.sentence)] : []);
