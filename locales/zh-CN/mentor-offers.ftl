# 导师看申请、答复申请（handlers/offers.py）。

offers-no-mentor = 你还不是导师，没有要答复的申请。想当导师，请联系工作人员。
offers-none = 现在没有等你答复的申请。
offers-first = 有 { $all } 份申请在等你，先看最急的 { $shown } 份：
offers-head =
    <b>“{ $title }”想请你指导</b>
    { $stage }　{ $fields }
offers-ask = “{ $ask }”
offers-why = { $why }
offers-times = 都有空：{ $times }
offers-left =
    { $places ->
        [0] 还剩 { $hours } 小时答复｜这是你最后一个名额
       *[other] 还剩 { $hours } 小时答复｜另外还可带 { $places } 人
    }
offers-accepted =
    <b>已答应“{ $title }”，谢谢！</b>
    约定马上发给你们两位，各点一次确认就开始。
offers-why-not = 选一个原因，只有你和老师看得到。
offers-declined = 已婉拒，转给下一位了。原因不会告诉学生，谢谢你及时答复。
offers-declined-month = 已婉拒，到 { $last } 为止不再给你新的邀请。想提前恢复，发 /profile 改接单状态。
button-offer-month = 本月不接
