# 入孵条件逐条怎么说（staff/eligibility.py）和毕业标准（staff/figures.py）。纯文本，不含 HTML。

eligible-enrolled-met = 负责人是在校生
eligible-enrolled-unmet = 负责人不是在校生
eligible-enrolled-open = 还不知道负责人的年级
eligible-team-met = 团队 { $people } 人
eligible-team-unmet = 团队 { $people } 人，要求 ≥{ $least } 人
eligible-adviser-met = 有指导教师
eligible-adviser-unmet = 没有指导教师
eligible-equity-met = 学生持股 { $share }%
eligible-equity-unmet = 学生持股 { $share }%，要求 ≥{ $least }%
eligible-equity-open = 还没有约定学生持股，要求 ≥{ $least }%
eligible-stage-met = 项目阶段：{ $stage ->
    [idea] 想法
    [prototype] 已有样机
    [registered] 已注册公司
   *[other] 已有营收
    }
eligible-stage-unmet = 项目阶段还不够，要求{ $least ->
    [prototype] 已有样机
    [registered] 已注册公司
   *[other] 已有营收
    }
eligible-stage-open = 还不知道项目阶段，要求{ $least ->
    [idea] 有想法
    [prototype] 已有样机
    [registered] 已注册公司
   *[other] 已有营收
    }
eligible-document-met = { $words }已上传
eligible-document-unmet = { $words }未上传
eligible-registered-met = 公司未满 { $years } 年，或还没注册
eligible-registered-unmet = 公司 { $day } 注册，已超过 { $years } 年
eligible-registered-open = 还不知道公司哪天注册，要求不超过 { $years } 年
eligible-new-met = 没有别的孵化工位
eligible-new-unmet = 团队已经有孵化工位
eligible-free-open = { $words }（由老师核对）

graduate-months-met = 入驻满 { $least } 个月
graduate-months-unmet = 入驻不满 { $least } 个月
graduate-revenue-met = 累计收入 { $made } 元
graduate-revenue-unmet = 累计收入 { $made } 元，要求 ≥{ $least } 元
graduate-figures-met = 季度数据都报了（{ $given }/{ $asked }）
graduate-figures-unmet = 季度数据报了 { $given }/{ $asked } 次
graduate-free-open = { $words }（由负责人判断）
