# 找导师：说清需要、看名单、发申请、看进度。

error-text-too-long = 写了 { $length } 字，这里最多 { $limit } 字。请缩短后再发，之前的都还在。
error-too-many-choices = 最多选 { $limit } 个。先点掉一个，再选新的。
error-too-many-projects = 已经存了 { $limit } 个项目。请先用其中一个。
