/* The server, over fetch. Errors carry the text of the problem document. The token, where one is
   asked for, lives in this tab only. */

export class Problem extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

export function headers(more = {}) {
  const token = sessionStorage.getItem("token");
  return token ? { ...more, authorization: `Bearer ${token}` } : more;
}

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { ...options, headers: headers(options.headers) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, "The server cannot be reached. The page tries again when it is back.");
  }
  if (answer.status === 204) return null;
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw new Problem(answer.status, body?.detail || `The server answered ${answer.status}.`);
  return body;
}

export const get = (path, signal) => ask(path, { signal });
export const send = (method, path, body) =>
  ask(path, { method, headers: { "content-type": "application/json" }, body: body && JSON.stringify(body) });
