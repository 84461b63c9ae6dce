// What the page itself says, in Chinese and English. The bot's words come from the bot.

const chinese = {
  "skip": "跳到输入框",
  "connecting": "正在连接…",
  "bot": "机器人",
  "offline": "没有网络。现在写的消息会保存好，连上后自动发出。",
  "lost": "连接断开，正在重连。现在写的消息会保存好，连上后自动发出。",
  "offline-waiting": "没有连上。{count} 条消息已保存，连上后自动发出。",
  "typing": "正在输入…",
  "uploading": "正在发送文件…",
  "people": "试用身份",
  "student": "学生",
  "mentor": "导师",
  "staff": "老师",
  "reviewer-1": "评审一",
  "reviewer-2": "评审二",
  "head": "负责人",
  "as": "你现在是 {name}",
  "has-news": "有新消息",
  "chat": "聊天记录",
  "messages": "消息",
  "waiting": "等待发出的消息",
  "older": "正在取更早的消息…",
  "older-failed": "更早的消息没有取到，点按再试",
  "start": "开始",
  "welcome-title": "和{bot}聊聊",
  "welcome-text": "直接打字就能提问。点“开始”，它会先介绍自己能做什么。",
  "welcome-demo": "这是演示：人物都是虚构的，上方可以切换身份。请不要填写真实个人信息。",
  "commands": "命令",
  "your-message": "输入消息",
  "attach": "发文件",
  "send": "发送",
  "cancel": "取消",
  "close": "关闭",
  "ok": "知道了",
  "sign-out": "退出",
  "sign-out-unsent": "还有 {count} 条消息没有发出。等连上并发出后再退出，或先删除它们。",
  "sign-out-failed": "没有连上服务器，还没有退出。请连上后再试。",
  "picture": "图片",
  "open-picture": "看大图：{name}",
  "me": "我",
  "edited": "已编辑",
  "sending": "发送中",
  "sent": "已发出",
  "not-sent": "没有发出",
  "retry": "重发",
  "edit": "改一改",
  "remove": "删除",
  "more": "展开全文",
  "less": "收起",
  "spoiler": "隐藏的内容，点按显示",
  "copied": "已复制",
  "buttons": "可选操作",
  "press-later": "还没有连上，这次没有按下。连上后请再按一次。",
  "press-silent": "对方暂时没有回应，请稍后再按。",
  "unsupported-button": "这个按钮在网页里用不了。",
  "unsupported": "这种消息在网页里看不了（{kind}）",
  "file": "文件",
  "download": "下载 {name}（{size}）",
  "voice": "语音",
  "audio": "音频",
  "video": "视频",
  "animation": "动图",
  "sticker": "贴纸",
  "location": "位置",
  "contact": "联系人",
  "poll": "投票",
  "service": "聊天设置有变化",
  "replied": "回复：{text}",
  "to-end": "回到最新消息",
  "new-messages": "{count} 条新消息",
  "too-long": "超出 {count} 字，请分成几条发送（一条最多 4096 字）",
  "left": "还可以写 {count} 字",
  "file-too-big": "“{name}”有 {size}，一个文件最多 {limit}。请压缩后再发，或发链接。",
  "file-empty": "“{name}”是空文件，没有发出。",
  "file-failed": "“{name}”没有发出，请重试。",
  "error-empty": "空消息不能发送。",
  "error-too_long": "消息太长，请分成几条发送（一条最多 4096 字）。",
  "error-no_such_button": "这个按钮已经失效，请用最新消息里的按钮。",
  "error-bad_request": "服务器没有接受这个请求，请刷新页面再试。",
  "load-failed": "没有取到聊天记录，正在再试…",
  "today": "今天",
  "yesterday": "昨天",
};

const english = {
  "skip": "Skip to the message field",
  "connecting": "Connecting…",
  "bot": "bot",
  "offline": "No network. What you write now is kept and sent once you are back.",
  "lost": "Connection lost, reconnecting. What you write now is kept and sent later.",
  "offline-waiting": "Not connected. Messages kept and sent once you are back: {count}.",
  "typing": "typing…",
  "uploading": "sending a file…",
  "people": "Try it as",
  "student": "Student",
  "mentor": "Mentor",
  "staff": "Staff",
  "reviewer-1": "Reviewer 1",
  "reviewer-2": "Reviewer 2",
  "head": "Head",
  "as": "You are now {name}",
  "has-news": "new messages",
  "chat": "Chat history",
  "messages": "Messages",
  "waiting": "Messages waiting to be sent",
  "older": "Fetching earlier messages…",
  "older-failed": "Earlier messages could not be fetched, tap to try again",
  "start": "Start",
  "welcome-title": "Chat with {bot}",
  "welcome-text": "Just type a question. Tap “Start” and it will tell you what it can do.",
  "welcome-demo": "This is a demo: the people are fictional, switch between them above. Please enter no real personal data.",
  "commands": "Commands",
  "your-message": "Message",
  "attach": "Send a file",
  "send": "Send",
  "cancel": "Cancel",
  "close": "Close",
  "ok": "OK",
  "sign-out": "Sign out",
  "sign-out-unsent": "Messages not sent yet: {count}. Sign out once they are sent or deleted.",
  "sign-out-failed": "The server was not reached, you are still signed in. Please try again.",
  "picture": "Picture",
  "open-picture": "Enlarge: {name}",
  "me": "Me",
  "edited": "edited",
  "sending": "Sending",
  "sent": "Sent",
  "not-sent": "Not sent",
  "retry": "Send again",
  "edit": "Edit",
  "remove": "Delete",
  "more": "Show all",
  "less": "Show less",
  "spoiler": "Hidden text, tap to show",
  "copied": "Copied",
  "buttons": "Choices",
  "press-later": "Not connected, so nothing was pressed. Please press again once you are back.",
  "press-silent": "No response for now. Please press again later.",
  "unsupported-button": "This button does not work on the web page.",
  "unsupported": "This kind of message cannot be shown here ({kind})",
  "file": "File",
  "download": "Download {name} ({size})",
  "voice": "Voice message",
  "audio": "Audio",
  "video": "Video",
  "animation": "Animation",
  "sticker": "Sticker",
  "location": "Location",
  "contact": "Contact",
  "poll": "Poll",
  "service": "The chat's settings changed",
  "replied": "In reply to: {text}",
  "to-end": "Back to the newest message",
  "new-messages": "New messages: {count}",
  "too-long": "{count} characters too many; please send several messages (4096 at most in one)",
  "left": "{count} characters left",
  "file-too-big": "“{name}” has {size}; a file may have {limit} at most. Please compress it or send a link.",
  "file-empty": "“{name}” is empty and was not sent.",
  "file-failed": "“{name}” was not sent, please try again.",
  "error-empty": "An empty message cannot be sent.",
  "error-too_long": "The message is too long; please send several (4096 characters at most in one).",
  "error-no_such_button": "This button no longer works. Please use the ones of the newest message.",
  "error-bad_request": "The server did not accept this request. Please reload the page.",
  "load-failed": "The chat could not be fetched, trying again…",
  "today": "Today",
  "yesterday": "Yesterday",
};

export const languages = { "zh-CN": chinese, en: english };

let code = "zh-CN";
let clocks = null;

/** Chooses the language; anything that is not English is answered in Chinese. */
export function speak(languageCode) {
  code = /^en\b/i.test(languageCode || "") ? "en" : "zh-CN";
  clocks = null;
  document.documentElement.lang = code;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
  for (const node of document.querySelectorAll("[data-hint]")) node.placeholder = t(node.dataset.hint);
}

/** The words of `key`, with {names} filled in. */
export function t(key, values = {}) {
  return languages[code][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** Whether the page has words for this key. */
export function knows(key) {
  return Object.hasOwn(languages[code], key);
}

function formats() {
  const zone = { timeZone: "Asia/Shanghai" };
  return (clocks ??= {
    time: new Intl.DateTimeFormat(code, { ...zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    day: new Intl.DateTimeFormat(code, { ...zone, month: "long", day: "numeric", weekday: "long" }),
    old: new Intl.DateTimeFormat(code, { ...zone, year: "numeric", month: "long", day: "numeric" }),
    key: new Intl.DateTimeFormat("en-CA", { ...zone, year: "numeric", month: "2-digit", day: "2-digit" }),
  });
}

/** The time of day in China, such as 09:05. */
export function timeOf(seconds) {
  return formats().time.format(seconds * 1000);
}

/** The calendar day in China, such as 2026-11-22. */
export function dayOf(seconds) {
  return formats().key.format(seconds * 1000);
}

/** How a day is headed in the chat: today, yesterday, or its date. */
export function dayTitle(seconds) {
  const now = Date.now() / 1000;
  const day = dayOf(seconds);
  if (day === dayOf(now)) return t("today");
  if (day === dayOf(now - 86400)) return t("yesterday");
  return (day.slice(0, 4) === dayOf(now).slice(0, 4) ? formats().day : formats().old).format(seconds * 1000);
}

/** A file's size in words: 812 B, 34 KB, 5.2 MB. */
export function sizeOf(bytes) {
  if (!Number.isFinite(bytes)) return "?";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
