# 导师库：聘任、回避、导入、邀请（handlers/mentor_pool.py 与 mentors/ 的服务）。

error-pair-rule = 回避登记没有保存：请选择原因；说明最多 500 字；截止日不能早于今天。
