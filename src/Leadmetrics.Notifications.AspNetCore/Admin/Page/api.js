// The API over fetch: one error type for everything that can go wrong, and server-sent events out of an answer's body.

const base = document.documentElement.dataset.api.replace(/\/+$/, "");

/** A ProblemDetails, or what stands in its place where the host or the network gave none. */
export class Problem extends Error {
  constructor(status, body = {}) {
    super(sentence(status, body));
    this.status = status;
    this.type = (body.type ?? "").replace("urn:leadmetrics:notifications:", "");
    this.field = body.field ?? null;
    this.remedy = body.remedy ?? null;
    this.suggestion = body.suggestion ?? null;
    this.retryAfterSeconds = body.retryAfterSeconds ?? null;
  }
}

function sentence(status, body) {
  if (status === 401) return "You are not logged in, or no longer. Log in, then load this page again.";
  if (status === 403 && !body.detail) return "You have no rights for this. Ask whoever manages this service.";
  if (body.detail || body.title) return body.detail || body.title;
  if (status === 0) return "The server does not answer. Is the connection there?";
  return `The server answered with an error (${status}).`;
}

async function send(method, path, { body, version, accept = "application/json", signal } = {}) {
  const headers = { Accept: accept };
  // No other site can set it, so a write that has it comes from this page.
  if (method !== "GET") headers["X-Notifications-Request"] = "page";
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (version !== undefined) headers["If-Match"] = `"${version}"`;
  let response;
  try {
    // A redirect would lead to a log-in page: it is taken for what it means.
    response = await fetch(base + path, { method, headers, signal, credentials: "same-origin", cache: "no-store", redirect: "manual", body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0);
  }
  if (response.type === "opaqueredirect") throw new Problem(401);
  if (!response.ok) throw new Problem(response.status, await response.json().catch(() => ({})));
  return response;
}

async function json(method, path, options) {
  const response = await send(method, path, options);
  return response.status === 204 ? null : response.json();
}

export const get = (path, options) => json("GET", path, options);
export const post = (path, body, options) => json("POST", path, { ...options, body });
export const put = (path, body, options) => json("PUT", path, { ...options, body });
export const remove = (path, options) => json("DELETE", path, options);

/** A query out of what is given; empty values are left out. */
export function query(path, values) {
  const parameters = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== ""));
  return parameters.size === 0 ? path : `${path}?${parameters}`;
}

/** Opens an EventSource, which writes nothing and comes back by itself. */
export const listen = path => new EventSource(base + path);

/** Posts, and gives the events of the answer as they come. */
export async function* postForEvents(path, signal) {
  const response = await send("POST", path, { accept: "text/event-stream", signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += value.replaceAll("\r", "");
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const event = parseEvent(text.slice(0, end));
        text = text.slice(end + 2);
        if (event) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parseEvent(block) {
  let name = "message";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
  }
  return data.length === 0 ? null : { name, data: JSON.parse(data.join("\n")) };
}
