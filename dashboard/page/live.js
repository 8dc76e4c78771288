/* Server-sent events over fetch (EventSource cannot send a token). After a drop it comes back with
   Last-Event-ID, so nothing is missed. `listen(name, f)` returns what stops listening. */

import { headers } from "/page/api.js";

const listeners = new Map();
let lastId = null;
let running = false;

export function listen(name, f) {
  if (!listeners.has(name)) listeners.set(name, new Set());
  listeners.get(name).add(f);
  return () => listeners.get(name).delete(f);
}

function emit(name, data) {
  for (const f of listeners.get(name) || []) f(data);
}

export async function start() {
  if (running) return;
  running = true;
  for (let failures = 0; ; failures++) {
    try {
      await connect(() => { failures = 0; });
    } catch (error) {
      if (error.status === 401) { running = false; emit("state", "locked"); return; }
    }
    emit("state", "lost");
    await new Promise((done) => setTimeout(done, Math.min(500 * 2 ** failures, 15000)));
  }
}

async function connect(opened) {
  const more = lastId ? { "last-event-id": lastId } : {};
  const answer = await fetch("/api/stream", { headers: headers(more), cache: "no-store" });
  if (answer.status === 400) lastId = null;
  if (!answer.ok) throw Object.assign(new Error("no stream"), { status: answer.status });
  opened();
  emit("state", "live");
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const blocks = text.split("\n\n");
    text = blocks.pop();
    blocks.forEach(take);
  }
}

function take(block) {
  let name = "message";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("id: ")) lastId = line.slice(4);
    else if (line.startsWith("event: ")) name = line.slice(7);
    else if (line.startsWith("data: ")) data.push(line.slice(6));
  }
  if (data.length) emit(name, JSON.parse(data.join("\n")));
}
