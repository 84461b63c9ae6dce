# What is said to something that is no question. Plain sentences: what to do instead.

ask-at-most = 一次最多答 { $limit } 个问题，其余的请再发一次。
ask-edited = 你改了上一条消息；我不改已答的内容。请把改好的问题再发一次。

input-empty = 这条消息里没有文字。请把问题打成一句话发给我。
input-no-words = 没看到文字。请把问题打成一句话发给我。
input-too-long = 这条消息有 { $length } 字，一次最多 { $limit } 字。请只留下要问的那一句。

attachment-caption = 附件我看不了，只按你写的文字来答。
attachment-sticker = 表情我看不懂。请把问题打成一句话发给我。
attachment-voice = 语音我还听不了。请把问题打成一句话发给我。
attachment-video = 视频我看不了。请把问题打成一句话发给我。
attachment-photo = 图片我看不了。请把要问的内容打成一句话发给我。
attachment-document = 文件我不收，也没有打开。请把要问的内容打成一句话发给我。
attachment-place = 位置我没有保存。要问某地的规定，请打字，例如“浙江怎么规定”。
attachment-contact = 联系人我没有保存，请不要转发别人的号码。有问题请打字。
attachment-other = 这类消息我处理不了。请把问题打成一句话发给我。
