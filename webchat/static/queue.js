// Messages on their way: kept in the browser until the server has acknowledged them.

/** A version 4 UUID; also where the page is not a secure context (a phone on the local network). */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** localStorage that may be full, forbidden or cleared: then the page remembers until it is closed. */
export const store = {
  get(key) {
    try { return localStorage.getItem(key); } catch { return null; }
  },
  set(key, value) {
    try { localStorage.setItem(key, value); } catch { /* kept in memory by the caller */ }
  },
  remove(key) {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  },
  keys(prefix) {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; }
  },
};

/** One person's unsent messages, oldest first, each with the client_id that makes resending harmless. */
export class Queue {
  #prefix;
  #items = new Map();

  constructor(person) {
    this.#prefix = `webchat.queue.${person}.`;
    const kept = store.keys(this.#prefix).map((key) => {
      try { return JSON.parse(store.get(key)); } catch { return null; }
    });
    kept
      .filter((item) => item && typeof item.client_id === "string" && typeof item.text === "string")
      .sort((a, b) => a.at - b.at)
      .forEach((item) => this.#items.set(item.client_id, item));
  }

  add(text) {
    const last = Math.max(0, ...[...this.#items.values()].map((item) => item.at));
    const item = { client_id: newId(), text, at: Math.max(Date.now(), last + 1) };
    this.#save(item);
    return item;
  }

  /** Marks a message the server refused; it stays until the person edits or deletes it. */
  fail(clientId, code) {
    const item = this.#items.get(clientId);
    if (item) this.#save({ ...item, failed: code });
  }

  done(clientId) {
    this.#items.delete(clientId);
    store.remove(this.#prefix + clientId);
  }

  get(clientId) {
    return this.#items.get(clientId);
  }

  all() {
    return [...this.#items.values()];
  }

  waiting() {
    return this.all().filter((item) => !item.failed);
  }

  #save(item) {
    this.#items.set(item.client_id, item);
    store.set(this.#prefix + item.client_id, JSON.stringify(item));
  }
}
