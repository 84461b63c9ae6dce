// The contract's bot on grammY: `node grammy_bot.cjs ROOT TOKEN`.

const { createHash } = require("node:crypto");
const { Bot, GrammyError, InlineKeyboard, InputFile } = require("grammy");

const [root, token] = process.argv.slice(2);
const bot = new Bot(token, { client: { apiRoot: root } });
const buttons = new InlineKeyboard().text("看原文 📖", "clause:1").text("问老师", "staff:1");

bot.command("start", (ctx) =>
  ctx.reply(`😀 <b>你好</b>，${ctx.from.first_name}`, { parse_mode: "HTML", reply_markup: buttons }),
);

bot.hears("空", async (ctx) => {
  try {
    await ctx.reply("");
  } catch (error) {
    if (!(error instanceof GrammyError) || error.error_code !== 400) throw error;
    await ctx.reply("refused");
  }
});

bot.on("message:text", async (ctx) => {
  await ctx.replyWithChatAction("typing");
  await ctx.reply(`收到：${ctx.message.text}`, {
    reply_parameters: { message_id: ctx.message.message_id },
  });
});

bot.on("callback_query:data", async (ctx) => {
  await ctx.answerCallbackQuery("好的");
  await ctx.editMessageText(`已选 ${ctx.callbackQuery.data}`);
});

bot.on("message:document", async (ctx) => {
  const file = await ctx.getFile();
  const answer = await fetch(`${root}/file/bot${token}/${file.file_path}`);
  const content = Buffer.from(await answer.arrayBuffer());
  const name = `back-${ctx.message.document.file_name}`;
  await ctx.replyWithDocument(new InputFile(Buffer.from(content).reverse(), name), {
    caption: createHash("sha256").update(content).digest("hex"),
  });
});

async function main() {
  try {
    await bot.api.setMyCommands([{ command: "start", description: "开始" }]);
  } catch (error) {
    if (!(error instanceof GrammyError) || error.error_code !== 401) throw error;
    process.exit(3);
  }
  await bot.start({ timeout: 5, onStart: () => console.log("ready") });
}

process.once("SIGTERM", () => bot.stop());
main();
