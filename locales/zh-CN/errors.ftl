# One text for each DomainError.key. Shown on a button or below a message: plain text, no HTML.

error-unexpected = 抱歉，这里出错了。请再发一次；还不行就请报编号 { $reference }。
error-not-found = 找不到这条记录，或者它不是你的。
error-not-allowed = 你没有这项权限。
error-not-possible-now = 这件事已经处理过了，现在不能这样做。
error-changed-meanwhile = 刚刚有人先处理了，请重新查看。
error-busy = 现在有点忙，请过几秒再试。
error-database = 数据库暂时用不了，请稍后再试。
error-settings = 系统设置有问题，请联系维护人员：{ $problem }
error-invite = 邀请码无效、已过期或已被使用。请向发给你的老师要一个新的。
