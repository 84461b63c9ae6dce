# 入孵评审与决定（staff/reviews.py、staff/decisions.py）。通知是 HTML。

review-tie =
    { $tie ->
        [member] 是团队成员
        [adviser] 是团队的指导教师
        [namesake] 与团队的指导教师同名
        [same_lab] 与团队成员同课题组
        [mentor] 正在指导这个团队
        [relative] 登记过亲属关系
        [inventor] 是共同发明人
        [competitor] 有竞争或合作关系
        [judge] 登记过评委回避
        [blocked] 登记过不宜配对
        [declared] 本人申报了利益关系
        [replaced] 已换人
       *[other] 登记过利益关系
    }
error-conflicted = 需要回避：{ review-tie }。没有改动任何内容。

error-review-too-few = 先安排至少 { $fewest } 位没有利益关系的评审，才能送评审。
error-decision-needed = 请先写明逐条理由再决定：发 /decisions 打开这件申请。
error-decision-too-soon = 上次决定写明：{ $day } 起才可以再申请。草稿都还在，到时再提交。
