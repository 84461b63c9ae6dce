# What the bot itself says, outside any conversation.

bot-set-aside = 抱歉，这条消息我处理不了，已经记下来交给维护人员。请换个说法再发一次，其他消息不受影响。
bot-one-by-one = 收到好几条了，我会按顺序一条一条回答。

# What an empty chat shows before the first message; plain text.
bot-description = 问创业政策，答条文原话：专利许可、成果转化、合伙与公司、劳动与知识产权。查不到依据就直说，不猜。
