// The list of messages: order, days, older ones on demand, and where the reader is.

import { fitQuotes, make } from "./entities.js";
import { bubble, dots, draft, replaceBubble } from "./messages.js";
import { dayOf, dayTitle, t } from "./words.js";

const NEAR_END_PX = 120;
const NEAR_TOP_PX = 600;
const DRAFT_MS = 30_000;
const ACTION_MS = 6_000;
const QUIET_MS = 300;

export class Timeline {
  #items = []; // {id, day, date, node, message}, by message_id
  #unread = 0;
  #atEnd = true;
  #older = { some: false, busy: false };
  #timers = { draft: 0, action: 0 };
  #live = { draft: null, action: null };

  constructor({ log, pending, live, scroller, toEnd, olderNote, who, act, fetchOlder }) {
    Object.assign(this, { log, pending, live, scroller, toEnd, olderNote, who, act, fetchOlder });
    const watch = new AbortController();
    this.watch = watch;
    const { signal } = watch;
    scroller.addEventListener("scroll", () => this.#scrolled(), { signal, passive: true });
    toEnd.addEventListener("click", () => this.toEndNow(true), { signal });
    olderNote.addEventListener("click", () => this.#loadOlder(), { signal });
    // The keyboard of a phone, a loaded picture, a longer text field: the end stays in sight.
    this.resized = new ResizeObserver(() => this.#atEnd && this.toEndNow());
    for (const node of [scroller, log, pending, live]) this.resized.observe(node);
    this.refit = new ResizeObserver(() => fitQuotes(log));
    this.refit.observe(scroller);
  }

  close() {
    this.watch.abort();
    this.resized.disconnect();
    this.refit.disconnect();
    clearTimeout(this.#timers.draft);
    clearTimeout(this.#timers.action);
    for (const node of [this.log, this.pending, this.live]) node.replaceChildren();
    this.log.setAttribute("aria-live", "off");
    this.toEnd.hidden = true;
    this.olderNote.hidden = true;
  }

  get empty() {
    return this.#items.length === 0;
  }

  /** Whether a message of that id belongs to the part of the history that is loaded. */
  reaches(id) {
    return !this.empty && id >= this.#items[0].id;
  }

  find(id) {
    return this.#items.find((item) => item.id === id);
  }

  /** Shows the newest page of the history in place of what is there. */
  load(messages, more) {
    this.#quietly(() => {
      this.#items = [];
      this.log.replaceChildren();
      for (const message of messages) this.put(message, { quiet: true });
    });
    this.#older.some = more;
    this.olderNote.hidden = true;
    this.toEndNow();
  }

  /** Adds a message, or shows its new form in place. */
  put(message, { quiet = false } = {}) {
    const known = this.find(message.message_id);
    const node = bubble(message, this.who, this.act);
    if (known) {
      if (JSON.stringify(known.message) !== JSON.stringify(message)) {
        replaceBubble(known.node, node);
        Object.assign(known, { node, message });
      }
      return;
    }
    const item = { id: message.message_id, day: dayOf(message.date), node, message };
    let index = this.#items.length;
    while (index > 0 && this.#items[index - 1].id > item.id) index -= 1;
    const next = this.#items[index];
    this.#items.splice(index, 0, item);
    const before = next ? this.#leader(next.node) : null;
    this.log.insertBefore(node, before);
    this.#separate(index);
    if (next) this.#separate(index + 1);
    if (quiet) return;
    fitQuotes(node);
    node.classList.add("fresh");
    if (!this.#atEnd && node.dataset.side === "bot") {
      this.#unread += 1;
      this.#offerEnd();
    }
  }

  remove(id) {
    const index = this.#items.findIndex((item) => item.id === id);
    if (index < 0) return;
    const [item] = this.#items.splice(index, 1);
    if (item.node.contains(document.activeElement)) this.scroller.focus({ preventScroll: true });
    const separator = this.#leader(item.node);
    if (separator !== item.node) separator.remove();
    item.node.remove();
    if (this.#items[index]) this.#separate(index);
  }

  /** The bot is busy: three dots, until it writes or some seconds pass. */
  busy(on) {
    clearTimeout(this.#timers.action);
    if (on) this.#timers.action = setTimeout(() => this.busy(false), ACTION_MS);
    this.#live.action = on ? (this.#live.action ?? make("article", { class: "message", "data-side": "bot" }, make("div", { class: "bubble" }, dots()))) : null;
    this.#showLive();
  }

  /** What the bot has written so far of a message that is not finished. */
  draft(text, entities) {
    clearTimeout(this.#timers.draft);
    this.#live.draft = text === null ? null : draft(text, entities);
    if (text !== null) this.#timers.draft = setTimeout(() => this.draft(null), DRAFT_MS);
    this.#showLive();
  }

  toEndNow(smooth = false) {
    this.#atEnd = true;
    this.#unread = 0;
    this.toEnd.hidden = true;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth && !calm ? "smooth" : "instant" });
  }

  // A screen reader says what is new, not the history.
  #quietly(change) {
    this.log.setAttribute("aria-live", "off");
    change();
    fitQuotes(this.log);
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), QUIET_MS);
  }

  #showLive() {
    const shown = this.#live.draft ?? this.#live.action;
    if (this.live.firstChild !== shown) this.live.replaceChildren(...(shown ? [shown] : []));
  }

  // The day heading that stands before a message's node, or the node itself.
  #leader(node) {
    const before = node.previousElementSibling;
    return before?.classList.contains("day") ? before : node;
  }

  #separate(index) {
    const { node, day, message } = this.#items[index];
    const leader = this.#leader(node);
    const needed = index === 0 || this.#items[index - 1].day !== day;
    if (!needed && leader !== node) leader.remove();
    if (needed && leader === node) {
      const heading = make("time", { dateTime: day }, dayTitle(message.date));
      node.before(make("div", { class: "day", role: "separator", "aria-label": heading.textContent }, heading));
    }
  }

  #offerEnd() {
    this.toEnd.hidden = false;
    const words = this.#unread ? t("new-messages", { count: this.#unread }) : t("to-end");
    this.toEnd.replaceChildren(make("span", { "aria-hidden": "true" }, "↓"));
    if (this.#unread) this.toEnd.append(` ${words}`);
    this.toEnd.setAttribute("aria-label", words);
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const distance = scrollHeight - clientHeight - scrollTop;
    this.#atEnd = distance < NEAR_END_PX;
    if (this.#atEnd) {
      this.#unread = 0;
      this.toEnd.hidden = true;
    } else if (distance > clientHeight / 2) this.#offerEnd();
    if (scrollTop < NEAR_TOP_PX && this.#older.some) this.#loadOlder();
  }

  async #loadOlder() {
    if (this.#older.busy || !this.#older.some) return;
    this.#older.busy = true;
    this.olderNote.hidden = false;
    this.olderNote.lastChild.textContent = t("older");
    try {
      const { messages, more } = await this.fetchOlder(this.#items[0].id);
      if (this.watch.signal.aborted) return;
      this.olderNote.hidden = true;
      const fromEnd = this.scroller.scrollHeight - this.scroller.scrollTop;
      this.#quietly(() => messages.reverse().forEach((message) => this.put(message, { quiet: true })));
      this.scroller.scrollTop = this.scroller.scrollHeight - fromEnd;
      this.#older.some = more;
    } catch {
      this.olderNote.lastChild.textContent = t("older-failed");
    } finally {
      this.#older.busy = false;
    }
  }
}
