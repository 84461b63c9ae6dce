# 各类事项通用的按钮；某类事项要换说法时，另写 button-类别-动作。
button-submit = 提交
button-withdraw = 撤回
button-take = 接手
button-ask-more = 要求补正
button-supply = 补正
button-hand-over = 转交
