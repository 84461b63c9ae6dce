# 交文件时怎么说（staff/contents.py, staff/files.py）。纯文本，不含 HTML。

error-upload = 这个文件收不了，请换一个。
error-upload-empty = 这是个空文件，里面什么都没有。请重新选一次。
error-upload-large = 文件有 { $size_mb } MB，最多 { $limit_mb } MB。请压缩图片或分开交。
error-upload-content = 这里收 { $takes }。这个文件的内容不是这些（只改后缀没有用）。
error-upload-damaged = 文件不完整或打不开，可能没传完。请在手机上打开看看，再发一次。
error-upload-locked = 这个文件有密码，我们打不开。请去掉密码后再发。
error-upload-old-office = 这是旧版 Office 文件，或者加了密码。请另存为没有密码的 { $takes } 再发。
error-upload-harmful = 这个文件解开后大得反常，或带有宏，不能收。请另存一份普通的再发。
error-upload-pixels = 图片太大了，最多 { $millions } 百万像素。请缩小后再发。
error-upload-not-kept = 文件暂时存不了，没有收下。请过一会儿再发一次。
error-upload-lost = 这份文件现在打不开，我们已记下来处理。
error-upload-same = 这和退回的那份一模一样。请按说明改好再交。
error-upload-replaced = 对方已经交了新的一份，请看新的。
error-upload-reason = 退回文件要写明原因，让对方知道怎么改。
