// The page's requests to the server that are not on the live connection.

/** An answer that is not 2xx; status 0 means that the server was not reached. */
export class Refused extends Error {
  constructor(status) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

export const PAGE = 50;

export class Server {
  #csrf = "";

  /** `person` may be null at the first visit: then the session says who it is. */
  constructor(person) {
    this.person = person;
  }

  address(path, query = {}) {
    const words = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== null));
    if (this.person !== null) words.set("person", this.person);
    const tail = words.toString();
    return tail ? `${path}?${tail}` : path;
  }

  file(id) {
    return this.address(`/api/file/${encodeURIComponent(id)}`);
  }

  socket(after) {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    return `${scheme}//${location.host}${this.address("/ws", { after })}`;
  }

  async me() {
    const me = await this.#ask(this.address("/api/me"));
    this.person = me.user.id;
    this.#csrf = me.csrf;
    return me;
  }

  /** A page of messages, oldest first, and whether there may be more before it. */
  async history(before = null) {
    const answer = await this.#ask(this.address("/api/history", { before, limit: PAGE }));
    return { ...answer, more: answer.messages.length === PAGE };
  }

  remember(person) {
    return this.#post("/api/person", JSON.stringify({ id: person }), { "Content-Type": "application/json" });
  }

  signOut() {
    return this.#post("/sign-out");
  }

  /** Uploads a file; `progress(share)` follows it, `signal` ends it. Resolves to {message_id}. */
  upload(file, clientId, { progress, signal }) {
    const body = new FormData();
    body.append("client_id", clientId);
    body.append("file", file, file.name);
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", this.address("/api/upload"));
      request.setRequestHeader("X-CSRF", this.#csrf);
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
      request.addEventListener("load", () => (request.status === 200 && request.response ? resolve(request.response) : reject(new Refused(request.status))));
      request.addEventListener("error", () => reject(new Refused(0)));
      request.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
      signal.addEventListener("abort", () => request.abort());
      request.send(body);
    });
  }

  #post(path, body = "", headers = {}) {
    return this.#ask(this.address(path), { method: "POST", body, headers: { ...headers, "X-CSRF": this.#csrf } });
  }

  async #ask(address, options = {}) {
    const answer = await fetch(address, { credentials: "same-origin", cache: "no-store", ...options }).catch(() => {
      throw new Refused(0);
    });
    if (!answer.ok) throw new Refused(answer.status);
    return answer.status === 204 ? null : answer.json();
  }
}
