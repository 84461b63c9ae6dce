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
error-conflicted =
    { $tie ->
       *[other] 需要回避：{ review-tie }。没有改动任何内容。
    }

can-reviewer = /reviews 我要评的申请
can-head = /decisions 等我决定的申请

error-review-too-few = 先安排至少 { $fewest } 位没有利益关系的评审，才能送评审。发 /reviews 安排。
error-decision-needed = 请先写明逐条理由再决定：发 /decisions 打开这件申请。
error-decision-too-soon = 上次决定写明：{ $day } 起才可以再申请。草稿都还在，到时再提交。
error-review-too-many = 一件申请最多安排 { $most } 位评审。
error-review-incomplete = 还有 { $open } 项没有打分，打完再提交。
error-review-over = 这份评审已经提交或结束，不能再改。
error-scores-hidden = 评审还没有全部提交，现在谁也看不到评分。
error-not-reviewer = 对方没有评审的角色。请先给对方评审邀请链接。
error-score = 这一项要打 { $least } 到 { $most } 分，填一个整数。
error-decision-rules-open = 还有 { $open } 条没有判断，或没写为什么可以例外。请逐条点一下。
error-decision-reason = 请先点出哪一条不满足。如果是评审结果不够好，再写一句理由。
error-decision-again = 可以再申请的日期要在明天以后、{ $months } 个月以内。

review-asked =
    <b>请评审入孵申请 { $number }</b>
    “{ $title }”，请在 { $due } 前提交。
    所有评审都提交前，谁也看不到你的评分。
review-reminder = <b>别忘了评审 { $number }“{ $title }”</b>，请在 { $due } 前提交。
review-over = { $number }“{ $title }”不用再评了，谢谢。
review-recused =
    <b>{ $number } 少了一位评审</b>
    { $name }：{ $tie }。{ $reason }
    现在有 { $left } 位，至少要 { $fewest } 位。请另外安排。
button-review-open = 开始评审
button-review-interest = 我有利益关系
button-incubation-panel = 评审小组

reviews-nobody = 你还不是评审。需要的话请联系工作人员。
reviews-none = 现在没有要评的申请。
reviews-mine = <b>要评 { $open } 件</b>（共 { $count } 件，点开看）
button-review-one = { $number } { $title }
button-review-again = ✓ { $number } { $title }
panels-none = 现在没有要安排评审的申请。
panels-head = <b>评审进度</b>（{ $count } 件，点开安排或换人）
button-panel-one = { $number }：交了 { $done }/{ $asked }
button-panel-late = 🔴 { $number }：交了 { $done }/{ $asked }

review-head = <b>评审 { $number }“{ $title }”</b>
review-due = 请在 { $due } 前提交。
review-due-late = 已经过了 { $due }，请尽快提交。
review-hidden = 所有评审都提交前，谁也看不到你的评分。
review-done = 已打分 { $done }/{ $all } 项
review-comment = 评语：{ $words }
review-no-comment = （没有）
review-handed-in = 已提交，不能再改。
review-recused-self = 你需要回避这件申请：{ $tie }。已通知老师另外安排，谢谢。
review-declared = 已记录，你不用再评这件申请。已通知老师另外安排，谢谢。
review-score = { $name }：{ $points }/{ $most }
review-criterion = <b>{ $place }/{ $count } { $name }</b>（占 { $share }%）
review-scale =
    { $most ->
        [5] { $least } 分最低，{ $most } 分最高。
       *[other] { $least } 到 { $most } 分。点一个，或直接发一个数。
    }
review-now = 现在是 { $points } 分。
review-answer = <b>{ $name }</b>：{ $value }
review-files = <b>附件</b>（点一下就发给你）
review-file = 附件：{ $name }
review-files-none = 没有附件。
review-sure = <b>确认提交？</b>提交后不能再改。
review-interest = <b>你和这个团队是什么关系？</b>选了以后你不再评这件申请，只有老师看得到。
review-interest-relative = 亲属
review-interest-stake = 投资或持股
review-interest-partner = 合作
review-interest-rival = 竞争
review-ask-comment = 请写评语（{ $limit } 字内）。全部提交后，负责人会看到，不署名。
review-ask-interest = 请写一句是什么关系（{ $limit } 字内）。只有老师看得到。
review-total = 总分 <b>{ $total }</b>/100（{ $count } 位评审）
review-opinion = <b>评审 { $place }</b>：{ $points }

button-review-form = 看申请
button-review-files = 看附件
button-review-comment = 写评语
button-review-submit = 提交评审
button-review-submit-sure = 确认提交
button-review-unscored = { $name } ○
button-review-scored = { $name } { $points }/{ $most }
button-review-interest-own = 别的，自己写

panel-head = <b>评审小组 { $number }“{ $title }”</b>（至少 { $fewest } 位）
panel-empty = 还没有安排评审。
panel-in = ✓ { $name } 已提交
panel-open = ○ { $name } 还没提交
panel-late = 🔴 { $name } 超时没提交
panel-recused = ✗ { $name }：{ $tie }
panel-note = （{ $note }）
panel-choose = <b>请谁来评？</b>
panel-nobody = 没有可以安排的评审。请先给合适的人评审邀请链接。
panel-tied = 需回避：{ $name }，{ $tie }
panel-asked = 已安排
panel-replaced = 已换下
button-panel-add = 加评审
button-panel-ask = ＋ { $name }（手上 { $busy } 件）
button-panel-replace = 换下 { $name }

decision-lines =
    { $first }
    { $rest }
decision-words = { $en ->
   *[other] { $zh }
    }
decision-reason-met = ✅ { $basis }{ $words }
decision-reason-unmet = ❌ { $basis }{ $words }
decision-reason-open = ⚠️ { $basis }{ $words }
decision-note = 　{ $note }
decision-remark = 说明：{ $remark }
decision-again = { $day } 起可以再申请。
decision-rule-review = 评审结果

decisions-none = 现在没有等你决定的申请。
decisions-head = <b>{ $count } 件等你看</b>
button-decision-deciding = { $mark } { $number } { $title }
button-decision-waitlisted = 候补 { $number } { $title }
button-decision-publicised = 公示 { $number } { $title }
decision-head = <b>{ $number }“{ $title }”</b>
decision-until = { $state }最晚 { $due }。
decision-counted = 条件：✅{ $met } ❌{ $unmet } ⚠️{ $open }｜还有 { $places } 个名额
decision-tied = 你和这个团队有关系，需要回避。请另一位负责人决定。
decision-tied-why = <b>你需要回避</b>：{ $tie }。请另一位负责人决定。
decision-rules = <b>逐条条件</b>（点一条改判断；理由申请人看得到）
decision-ask-note = 这一条想对申请人说什么？（{ $limit } 字内）
decision-ask-remark = 还想对申请人说什么？（{ $limit } 字内）
decision-ask-objection = 为什么异议成立？申请人看得到。（{ $limit } 字内）
decision-ask-again = <b>哪天起可以再申请？</b>点一个，或直接发日期。
decision-sure-approve = <b>同意 { $number }“{ $title }”并开始公示？</b>申请人会看到：
decision-sure-waitlist = <b>把 { $number }“{ $title }”列入候补？</b>申请人会看到：
decision-sure-refuse = <b>不同意 { $number }“{ $title }”？</b>申请人会看到：
button-decision-opinions = 看评语
button-decision-rules = 逐条条件
button-decision-remark = 写说明
button-decision-note = 写理由
button-decision-met = ✅ 满足
button-decision-unmet = ❌ 不满足
button-decision-months = { $months } 个月后（{ $day }）
button-decision-sure = 确认并通知
