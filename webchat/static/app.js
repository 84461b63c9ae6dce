// Starts the page: who the person is, their chat, and the parts around it.

import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { make } from "./entities.js";
import { Refused, Server } from "./server.js";
import { knows, speak, t } from "./words.js";

const $ = (id) => document.getElementById(id);
const TOAST_MS = 3_000;
const SLOW_MS = 1_500;
const KEYBOARD_PX = 60;

let chat = null;
let me = null;
let turns = 0;
const state = { open: false, slow: true, waiting: 0, action: "", uploading: false, unread: 0 };
const timers = { slow: 0, action: 0 };

const view = {
  parts: {
    log: $("log"), pending: $("pending"), live: $("live"), scroller: $("scroller"), toEnd: $("to-end"), olderNote: $("older"),
  },

  toast(text, bad = false) {
    const node = make("button", { type: "button", class: bad ? "toast bad" : "toast", onclick: () => node.remove() }, text);
    $("toasts").replaceChildren(node);
    setTimeout(() => node.remove(), TOAST_MS + text.length * 40);
  },

  alert(text, link) {
    const dialog = $("alert");
    const words = $("alert-text");
    words.replaceChildren(text);
    if (link) words.append(make("br"), make("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, link));
    if (!dialog.open) dialog.showModal();
  },

  enlarge(address, name) {
    const dialog = $("picture");
    const image = dialog.querySelector("img");
    image.src = address;
    image.alt = name;
    dialog.showModal();
  },

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      view.toast(t("copied"));
    } catch {
      view.alert(text); // no clipboard outside a secure context: show it to be copied by hand
    }
  },

  connected(open) {
    state.open = open;
    clearTimeout(timers.slow);
    state.slow = false;
    if (!open) timers.slow = setTimeout(() => { state.slow = true; report(); }, navigator.onLine ? SLOW_MS : 0);
    report();
  },

  waiting(count) {
    state.waiting = count;
    report();
  },

  uploading(on) {
    state.uploading = on;
    report();
  },

  action(action) {
    clearTimeout(timers.action);
    state.action = action === "cancel" ? "" : action;
    timers.action = setTimeout(() => { state.action = ""; report(); }, 6_000);
    report();
  },

  news() {
    clearTimeout(timers.action);
    state.action = "";
    if (document.visibilityState !== "visible") state.unread += 1;
    report();
  },

  elsewhere(person) {
    const segment = $("people").querySelector(`[data-person="${CSS.escape(String(person))}"]`);
    if (!segment || segment.querySelector("input").checked || segment.querySelector(".dot")) return;
    segment.append(make("span", { class: "dot", role: "img", "aria-label": t("has-news") }));
  },

  welcome(on) {
    $("welcome").hidden = !on;
  },
};

// Lines that follow the state: connection, what the bot does, the tab's title.
function report() {
  if (!me) return;
  const quiet = me.demo ? t("as", { name: me.user.first_name }) : t("bot");
  const action = state.uploading ? t("uploading") : state.action ? t("typing") : quiet;
  set($("status"), state.open ? action : t("connecting"));
  const lost = !state.open && state.slow;
  const words = state.waiting ? t("offline-waiting", { count: state.waiting }) : t(navigator.onLine ? "lost" : "offline");
  set($("banner"), lost ? words : "");
  $("banner").hidden = !lost;
  document.title = state.unread ? `(${state.unread}) ${me.bot.first_name}` : me.bot.first_name;
}

function set(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function showPeople() {
  const box = $("people");
  box.hidden = !me.demo || me.people.length < 2;
  if (box.hidden) return;
  const segments = me.people.map(({ id, name, role }) => {
    const input = make("input", { type: "radio", name: "person", value: String(id), checked: id === me.user.id });
    input.addEventListener("change", () => become(id));
    const words = role && knows(role) ? t(role) : role || name;
    return make("label", { class: "segment", "data-person": String(id), title: name }, input, make("span", { class: "segment-words" }, words));
  });
  box.querySelector(".segments").replaceChildren(...segments);
}

function showWelcome() {
  set($("welcome-title"), t("welcome-title", { bot: me.bot.first_name }));
  set($("welcome-text"), me.bot.description || t("welcome-text"));
  set($("welcome-note"), me.demo ? t("welcome-demo") : "");
}

const memory = {
  get person() {
    try { return sessionStorage.getItem("webchat.person"); } catch { return null; }
  },
  set person(id) {
    try { id === null ? sessionStorage.removeItem("webchat.person") : sessionStorage.setItem("webchat.person", id); } catch { /* the session's person then */ }
  },
};

// Whether the session is over, in which case the page is already leaving.
async function expired(error) {
  const found = error ?? (await new Server(memory.person).me().then(() => null, (refused) => refused));
  if (!(found instanceof Refused)) return false;
  if (found.status === 401) {
    location.assign(`/sign-in${location.search}`);
    return true;
  }
  if (found.status === 403 && memory.person !== null) {
    memory.person = null;
    location.reload();
    return true;
  }
  return false;
}

async function open(person) {
  const server = new Server(person);
  for (let wait = 500; ; wait = Math.min(wait * 2, 8_000)) {
    try {
      const [found, history] = await Promise.all([server.me(), server.history()]);
      return { server, found, history };
    } catch (error) {
      if (await expired(error)) return null;
      set($("status"), t("load-failed"));
      await new Promise((resume) => setTimeout(resume, wait));
    }
  }
}

async function become(person) {
  chat?.close();
  chat = null;
  const turn = ++turns;
  const opened = await open(person);
  if (!opened || turn !== turns) return; // switched again meanwhile
  const { server, found, history } = opened;
  me = found;
  memory.person = me.demo ? String(me.user.id) : null;
  if (person !== null) server.remember(person).catch(() => {});
  speak(me.user.language_code);
  set($("bot-name"), me.bot.first_name);
  $("sign-out").hidden = me.demo;
  $("sign-out").onsubmit = (event) => {
    event.preventDefault();
    signOut(server);
  };
  showPeople();
  showWelcome();
  composer.commands(me.commands);
  composer.person(me.user.id);
  chat = new Chat({ server, me, history, view, composer, expired });
  deepLink();
  composer.focus();
}

async function signOut(server) {
  if (chat?.unsent) {
    view.alert(t("sign-out-unsent", { count: chat.unsent }));
    return;
  }
  try {
    await server.signOut();
    composer.forget();
    location.assign("/sign-in");
  } catch {
    view.alert(t("sign-out-failed"));
  }
}

// ?start=… is sent once: it is in the queue before it leaves the address.
function deepLink() {
  const payload = new URLSearchParams(location.search).get("start");
  if (payload && /^[A-Za-z0-9_-]{1,64}$/.test(payload)) chat.say(`/start ${payload}`);
  if (location.search) history.replaceState(null, "", "/");
}

const composer = new Composer(
  {
    form: $("composer"), text: $("text"), send: $("send"), counter: $("counter"), attach: $("attach"), file: $("file"),
    menu: $("commands"), commandsButton: $("commands-button"),
  },
  {
    say: (text) => chat?.say(text),
    sendFile: (file) => chat?.sendFile(file),
  },
);

$("start").addEventListener("click", () => { chat?.say("/start"); composer.focus(); });
for (const dialog of [$("alert"), $("picture")]) {
  dialog.querySelector("button").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  state.unread = 0;
  report();
});
// A keyboard that covers the page instead of shrinking it (iOS): the page ends above it.
window.visualViewport?.addEventListener("resize", () => {
  const { height, offsetTop, scale } = window.visualViewport;
  const covered = scale === 1 && innerHeight - height > KEYBOARD_PX;
  const { style } = document.querySelector(".phone");
  style.height = covered ? `${height}px` : "";
  style.top = covered ? `${offsetTop}px` : "";
});
addEventListener("offline", report);
addEventListener("online", report);
addEventListener("beforeunload", (event) => chat?.busyUploading && event.preventDefault());
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  for (const file of event.dataTransfer?.files ?? []) chat?.sendFile(file);
});

speak(navigator.language);
become(memory.person);
