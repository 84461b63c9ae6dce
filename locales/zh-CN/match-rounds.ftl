# 集中匹配：老师开一轮，请求加入，试排，另一位老师发布。

command-rounds = 集中匹配：开一轮、试排、发布
error-round-title = 请给这一轮起个名字，1 到 { $limit } 个字。
error-round-empty = 这一轮还排不了：没有请求加入，或者没有合适的导师有空位。
error-round-same-person = 方案是你排的，要请另一位老师核对后发布。
error-round-not-proved = 方案没有通过核对，没有发布，也没有通知任何人。请重新试排。
error-round-ranking = 排序里有重复，或有不在这一轮的请求。什么也没有改。

round-title = <b>集中匹配</b>
round-none = 还没有开过。把候补的请求凑成一轮，一次排好。
round-line = { $state } · { $title }
round-state-open = 报名中
round-state-planned = 待发布
round-state-published = 已发布
round-state-canceled = 已取消
round-now-open = 报名中
round-now-planned = 已试排，等另一位老师发布
round-now-published = 已发布，邀约已发出
round-now-canceled = 已取消

round-card = <b>{ $title }</b> · { $state }
round-objective-weight = 排法：总体最合适
round-objective-stable = 排法：按双方志愿（稳定匹配）
round-card-members = 已加入 { $requests } 个请求
round-card-plan = 方案：{ $matched } / { $requests } 个请求配上，{ $places } 个空位
round-card-score = 平均契合 { $mean }，最低 { $least }；预计 { $yes } 位导师答应
round-card-named = { $named } 个是学生自己选的导师
round-card-proved = 核对：已重新计算，与方案一致
round-card-not-proved = 核对：没有通过，不能发布
round-card-blocking = 双方都更想换的组合：{ $blocking } 对
round-card-planned-by = 试排：{ $name }。请另一位老师核对后发布。
round-card-sent = 已发出 { $sent } 个邀约，{ $left } 个请求没有配上，下次优先
round-card-pending = 还有 { $count } 个邀约正在发出
round-card-answers = 答复：{ $yes } 答应 · { $no } 婉拒 · { $open } 待答复
round-pair = { $number }. { $project }（{ $student }）→ { $mentor } · 契合 { $score }
round-pair-reasons = { $reasons }
round-unmatched = 没配上：{ $project }（{ $student }）
round-unmatched-nobody = 没有合适的空位：{ $project }（{ $student }）
round-more = 还有 { $count } 行，在网页工作台看：/desk
round-no-plan = 还没有方案。
round-joined = 新加入 { $count } 个请求。
round-project-untitled = 未命名项目

button-round-new = 开一轮
button-round-join = 加入候补请求
button-round-plan = 试排
button-round-preview = 看方案
button-round-approve = 核对无误，发布
button-round-cancel = 取消这一轮
button-round-back = 返回
button-round-weight = 总体最合适
button-round-stable = 按双方志愿

round-ask-title = 这一轮叫什么？直接打字，例如“秋季创业营”。不开了发 /cancel
round-ask-objective = “{ $title }”怎么排？按双方志愿需要导师也排序。

round-approve-staff = <b>集中匹配已发布：</b>{ $title }，{ $matched } 个邀约正在发出。
match-round-student = 集中匹配的结果出来了：已替你问 <b>{ $mentor }</b>，{ $due } 前答复。

round-rank-title = <b>{ $title }</b>：按你的意愿依次点选，先点的在前。
round-rank-rule = 排了序，就只会从你点过的里面配；一个不点，由系统按契合度排。
round-rank-none = 这一轮里暂时没有适合你的请求。
round-rank-no-round = 现在没有需要你排序的集中匹配。
round-rank-kept = 已记下：第 { $place } 位。
round-rank-dropped = 已去掉。
round-rank-chosen = { $place }. { $project }
