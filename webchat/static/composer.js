// Writing: the growing field, the counter, commands and files.

import { make } from "./entities.js";
import { store } from "./queue.js";
import { t } from "./words.js";

export const LONGEST = 4096;
const WARN_AT = 3800;

/** Text as the server takes it: no NUL, no half of a surrogate pair, no blank edges. */
export function clean(text) {
  const whole = text.toWellFormed?.() ?? text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
  return whole.replaceAll("\0", "").trim();
}

export class Composer {
  #person = null;
  #commands = [];

  /** `say(text)` and `sendFile(file)` are called for what the person sends. */
  constructor(parts, { say, sendFile }) {
    Object.assign(this, { ...parts, say, sendFile });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.text.addEventListener("input", () => this.#typed());
    this.text.addEventListener("keydown", (event) => this.#key(event));
    this.text.addEventListener("paste", (event) => this.#pasted(event));
    this.attach.addEventListener("click", () => this.file.click());
    this.file.addEventListener("change", () => {
      for (const file of this.file.files) this.sendFile(file);
      this.file.value = "";
    });
    this.commandsButton.addEventListener("click", () => this.#toggleCommands(this.menu.hidden, true));
    this.menu.addEventListener("keydown", (event) => this.#menuKey(event));
    document.addEventListener("click", (event) => {
      if (!this.menu.hidden && !this.form.parentElement.contains(event.target)) this.#toggleCommands(false);
    });
    this.#typed();
  }

  /** Whose chat it is: brings back what this person had begun to write. */
  person(id) {
    this.#person = id;
    this.text.value = store.get(this.#place) ?? "";
    this.#toggleCommands(false);
    this.#typed();
  }

  commands(list) {
    this.#commands = list;
    this.commandsButton.hidden = list.length === 0;
    if (!this.menu.hidden) this.#drawCommands(list);
  }

  /** Puts text back into the field, as for a message that was refused. */
  rewrite(text) {
    this.text.value = this.text.value ? `${this.text.value}\n${text}` : text;
    this.#typed();
    this.text.focus();
  }

  /** Leaves nothing of this person's words on the device. */
  forget() {
    this.text.value = "";
    this.#typed();
  }

  focus() {
    // On a phone the focus would raise the keyboard over the chat.
    if (matchMedia("(pointer: fine)").matches) this.text.focus({ preventScroll: true });
  }

  get #place() {
    return `webchat.draft.${this.#person}`;
  }

  #typed() {
    const { value } = this.text;
    if (this.#person !== null) (value ? store.set(this.#place, value) : store.remove(this.#place));
    const length = clean(value).length;
    const over = length - LONGEST;
    this.counter.textContent = over > 0 ? t("too-long", { count: over }) : length > WARN_AT ? t("left", { count: -over }) : "";
    this.counter.classList.toggle("bad", over > 0);
    this.text.setAttribute("aria-invalid", String(over > 0));
    const sendable = length > 0 && over <= 0;
    this.send.setAttribute("aria-disabled", String(!sendable));
    this.form.classList.toggle("ready", sendable);
    this.#grow();
    const asked = /^\/([a-z0-9_]*)$/i.exec(value);
    if (asked && this.#commands.length) {
      const fitting = this.#commands.filter(({ command }) => command.startsWith(asked[1].toLowerCase()));
      this.#drawCommands(fitting);
      this.#toggleCommands(fitting.length > 0);
    } else if (!this.menu.hidden) this.#toggleCommands(false);
  }

  #grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight}px`;
  }

  #key(event) {
    // An input method's Enter chooses characters; 229 is what Safari reports for it.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey && matchMedia("(pointer: fine)").matches) {
      event.preventDefault();
      this.#submit();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !this.menu.hidden) {
      event.preventDefault();
      (event.key === "ArrowDown" ? this.menu.firstChild : this.menu.lastChild)?.focus();
    } else if (event.key === "Escape" && !this.menu.hidden) this.#toggleCommands(false);
  }

  #pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    for (const file of files) this.sendFile(file);
  }

  #submit() {
    const text = clean(this.text.value);
    if (!text || text.length > LONGEST) {
      this.#typed();
      this.text.focus();
      return;
    }
    this.text.value = "";
    this.#typed();
    this.text.focus({ preventScroll: true });
    this.say(text);
  }

  #drawCommands(list) {
    const choose = (command) => {
      this.#toggleCommands(false);
      this.text.value = "";
      this.#typed();
      this.say(`/${command}`);
      this.focus();
    };
    const items = list.map(({ command, description }) =>
      make(
        "button",
        { type: "button", role: "menuitem", tabindex: "-1", onclick: () => choose(command) },
        make("span", { class: "command-name" }, `/${command}`),
        make("span", { class: "command-words" }, description),
      ));
    this.menu.replaceChildren(...items);
  }

  #toggleCommands(on, focus = false) {
    if (on && focus) this.#drawCommands(this.#commands);
    this.menu.hidden = !on;
    this.commandsButton.setAttribute("aria-expanded", String(on));
    if (on && focus) this.menu.firstChild?.focus();
  }

  #menuKey(event) {
    const items = [...this.menu.children];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      items.at(to % items.length).focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Escape") event.preventDefault();
      this.#toggleCommands(false);
      (event.key === "Escape" ? this.commandsButton : this.text).focus();
    }
  }
}
