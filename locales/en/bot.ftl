# What the bot itself says, outside any conversation.

bot-set-aside = Sorry, I could not work through this message; it is kept for the people who look after me. Please put it another way. Your other messages are not affected.
bot-one-by-one = That is quite a few messages: I will answer them one by one, in order.

# What an empty chat shows before the first message; plain text.
bot-description = Ask about start-up policy and get the clause that answers it, word for word: patents and licences, technology transfer, companies and partnerships, labour and IP. Where nothing proves an answer, I say so.
