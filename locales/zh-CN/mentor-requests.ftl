# 找导师的请求（学生、老师）和邀请（导师）：通知、按钮、拒绝的原因。通知是 HTML。

match-project-untitled = 未命名的项目
match-needs-open = 没有特别说明
match-fields-open = 不限
match-stage-open = 未说明
match-owner-nobody = 还没有指定的老师
match-mentor-nobody = 还没有

match-sent-student =
    <b>已发给 { $mentor }。</b>
    最晚 { $due } 给你答复，到时没有回音会自动问下一位。
match-moved-student =
    <b>已转给 { $mentor }。</b>
    上一位这次不方便。最晚 { $due } 给你答复，你不用催。
match-second-student =
    <b>一天没有回音，我同时问了 { $mentor }。</b>
    谁先答应就是谁，另一位我会礼貌收回。最晚 { $due } 答复。
match-offer-student =
    <b>等到名额了：已发给 { $mentor }。</b>
    项目“{ $project }”。72 小时内给你答复，没有回音会自动问下一位。
match-wait-student =
    { $staffed ->
        [0] <b>你排在第 { $position } 位，合适的导师暂时都满了。</b>
            学校还没有指定跟进的老师，请求一直留着；有名额会马上替你发出。
       *[other] <b>你排在第 { $position } 位，合适的导师暂时都满了。</b>
            { $owner } 会在 { $due } 前替你安排；有名额会马上替你发出。
    }
match-wait-staff =
    <b>有学生等导师，请在 { $due } 前安排。</b>
    请求 { $number }：“{ $project }”，阶段：{ $stage }，需要：{ $needs }
    原因：合适的导师都满了或都问过了。
match-ask-human-staff =
    <b>学生请老师人工匹配，请在 { $due } 前安排。</b>
    请求 { $number }：“{ $project }”，阶段：{ $stage }，需要：{ $needs }
match-again-student =
    <b>这次没有谈成，“{ $project }”的请求已继续。</b>
    我接着找下一位合适的导师，最晚 { $due } 告诉你进展。
match-close-student =
    <b>“{ $project }”的请求已由老师结束。</b>
    可以换个方向再找，或直接问老师。{ $note }
match-withdraw-student =
    <b>“{ $project }”的请求已收起。</b>
    你已经有导师答应了；同一时间只带一位。结束后可以再找。
match-withdraw-staff = 请求 { $number }（“{ $project }”）已由学生撤回，不用再安排。

match-submitted-late-student = “{ $project }”的请求已过 24 小时还没有发出，抱歉。可以按 [请老师人工匹配]。
match-submitted-late-staff = 请求 { $number }（“{ $project }”）过了 { $due } 还没有发给导师，请看一下。
match-waiting-late-student = 抱歉，答应在 { $due } 前替你安排导师，还没有做到。你仍在候补名单上，已提醒负责人。
match-waiting-late-staff = 请求 { $number }（“{ $project }”）应在 { $due } 前安排，已经超时。请现在安排，或告诉学生结果。
match-manual-late-student = 抱歉，答应在 { $due } 前人工替你匹配，还没有做到，已提醒负责人。
match-manual-late-staff = 请求 { $number }（“{ $project }”）应在 { $due } 前人工匹配，已经超时。请现在安排。

match-now-draft = 还没有提交。
match-now-submitted = 已提交，正在安排。
match-now-offering = 已发给导师，等答复。
match-now-waiting = 在候补名单上，有名额会马上发出。
match-now-manual = 已交给老师人工匹配，24 小时内给结果。
match-now-agreeing = 导师已答应，等双方确认约定。
match-now-formed = 已经有导师了。
match-now-withdrawn = 请求已撤回。
match-now-closed = 请求已结束。

offer-hold-mentor =
    <b>有学生想请你指导：“{ $project }”</b>
    阶段：{ $stage }　领域：{ $fields }
    需要：{ $needs }
    想请教：{ $ask }
    名额为你留到 { $due }，一键答复；不方便也没关系。
offer-held-reminder-mentor =
    <b>“{ $project }”还在等你答复</b>
    想请教：{ $ask }
    还剩 { $hours } 小时（到 { $due }），不方便就点婉拒，学生好去问别人。
offer-held-late-mentor = “{ $project }”的邀请已过 { $due }，请尽快答复。
offer-expire-mentor = “{ $project }”的邀请已到期，我转给下一位了。名额已还给你，不用再答复。
offer-withdraw-mentor = “{ $project }”的邀请已收回，不用再答复。名额已还给你，谢谢！

offer-now-held = 等你答复。
offer-now-accepted = 已答应。下一步请确认约定。
offer-now-declined = 已婉拒，理由不会告诉学生。
offer-now-expired = 邀请已到期，转给下一位了。
offer-now-withdrawn = 邀请已收回，不用再答复。

mentor-left-student = 你的导师 { $mentor } 不再担任导师了，很抱歉。老师会联系你，帮你换一位；之前的约定和记录都在。
mentor-left-staff = { $mentor }不再担任导师，指导关系 { $relation } 需要你接手：请联系学生，结束关系或另配导师。

button-match-submit = 提交
button-match-withdraw = 撤回请求
button-match-ask-human = 请老师人工匹配
button-match-offer = 选导师
button-match-close = 结束请求
button-offer-accept = 答应
button-offer-decline = 婉拒

error-student-places = 同时最多问两位导师；已有导师时不能再问。
error-capacity = 名额要在 0 到 { $most } 之间。
error-capacity-in-use = 现在有 { $used } 个名额在用，不能改成 { $capacity }。请先结束一位，再来修改。
error-offer-over =
    { $state ->
        [expired] 这份邀请已于 { $when } 到期，转给下一位了。
        [withdrawn] 这份邀请已于 { $when } 收回，不用再答复。
        [declined] 你已于 { $when } 婉拒，转给下一位了。
       *[accepted] 这份邀请已于 { $when } 答应。
    }
error-mentor-not-appointed = 你的聘期已经结束，不能再答应新学生。请联系工作人员。
error-request-over =
    { $state ->
        [formed] 这个请求已于 { $when } 配好导师。
        [closed] 这个请求已于 { $when } 由老师结束。
       *[withdrawn] 这个请求已于 { $when } 撤回。
    }
error-mentor-to-choose = 请先选一位导师，再发出邀请。
error-ask-empty = 请写一句想请教什么，导师才好答复。
error-ask-too-long = 你写了 { $length } 字，最多 { $limit } 字。请只留最想请教的一句。
error-picks = 最多选 { $most } 位，每位只选一次。
error-pick-not-possible = { $name }现在不能接新邀请，请重新看名单选一位。
error-has-mentor = 你已经有导师答应了，同一时间只带一位。结束后可以再找。
error-too-many-requests = 这个项目已经在找导师，或者你已有 { $most } 个请求在进行。先看看进展吧。
error-mentor-refused =
    { $reason ->
        [full] { $name }没有空名额了，请另选一位。
        [on_vacation] { $name }正在休假，请另选一位。
        [not_accepting] { $name }现在不接新学生，请另选一位。
        [asked] 这个请求已经问过{ $name }了，请另选一位。
        [blocked] { $name }与这位学生不能配对（已登记，或最近问过），请另选一位。
       *[other] { $name }与这位学生有利益冲突，不能配对。
    }
error-mentor-said-yes = 导师已经答应了：请在约定里确认，不合适也在那里说。
