// Text with Telegram's entities as DOM nodes. Offsets count UTF-16 units, as JavaScript strings do.

import { t } from "./words.js";

const BLOCKS = ["blockquote", "expandable_blockquote", "pre"];
const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

/** Builds an element: class, text or children, properties; never markup. */
export function make(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && !name.startsWith("aria")) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** An address that may be opened from a message, or null (javascript:, data:, and the like). */
export function safeLink(address) {
  try {
    const link = new URL(/^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`);
    return ["http:", "https:", "mailto:", "tel:"].includes(link.protocol) ? link.href : null;
  } catch {
    return null;
  }
}

function anchor(address) {
  const href = safeLink(address);
  return href ? make("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }) : make("span");
}

function spoiler() {
  const inside = make("span", { class: "spoiler-text", "aria-hidden": "true" });
  const node = make("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": t("spoiler") }, inside);
  const show = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (node.classList.contains("shown")) return;
    event.preventDefault();
    node.classList.add("shown");
    inside.removeAttribute("aria-hidden");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  node.addEventListener("click", show);
  node.addEventListener("keydown", show);
  return [node, inside];
}

function expandable() {
  const body = make("div", { class: "quote-body" });
  const button = make("button", { type: "button", class: "quote-more", hidden: true, "aria-expanded": "false" }, t("more"));
  button.addEventListener("click", () => {
    const open = node.classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
    button.textContent = t(open ? "less" : "more");
  });
  const node = make("blockquote", { class: "quote expandable" }, body, button);
  return [node, body];
}

/** Shows the button of every expandable quote that hides something; call when laid out. */
export function fitQuotes(root) {
  for (const quote of root.querySelectorAll(".quote.expandable:not(.open)")) {
    const body = quote.firstChild;
    quote.lastChild.hidden = body.scrollHeight <= body.clientHeight + 2;
  }
}

// The element of an entity, and the element its text goes into.
function elementOf(entity, text, act) {
  switch (entity.type) {
    case "text_link": return one(anchor(entity.url));
    case "url": return one(anchor(text));
    case "email": return one(anchor(`mailto:${text}`));
    case "phone_number": return one(anchor(`tel:${text.replace(/[^\d+]/g, "")}`));
    case "spoiler": return spoiler();
    case "expandable_blockquote": return expandable();
    case "blockquote": return one(make("blockquote", { class: "quote" }));
    case "bot_command": return one(make("button", { type: "button", class: "command-link", onclick: () => act.say(text) }));
    case "pre": return one(make("pre", { tabindex: "0" }));
    default: return one(make(TAGS[entity.type] || "span"));
  }
}

const one = (node) => [node, node];
const isBlock = (entity) => BLOCKS.includes(entity?.type);

function build(parent, text, from, to, entities, act) {
  let at = from;
  let afterBlock = false;
  const put = (end, beforeBlock) => {
    let piece = text.slice(at, end);
    if (afterBlock) piece = piece.replace(/^\n/, "");
    if (beforeBlock) piece = piece.replace(/\n$/, "");
    if (piece) parent.append(piece);
  };
  let rest = entities;
  while (rest.length) {
    const [entity, ...others] = rest;
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= start) {
      rest = others;
      continue;
    }
    put(start, isBlock(entity));
    const [node, inside] = elementOf(entity, text.slice(start, end), act);
    // What overlaps goes inside; what reaches further is continued behind.
    build(inside, text, start, end, others.filter((other) => other.offset < end), act);
    rest = others.filter((other) => other.offset + other.length > end);
    parent.append(node);
    at = end;
    afterBlock = isBlock(entity);
  }
  put(to, false);
}

/** A fragment showing `text`; `act.say(command)` is called when a command in it is pressed. */
export function render(text, entities = [], act = {}) {
  const fragment = document.createDocumentFragment();
  const sound = entities
    .filter((entity) => Number.isInteger(entity.offset) && entity.offset >= 0 && entity.length > 0)
    .sort((a, b) => a.offset - b.offset || b.length - a.length || isBlock(b) - isBlock(a));
  build(fragment, text, 0, text.length, sound, act);
  return fragment;
}
