// Which view is shown: the one that the address names behind its #.
import { byId, forget } from "./dom.js";
import * as providers from "./providers.js";
import * as queue from "./queue.js";
import * as dead from "./dead.js";
import * as messages from "./messages.js";
import * as suppressions from "./suppressions.js";

const views = { providers, queue, dead, messages, suppressions };
let shown = null;

function show(moveFocus) {
  // A view, and for messages one of its mails: #messages/id
  const [name, argument] = location.hash.slice(1).split("/");
  const wanted = Object.hasOwn(views, name) ? name : "providers";
  if (shown) views[shown].leave?.();
  forget();
  for (const each of Object.keys(views)) byId(`view-${each}`).hidden = each !== wanted;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${wanted}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  shown = wanted;
  const title = byId(`title-${wanted}`);
  document.title = `${title.textContent} – Notifications`;
  views[wanted].enter(argument ? decoded(argument) : undefined);
  if (moveFocus) {
    title.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

// What somebody typed need not be escaped well.
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

byId("skip").addEventListener("click", event => {
  // Its address would be taken for a view's.
  event.preventDefault();
  [...document.querySelectorAll("main h1")].find(title => title.offsetParent !== null)?.focus();
});
addEventListener("hashchange", () => show(true));
show(false);
