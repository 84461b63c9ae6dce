# 先聊 15 分钟再答复（handlers/talks.py）和相关通知。通知是 HTML。

offer-talk-student =
    <b>{ $mentor } 想先和你聊 15 分钟，再决定带不带你。</b>
    可选：{ $times }
    在哪聊：{ $place }
    请在 { $due } 前选一个时间，过期我就问下一位。不用留电话。
offer-agree-mentor =
    <b>约好了：{ $at }，聊 15 分钟</b>
    项目“{ $project }”，在哪聊：{ $place }
    聊完请在 { $due } 前答复，名额一直为你留着。
offer-rearrange-mentor =
    <b>你提的时间，“{ $project }”的学生都不行</b>
    可以另提时间、直接答应，或婉拒。请在 { $due } 前答复。
offer-lapse-mentor = “{ $project }”的学生没有选时间，我转给下一位了。名额已还给你，不用再答复。

offer-talking-reminder-student =
    <b>{ $mentor } 还在等你选时间，先聊 15 分钟</b>
    可选：{ $times }
    还剩 { $hours } 小时（到 { $due }）。都不行就点“都不行”。
offer-talking-reminder-mentor =
    <b>“{ $project }”的学生还没选时间</b>
    还剩 { $hours } 小时（到 { $due }）。也可以另提时间，或现在就答复。
offer-talking-late-student = 选时间的期限 { $due } 已过，请尽快选一个。
offer-talking-late-mentor = “{ $project }”的学生没有在 { $due } 前选时间，请尽快答复。
offer-arranged-reminder-mentor =
    <b>和“{ $project }”的学生聊过了吗？</b>
    约的是 { $at }。还剩 { $hours } 小时答复（到 { $due }）。
offer-arranged-late-mentor = “{ $project }”的邀请已过 { $due }，请尽快答复。

offer-now-talking = 已提出先聊，等学生选时间。
offer-now-arranged = 已约好先聊，聊完由导师答复。

button-offer-talk = 先聊 15 分钟
button-offer-agree = 选时间
button-offer-rearrange = 都不行
button-talk-again = 另提时间
button-talk-place = 下一步：在哪聊

talk-pick-times = 勾 1 到 { $most } 个时间，学生选一个。
talk-ask-place = 在哪聊？发一句话：地点，或线上会议的链接（最多 { $limit } 字）。不用留电话。
talk-proposed =
    <b>已告诉学生，请他选一个：</b>
    { $times }
    在哪聊：{ $place }
    他最晚 { $due } 选好。你也可以随时直接答复（/offers）。
talk-choose =
    <b>和{ $name }聊 15 分钟：选一个时间（北京时间）</b>
    在哪聊：{ $place }
talk-choose-none =
    <b>{ $name }提的时间都过了。</b>
    点“都不行”，请对方另提时间或直接答复。原定地点：{ $place }
talk-agreed =
    <b>约好了：{ $at }，和{ $name }聊 15 分钟</b>
    在哪聊：{ $place }
    聊完由导师答复，结果我马上告诉你。
talk-rearranged =
    <b>已告诉{ $name }：这几个时间都不行。</b>
    对方会另提时间或直接答复，最晚 { $due }。

offers-talking = 已提出先聊，等学生选：{ $times }
offers-arranged = 已约 { $at } 先聊；在哪聊：{ $place }
progress-talking = <b>{ $name }</b>想先聊 15 分钟再决定，请在 { $due } 前选时间。
progress-arranged = 和<b>{ $name }</b>约了 { $at } 先聊；在哪聊：{ $place }

error-talk-to-choose = 请先选好时间和地点，再约先聊。
error-talk-times = 请选 1 到 { $most } 个时间，都在半小时以后、{ $hours } 小时以内。
error-talk-place = 请写一句在哪聊：地点，或会议链接（最多 { $limit } 字）。
error-talk-over =
    { $state ->
        [held] 已请导师另提时间或直接答复，现在不用选。
        [arranged] 时间已经约好了。要看安排，发 /progress。
        [accepted] 导师已经答应你了，不用再约先聊。
       *[other] 这次先聊已经取消，我在找下一位。发 /progress 看进展。
    }
error-talk-time-gone = 这个时间已经不能选了，请另选一个。
