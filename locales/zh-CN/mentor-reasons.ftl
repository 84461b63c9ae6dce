# 推荐理由：学生看到的和导师看到的，没覆盖到的也说明白（mentors/reasons.py）。

reason-and = 、

reason-needs-all = 你要的{ $words }，都是 TA 的所长
reason-needs = 能帮你：{ $words }
reason-needs-missing = 没有写到：{ $words }，这些可以另找一位
reason-needs-none = 所长里没有写到{ $words }
reason-text = 简介和你的项目很接近
reason-rated = 带过的学生评价好
reason-unrated = 新导师，还没有学生评价
reason-industry = 熟悉{ $words }
reason-industry-missing = 没有写{ $words }方面的经验
reason-stage = 带过{ $words }的项目
reason-stage-near = 带过相近阶段的项目：{ $words }
reason-stage-missing = 没有写带过{ $words }的项目
reason-campus = 可以到你的校区面谈
reason-online-only = 不到你的校区，只能线上谈

reason-asked-for = 想请教您：{ $words }
reason-asked-beyond = 还需要{ $words }，不在您填写的所长里，可以由别的导师来帮
reason-asked-text = 项目和您的简介很接近
reason-asked-industry = 项目属于您熟悉的{ $words }
reason-asked-stage = 项目现在的阶段：{ $words }
reason-asked-campus = 学生就在您常去的校区
