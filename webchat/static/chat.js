// One person's chat: what came from the server and what is on its way there.

import { Connection } from "./connection.js";
import { make, safeLink } from "./entities.js";
import { bubble } from "./messages.js";
import { clean } from "./composer.js";
import { newId, Queue } from "./queue.js";
import { Timeline } from "./timeline.js";
import { knows, sizeOf, t } from "./words.js";

const PRESS_MS = 15_000;
const CLOCKS_APART_S = 120;
const PRESS_OFFLINE_MS = 5_000;
const RELOAD_MS = 3_000;

export class Chat {
  #seq;
  #queue;
  #waiting = new Map(); // client_id -> bubble of a text not yet in the history
  #acknowledged = new Map(); // message_id -> client_id
  #presses = new Map(); // client_id -> {frame, node, timer, heard}
  #uploads = new Map(); // client_id -> {file, node, stop}
  #uploading = Promise.resolve();
  #heard = 0;
  #closed = false;

  /** `me` is the answer of /api/me, `view` what the page offers (parts, notices, state). */
  constructor({ server, me, history, view, composer, expired }) {
    Object.assign(this, { server, me, view, composer, expired });
    this.#queue = new Queue(me.user.id);
    this.timeline = new Timeline({
      ...view.parts,
      who: { me: me.user, bot: me.bot },
      act: {
        say: (text) => this.say(text),
        press: (message, button, node) => this.#press(message, button, node),
        copy: (text) => view.copy(text),
        toast: (text) => view.toast(text),
        enlarge: (address, name) => view.enlarge(address, name),
        fileAddress: (id) => server.file(id),
      },
      fetchOlder: (before) => server.history(before),
    });
    for (const item of this.#queue.all()) this.#showWaiting(item);
    this.#show(history);
    this.connection = new Connection({
      address: () => server.socket(this.#seq),
      hear: (frame) => this.#hear(frame),
      changed: (open) => this.#changed(open),
      unopened: () => expired(),
    });
  }

  close() {
    this.#closed = true;
    this.connection.close();
    for (const { timer } of this.#presses.values()) clearTimeout(timer);
    for (const { stop } of this.#uploads.values()) stop.abort();
    this.timeline.close();
  }

  get busyUploading() {
    return this.#uploads.size > 0;
  }

  /** How many messages have not left this device. */
  get unsent() {
    return this.#queue.waiting().length;
  }

  /** Sends a text: now, or when the connection is back. */
  say(text) {
    const item = this.#queue.add(clean(text));
    this.#showWaiting(item);
    this.timeline.toEndNow();
    this.#sendItem(item);
    this.#report();
  }

  /** Sends a file, one after the other; says so when it is too big or empty. */
  sendFile(file) {
    const limit = this.me.max_upload_bytes;
    const name = file.name;
    if (file.size === 0) return this.view.alert(t("file-empty", { name }));
    if (file.size > limit) return this.view.alert(t("file-too-big", { name, size: sizeOf(file.size), limit: sizeOf(limit) }));
    const clientId = newId();
    const upload = { file, stop: new AbortController(), node: null };
    this.#uploads.set(clientId, upload);
    this.#showUpload(clientId, upload);
    this.timeline.toEndNow();
    this.#uploading = this.#uploading.then(() => this.#upload(clientId));
    return undefined;
  }

  // What the server says

  #hear(frame) {
    this.#heard += 1;
    const hear = {
      event: () => this.#event(frame),
      ack: () => this.#ack(frame.client_id, frame.message_id),
      error: () => this.#refused(frame),
      action: () => this.#action(frame),
      draft: () => this.#draft(frame),
      callback_answer: () => this.#answered(frame),
      reset: () => this.#reload(),
      elsewhere: () => this.view.elsewhere(frame.person),
    }[frame.type];
    hear?.();
  }

  #event({ seq, kind, payload }) {
    if (seq <= this.#seq) return;
    this.#seq = seq;
    if (kind === "commands") {
      this.composer.commands(payload.commands);
      return;
    }
    if (kind === "deleted") this.timeline.remove(payload.message_id);
    else this.#message(payload, kind);
    this.#report();
  }

  #message(message, kind) {
    const fromBot = message.from?.id !== this.me.user.id;
    if (kind === "edited" && !this.timeline.reaches(message.message_id)) return;
    if (fromBot && kind === "message") {
      this.timeline.draft(null);
      this.timeline.busy(false);
      this.view.news();
    }
    this.#settle(message);
    this.timeline.put(message);
  }

  // A message of the person's own has arrived: its waiting bubble goes.
  #settle(message) {
    if (message.from?.id !== this.me.user.id) return;
    const clientId = this.#acknowledged.get(message.message_id);
    if (clientId) {
      this.#acknowledged.delete(message.message_id);
      this.#forget(clientId);
    } else if (!this.timeline.find(message.message_id)) this.#hideTwin(message);
  }

  // After a lost connection a message may be here before its acknowledgement. Its bubble goes; the
  // queue keeps it until the server has said that it is the same one.
  #hideTwin(message) {
    const twin = this.#queue.waiting().find((item) =>
      item.text === message.text && item.at / 1000 - message.date < CLOCKS_APART_S && this.#waiting.has(item.client_id));
    if (!twin) return;
    this.#waiting.get(twin.client_id).remove();
    this.#waiting.delete(twin.client_id);
  }

  #forget(clientId) {
    this.#queue.done(clientId);
    this.#waiting.get(clientId)?.remove();
    this.#waiting.delete(clientId);
    this.#uploads.get(clientId)?.node?.remove();
    this.#uploads.delete(clientId);
  }

  #ack(clientId, messageId) {
    if (this.timeline.find(messageId) || !this.#waiting.has(clientId)) {
      this.#forget(clientId);
    } else {
      this.#queue.done(clientId);
      this.#acknowledged.set(messageId, clientId);
      const tick = this.#waiting.get(clientId).querySelector(".tick");
      tick.textContent = "✓";
      tick.setAttribute("aria-label", t("sent"));
    }
    this.#report();
  }

  #refused({ client_id: clientId, code, text }) {
    const words = knows(`error-${code}`) ? t(`error-${code}`) : text || t("error-bad_request");
    if (this.#presses.has(clientId)) {
      this.#release(clientId);
      this.view.toast(words, true);
    } else if (this.#queue.get(clientId)) {
      this.#queue.fail(clientId, code);
      this.#showWaiting(this.#queue.get(clientId));
      this.view.toast(words, true);
    } else this.view.toast(words, true);
    this.#report();
  }

  #action({ action }) {
    this.timeline.busy(action !== "cancel");
    this.view.action(action);
  }

  #draft({ text, entities }) {
    this.timeline.busy(false);
    this.timeline.draft(text, entities);
  }

  async #reload() {
    try {
      const history = await this.server.history();
      if (!this.#closed) this.#show(history);
    } catch {
      if (!this.#closed) setTimeout(() => !this.#closed && this.#reload(), RELOAD_MS);
    }
  }

  #show({ messages, last_seq: seq, more }) {
    this.#seq = seq;
    for (const message of messages) this.#settle(message);
    this.timeline.load(messages, more);
    this.#report();
  }

  #changed(open) {
    this.view.connected(open);
    this.#report();
    if (!open) return;
    for (const item of this.#queue.waiting()) this.#sendItem(item);
    for (const [clientId, press] of this.#presses) this.#sendPress(clientId, press);
  }

  #report() {
    this.view.waiting(this.unsent);
    const nothing = this.timeline.empty && !this.#waiting.size && !this.#uploads.size;
    this.view.welcome(nothing);
  }

  // What the person does

  #sendItem(item) {
    this.connection?.send({ type: "send", client_id: item.client_id, text: item.text });
  }

  #showWaiting(item) {
    const message = { from: this.me.user, date: item.at / 1000, text: item.text };
    const node = bubble(message, this.timeline.who, { say: () => {} }, { sent: false });
    if (item.failed) {
      const words = knows(`error-${item.failed}`) ? t(`error-${item.failed}`) : t("not-sent");
      const edit = () => {
        this.#forget(item.client_id);
        this.composer.rewrite(item.text);
        this.#report();
      };
      const remove = () => {
        this.#forget(item.client_id);
        this.#report();
      };
      this.#markFailed(node, words, [["edit", edit], ["remove", remove]]);
    }
    const old = this.#waiting.get(item.client_id);
    if (old) old.replaceWith(node);
    else this.view.parts.pending.append(node);
    this.#waiting.set(item.client_id, node);
  }

  #markFailed(node, words, choices) {
    node.classList.add("failed");
    node.querySelector(".tick").textContent = "!";
    node.querySelector(".tick").setAttribute("aria-label", t("not-sent"));
    node.append(
      make("p", { class: "failure", role: "alert" }, words),
      make("div", { class: "keys" }, make("div", { class: "key-row" },
        ...choices.map(([name, act]) => make("button", { type: "button", class: "key", onclick: act }, t(name))))),
    );
  }

  #showUpload(clientId, upload) {
    const message = { from: this.me.user, date: Date.now() / 1000, document: { file_id: "", file_name: upload.file.name, file_size: upload.file.size } };
    const node = bubble(message, this.timeline.who, { fileAddress: () => "" }, { sent: false });
    const link = node.querySelector(".file");
    const still = make("div", { class: "file" }, ...link.childNodes);
    still.lastChild.remove();
    link.replaceWith(still);
    const progress = make("progress", { max: 1, value: 0, "aria-label": t("uploading") });
    const cancel = make("button", { type: "button", class: "quiet", onclick: () => upload.stop.abort() }, t("cancel"));
    still.after(make("div", { class: "upload" }, progress, cancel));
    if (upload.node) upload.node.replaceWith(node);
    else this.view.parts.pending.append(node);
    upload.node = node;
    upload.progress = progress;
  }

  async #upload(clientId) {
    const upload = this.#uploads.get(clientId);
    if (!upload || this.#closed) return;
    const end = () => {
      this.#forget(clientId);
      if (!this.#closed) this.#report();
    };
    if (upload.stop.signal.aborted) return void end();
    this.view.uploading(true);
    try {
      const answer = await this.server.upload(upload.file, clientId, {
        progress: (share) => (upload.progress.value = share),
        signal: upload.stop.signal,
      });
      this.#ack(clientId, answer.message_id);
    } catch (error) {
      if (error.name === "AbortError") end();
      else if (!this.#closed) this.#uploadFailed(clientId, upload, error);
    } finally {
      this.view.uploading(false);
    }
  }

  #uploadFailed(clientId, upload, { status }) {
    const name = upload.file.name;
    const limit = this.me.max_upload_bytes;
    const words = status === 413 ? t("file-too-big", { name, size: sizeOf(upload.file.size), limit: sizeOf(limit) }) : t("file-failed", { name });
    const again = () => {
      this.#showUpload(clientId, upload);
      this.#uploading = this.#uploading.then(() => this.#upload(clientId));
    };
    const remove = () => {
      this.#forget(clientId);
      this.#report();
    };
    upload.node.querySelector(".upload")?.remove();
    this.#markFailed(upload.node, words, status === 413 ? [["remove", remove]] : [["retry", again], ["remove", remove]]);
  }

  #press(message, button, node) {
    if (node.getAttribute("aria-busy") === "true") return;
    const clientId = newId();
    node.setAttribute("aria-busy", "true");
    const frame = { type: "press", client_id: clientId, message_id: message.message_id, data: button.callback_data };
    const press = { frame, node, timer: 0, heard: this.#heard };
    this.#presses.set(clientId, press);
    press.timer = setTimeout(() => {
      this.#release(clientId);
      this.view.toast(t("press-later"), true);
    }, PRESS_OFFLINE_MS);
    this.#sendPress(clientId, press);
  }

  #sendPress(clientId, press) {
    if (!this.connection.send(press.frame)) return;
    clearTimeout(press.timer);
    press.timer = setTimeout(() => {
      this.#release(clientId);
      if (this.#heard === press.heard) this.view.toast(t("press-silent"));
    }, PRESS_MS);
  }

  #release(clientId) {
    const press = this.#presses.get(clientId);
    if (!press) return;
    clearTimeout(press.timer);
    press.node.removeAttribute("aria-busy");
    this.#presses.delete(clientId);
  }

  #answered({ client_id: clientId, text, show_alert: alert, url }) {
    if (!this.#presses.has(clientId)) return;
    this.#release(clientId);
    const link = url && safeLink(url);
    if (alert || link) this.view.alert(text || link, link);
    else if (text) this.view.toast(text);
  }
}
