// One message as a bubble: text, files, pictures, buttons. A pure function of the Message.

import { fitQuotes, make, render, safeLink } from "./entities.js";
import { knows, sizeOf, t, timeOf } from "./words.js";

const FILES = ["document", "voice", "audio", "video", "animation", "sticker", "video_note"];
const SERVICE = [
  "pinned_message", "new_chat_title", "new_chat_photo", "delete_chat_photo", "new_chat_members", "left_chat_member",
  "message_auto_delete_timer_changed", "chat_shared", "users_shared", "forum_topic_created", "forum_topic_edited",
];
const SHAPES = {
  file: "M13 3H6v18h12V8zM13 3v5h5",
  download: "M12 4v11M7 10.5l5 5 5-5M5 20h14",
};

/** A small line drawing; decoration only. */
export function drawing(shape) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", width: 22, height: 22, "aria-hidden": "true", focusable: "false" })) svg.setAttribute(name, value);
  const path = document.createElementNS(space, "path");
  for (const [name, value] of Object.entries({ d: SHAPES[shape], fill: "none", stroke: "currentColor", "stroke-width": 1.9, "stroke-linecap": "round", "stroke-linejoin": "round" })) path.setAttribute(name, value);
  svg.append(path);
  return svg;
}

/** The first words of a message, for a reply's heading. */
export function gist(message) {
  const words = message.text ?? message.caption ?? message.document?.file_name ?? (message.photo ? t("picture") : "…");
  return words.length > 60 ? `${words.slice(0, 60)}…` : words;
}

function picture(message, act) {
  const sizes = [...message.photo].sort((a, b) => a.width - b.width);
  const shown = sizes.find((size) => size.width >= 640) ?? sizes.at(-1);
  const name = message.caption ? gist(message) : t("picture");
  const image = make("img", { alt: name, src: act.fileAddress(shown.file_id), loading: "lazy", decoding: "async" });
  if (shown.width && shown.height) {
    image.width = shown.width;
    image.height = shown.height;
  }
  const open = () => act.enlarge(act.fileAddress(sizes.at(-1).file_id), name);
  return make("button", { type: "button", class: "photo", "aria-label": t("open-picture", { name }), onclick: open }, image);
}

function attachment(message, act) {
  const kind = FILES.find((one) => message[one]);
  const file = message[kind];
  const name = file.file_name || (knows(kind) ? t(kind) : t("file"));
  const size = sizeOf(file.file_size);
  return make(
    "a",
    { class: "file", href: act.fileAddress(file.file_id), download: name, "aria-label": t("download", { name, size }) },
    make("span", { class: "file-icon" }, drawing("file")),
    make("span", { class: "file-words" }, make("span", { class: "file-name" }, name), make("span", { class: "file-size" }, size)),
    make("span", { class: "file-get" }, drawing("download")),
  );
}

// Kinds that carry neither text nor a file, in plain words.
function plainWords(message) {
  if (message.poll) return [`${t("poll")}：${message.poll.question}`, ...message.poll.options.map((option) => `· ${option.text}`)].join("\n");
  if (message.dice) return `${message.dice.emoji} ${message.dice.value}`;
  if (message.contact) return [`${t("contact")}：${message.contact.first_name} ${message.contact.last_name ?? ""}`.trim(), message.contact.phone_number].join("\n");
  if (message.venue) return [`${t("location")}：${message.venue.title}`, message.venue.address].join("\n");
  if (message.location) return `${t("location")}：${message.location.latitude}, ${message.location.longitude}`;
  if (SERVICE.some((kind) => message[kind] !== undefined)) return t("service");
  const kind = Object.keys(message).find((key) => !["message_id", "from", "chat", "date", "edit_date", "reply_markup"].includes(key));
  return t("unsupported", { kind: kind ?? "?" });
}

function key(button, message, act) {
  const style = { primary: " strong", success: " strong", danger: " danger" }[button.style] ?? "";
  const shape = { class: `key${style}` };
  const address = button.url ?? button.web_app?.url ?? button.login_url?.url;
  if (address !== undefined) {
    const href = safeLink(address);
    if (href) return make("a", { ...shape, href, target: "_blank", rel: "noopener noreferrer" }, button.text, make("span", { class: "key-sign", "aria-hidden": "true" }, "↗"));
  }
  const press = (event) => {
    const node = event.currentTarget;
    if (button.callback_data !== undefined) act.press(message, button, node);
    else if (button.copy_text) act.copy(button.copy_text.text);
    else act.toast(t("unsupported-button"));
  };
  return make("button", { ...shape, type: "button", "data-press": button.callback_data, onclick: press }, button.text);
}

function keys(message, act) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (!rows.some((row) => row.length)) return null;
  return make(
    "div",
    { class: "keys", role: "group", "aria-label": t("buttons") },
    ...rows.map((row) => make("div", { class: "key-row" }, ...row.map((button) => key(button, message, act)))),
  );
}

function content(message, act) {
  const parts = [];
  if (message.reply_to_message) parts.push(make("p", { class: "replied" }, t("replied", { text: gist(message.reply_to_message) })));
  if (message.photo?.length) parts.push(picture(message, act));
  else if (FILES.some((kind) => message[kind])) parts.push(attachment(message, act));
  const text = message.text ?? message.caption;
  if (text) parts.push(make("div", { class: "words" }, render(text, message.entities ?? message.caption_entities, act)));
  if (!parts.length || (parts.length === 1 && message.reply_to_message)) parts.push(make("div", { class: "words plain" }, plainWords(message)));
  return parts;
}

function foot(message, mine, sent) {
  const time = make("time", { dateTime: new Date(message.date * 1000).toISOString() }, timeOf(message.date));
  const foot = make("span", { class: "foot" });
  if (message.edit_date && !mine) foot.append(make("span", { class: "edited" }, t("edited")), " ");
  foot.append(time);
  if (mine) foot.append(make("span", { class: "tick", role: "img", "aria-label": t(sent ? "sent" : "sending") }, sent ? "✓" : "◷"));
  return foot;
}

/** The bubble of a message; `who` is {me, bot} for the names that a screen reader says. */
export function bubble(message, who, act, { sent = true } = {}) {
  const mine = message.from?.id === who.me.id;
  const name = mine ? t("me") : message.from?.first_name ?? who.bot.first_name;
  const node = make(
    "article",
    { class: "message", "data-side": mine ? "me" : "bot", tabindex: "-1", "aria-label": `${name} ${timeOf(message.date)}` },
    make("div", { class: "bubble" }, ...content(message, act), foot(message, mine, sent)),
  );
  if (message.message_id !== undefined) node.dataset.id = message.message_id;
  const buttons = keys(message, act);
  if (buttons) node.append(buttons);
  return node;
}

/** A bubble for what the bot is still writing. */
export function draft(text, entities) {
  const words = text ? make("div", { class: "words" }, render(text, entities)) : dots();
  return make("article", { class: "message draft", "data-side": "bot" }, make("div", { class: "bubble" }, words));
}

/** Three dots: somebody is at work. */
export function dots() {
  return make("span", { class: "dots" }, make("i"), make("i"), make("i"));
}

/** Replaces a bubble in place, keeping opened quotes and the keyboard focus where they were. */
export function replaceBubble(old, fresh) {
  const quotes = [...old.querySelectorAll(".quote.expandable")].map((quote) => quote.classList.contains("open"));
  const stops = "a[href], button";
  const held = old.contains(document.activeElement) ? [...old.querySelectorAll(stops)].indexOf(document.activeElement) : null;
  old.replaceWith(fresh);
  fitQuotes(fresh);
  [...fresh.querySelectorAll(".quote.expandable")].forEach((quote, index) => quotes[index] && quote.lastChild.click());
  if (held === null) return;
  const next = fresh.querySelectorAll(stops);
  (next[Math.min(Math.max(held, 0), next.length - 1)] ?? fresh).focus({ preventScroll: true });
}
