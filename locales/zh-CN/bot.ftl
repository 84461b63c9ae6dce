# What the bot itself says, outside any conversation.

bot-set-aside = 抱歉，这条消息我处理不了，已经记下来交给维护人员。请换个说法再发一次，其他消息不受影响。
bot-one-by-one = 收到好几条了，我会按顺序一条一条回答。
