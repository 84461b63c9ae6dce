# What the bot itself says, outside any conversation.

bot-set-aside = Sorry, I could not work through this message; it is kept for the people who look after me. Please put it another way. Your other messages are not affected.
bot-one-by-one = That is quite a few messages: I will answer them one by one, in order.
