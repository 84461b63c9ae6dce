// The contract's bot on telegraf: `node telegraf_bot.cjs ROOT TOKEN`.

const { createHash } = require("node:crypto");
const http = require("node:http");
const { Input, Markup, Telegraf, TelegramError } = require("telegraf");
const { message } = require("telegraf/filters");

const [root, token] = process.argv.slice(2);
// Its default agent speaks only TLS.
const agent = new http.Agent({ keepAlive: true });
const bot = new Telegraf(token, { telegram: { apiRoot: root, agent, attachmentAgent: agent } });
const buttons = Markup.inlineKeyboard([
  Markup.button.callback("看原文 📖", "clause:1"),
  Markup.button.callback("问老师", "staff:1"),
]);

bot.start((ctx) => ctx.replyWithHTML(`😀 <b>你好</b>，${ctx.from.first_name}`, buttons));

bot.hears("空", async (ctx) => {
  try {
    await ctx.reply("");
  } catch (error) {
    if (!(error instanceof TelegramError) || error.code !== 400) throw error;
    await ctx.reply("refused");
  }
});

bot.on(message("text"), async (ctx) => {
  await ctx.sendChatAction("typing");
  await ctx.reply(`收到：${ctx.message.text}`, {
    reply_parameters: { message_id: ctx.message.message_id },
  });
});

bot.on("callback_query", async (ctx) => {
  await ctx.answerCbQuery("好的");
  await ctx.editMessageText(`已选 ${ctx.callbackQuery.data}`);
});

bot.on(message("document"), async (ctx) => {
  const link = await ctx.telegram.getFileLink(ctx.message.document.file_id);
  const answer = await fetch(link);
  const content = Buffer.from(await answer.arrayBuffer());
  const name = `back-${ctx.message.document.file_name}`;
  await ctx.replyWithDocument(Input.fromBuffer(Buffer.from(content).reverse(), name), {
    caption: createHash("sha256").update(content).digest("hex"),
  });
});

async function main() {
  try {
    await bot.telegram.setMyCommands([{ command: "start", description: "开始" }]);
  } catch (error) {
    if (!(error instanceof TelegramError) || error.code !== 401) throw error;
    process.exit(3);
  }
  await bot.launch({}, () => console.log("ready"));
}

process.once("SIGTERM", () => bot.stop());
main();
