# What is said to something that is no question. Plain sentences: what to do instead.

ask-at-most = I answer { $limit } questions at a time; please send the rest again.
ask-edited = You edited a message; what I answered stays. Please send the new question as a new message.

input-empty = There is no text in this message. Please type your question in one sentence.
input-no-words = I see no words. Please type your question in one sentence.
input-too-long = This message has { $length } characters; { $limit } are possible. Please keep only the question itself.

attachment-caption = I cannot read the attachment; I answer only what you wrote.
attachment-sticker = I do not understand stickers. Please type your question in one sentence.
attachment-voice = I cannot listen to voice messages. Please type your question in one sentence.
attachment-video = I cannot watch videos. Please type your question in one sentence.
attachment-photo = I cannot read pictures. Please type what you want to ask in one sentence.
attachment-document = I take no files and did not open it. Please type what you want to ask in one sentence.
attachment-place = I did not keep the place. For a province's rules please type, such as “浙江怎么规定”.
attachment-contact = I did not keep the contact; please forward nobody's number. Type your question instead.
attachment-other = I cannot handle this kind of message. Please type your question in one sentence.
