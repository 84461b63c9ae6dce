# One text for each DomainError.key. Shown on a button or below a message, or printed by the
# command line: plain text, no HTML.

error-unexpected = 抱歉，这里出错了。请再发一次；还不行就请报编号 { $reference }。
error-not-found = 找不到这条记录，或者它不是你的。
error-not-allowed = 你没有这项权限。
error-not-possible-now = 这件事已经处理过了，现在不能这样做。
error-changed-meanwhile = 刚刚有人先处理了，请重新查看。
error-invite = 邀请码无效、已过期或已被使用。请向发给你的老师要一个新的。

error-busy = 现在有点忙，请过几秒再试。
error-database = 数据库暂时用不了，请稍后再试。
error-settings = 设置有误：{ $problem }
error-webchat-unset = 没有设置 WEBCHAT_TOKEN，所以没有可登录的网页聊天。
error-webchat-unreachable = 网页聊天服务（{ $url }）没有应答：{ $reason }

error-file-not-text = { $name } 不是文本文件（可能是图片、PDF 或压缩包）。请转成 Markdown 或纯文本。
error-file-empty = { $name } 里没有文字。
error-file-too-large = { $name } 超过 { $limit_mb } MB。请拆成几个文件。
error-document-empty = { $name } 里没有可引用的条文。
error-document-field-missing = 缺少 { $field }，没有收入任何内容。
error-effective-date-missing = { $name } 没有施行日期。日期不能从正文推断，请查证后填写。
error-effective-dates-reversed = { $name } 的失效日早于施行日。
error-digest-incomplete = 摘要 { $name } 缺少“{ $field }”，或这一行读不懂。
error-statutes-missing = 没有安装法律文本包 { $package }，或者它的数据库读不了。
error-statute-unknown = 法律文本包里没有《{ $name }》。
