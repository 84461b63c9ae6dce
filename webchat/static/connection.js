// The live connection: reconnects with jittered backoff and asks for what it has missed.

const SILENCE_MS = 25_000;
const ANSWER_MS = 8_000;
const LONGEST_WAIT_MS = 15_000;

export class Connection {
  #socket = null;
  #tries = 0;
  #timers = { retry: 0, ping: 0, pong: 0 };
  #closed = false;
  #wake = () => this.#probe();
  #seen = () => document.visibilityState === "visible" && this.#probe();
  #gone = () => this.#drop();

  /**
   * `address()` gives the URL for each attempt, with the last seq applied; `hear(frame)` gets every
   * frame; `changed(open)` follows the state; `unopened()` may resolve to true to stop trying.
   */
  constructor({ address, hear, changed, unopened }) {
    Object.assign(this, { address, hear, changed, unopened });
    addEventListener("online", this.#wake);
    addEventListener("offline", this.#gone);
    addEventListener("pageshow", this.#wake);
    document.addEventListener("visibilitychange", this.#seen);
    this.#connect();
  }

  get open() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Sends a frame if connected; says whether it went out. */
  send(frame) {
    if (!this.open) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  close() {
    this.#closed = true;
    removeEventListener("online", this.#wake);
    removeEventListener("offline", this.#gone);
    removeEventListener("pageshow", this.#wake);
    document.removeEventListener("visibilitychange", this.#seen);
    this.#drop();
    clearTimeout(this.#timers.retry);
  }

  #connect() {
    clearTimeout(this.#timers.retry);
    this.#timers.retry = 0;
    const socket = new WebSocket(this.address());
    let opened = false;
    this.#socket = socket;
    this.#timers.pong = setTimeout(() => this.#drop(), ANSWER_MS);
    socket.addEventListener("open", () => {
      if (socket !== this.#socket) return;
      opened = true;
      this.#tries = 0;
      this.#listenFor(SILENCE_MS);
      this.changed(true);
    });
    socket.addEventListener("message", (event) => {
      if (socket !== this.#socket) return;
      this.#listenFor(SILENCE_MS);
      this.hear(JSON.parse(event.data));
    });
    socket.addEventListener("close", async () => {
      if (socket !== this.#socket) return;
      this.#socket = null;
      this.#rest();
      if (this.#closed) return;
      this.changed(false);
      if (!opened && (await this.unopened())) return;
      if (!this.#socket && !this.#timers.retry) this.#retry();
    });
  }

  #retry() {
    if (this.#closed) return;
    const wait = Math.min(LONGEST_WAIT_MS, 400 * 2 ** this.#tries++);
    this.#timers.retry = setTimeout(() => this.#connect(), wait * (0.5 + Math.random() / 2));
  }

  // Asks whether anybody is there: a phone that slept keeps dead connections that look open.
  #probe() {
    if (this.#closed) return;
    if (this.open) this.#ping(ANSWER_MS / 2);
    else if (!this.#socket) {
      this.#tries = 0;
      this.#connect();
    }
  }

  #ping(patience) {
    this.send({ type: "ping" });
    clearTimeout(this.#timers.pong);
    this.#timers.pong = setTimeout(() => this.#drop(), patience);
  }

  #listenFor(silence) {
    this.#rest();
    this.#timers.ping = setTimeout(() => this.#ping(ANSWER_MS), silence);
  }

  #rest() {
    clearTimeout(this.#timers.ping);
    clearTimeout(this.#timers.pong);
  }

  // Lets the connection go at once: close() alone waits for a goodbye that may never come.
  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    this.#rest();
    socket?.close();
    if (this.#closed) return;
    this.changed(false);
    if (!this.#timers.retry) this.#retry();
  }
}
