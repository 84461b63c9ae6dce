# 找导师：说清需要、看名单、发申请、看进度；学生资料。

error-text-too-long = 写了 { $length } 字，这里最多 { $limit } 字。请缩短后再发，之前的都还在。
error-too-many-choices = 最多选 { $limit } 个。先点掉一个，再选新的。
error-too-many-projects = 已经存了 { $limit } 个项目。请先用其中一个。
error-not-offered = 这个按钮已经不能用了。请发 /mentor 重新打开。

list-comma = 、
list-semicolon = ；
moment = { $date }（{ $day }）{ $time }

find-step = <b>{ $number }/{ $of }　{ $question }</b>
find-stage = 你的项目在哪一步？
find-fields = 项目属于哪个领域？
find-needs = 最想解决什么？（最多 3 个，先点最要紧的）
find-times = 什么时候方便见导师？
find-slots = 点选有空的时间，可以多选
find-place = 在哪里、用什么语言聊？
find-one-sentence = 也可以直接打一句话，例如：“做宠物智能水杯，样机有了，想找第一批客户，周三晚上有空”
find-online = 线上也可以
find-in-person = 只面谈
find-untitled = 我的项目
find-title-of-field = { $field }项目
find-card-stage = 阶段：{ $value }
find-card-fields = 领域：{ $value }
find-card-needs = 想解决：{ $value }
find-card-needs-guessed = 想解决：{ $value }（我猜的，不对请改）
find-card-times = 时间：{ $value }
find-card-place = 方式：{ $value }
find-card-hint = 点下面改，或者再打一句话补充。
find-understood = 我是这样理解的：
find-not-understood = 这句话里没看出项目和需要，那就一步步点：
find-no-words = 没看到文字。请用一句话说说项目和想解决的事。
find-still-missing = 只差这一项，填了就能看名单：
find-same-project = 还是这个项目吗？
find-or-sentence = 换了项目，就直接打一句话告诉我。
find-running = 你已经在找导师了：
find-has-mentor = 你的导师是 <b>{ $name }</b>。同一时间只能有一位导师，结束后可以再找。发 /mentoring 看约定和见面。

find-list =
    { $total ->
        [1] <b>为你找到 1 位</b>
       *[other] <b>为你找到 { $count } 位</b>（共 { $total } 位合适，按契合度）
    }
find-row = <b>{ $number } { $name }</b>　{ $field }｜余{ $left }位
find-row-reply =
    { $days ->
        [1] ｜通常 { $hours } 小时内回复
       *[other] ｜通常 { $days } 天内回复
    }
find-row-why = { $why }
find-row-times = { $times }有空
short-reason-needs-all = 擅长{ $words }
short-reason-needs = 擅长{ $words }
short-reason-needs-missing = 不含{ $words }
short-reason-needs-none = 不含{ $words }
short-reason-text = 简介和项目接近
short-reason-rated = 学生评价好
short-reason-unrated = 新导师
short-reason-industry = 熟悉{ $words }
short-reason-industry-missing = 没写{ $words }
short-reason-stage = 带过{ $words }
short-reason-stage-near = 带过{ $words }
short-reason-stage-missing = 没写{ $words }
short-reason-campus = 可到校区面谈
short-reason-online-only = 只能线上
find-nobody =
    <b>现在没有合适又有空的导师。</b>
    可以排队候补，有名额马上替你发出；也可以改条件，或请老师帮你找。
find-none-fits = 都不合适？改一下条件再看，或请老师人工帮你挑。
find-whose-name = 想问哪位老师？把名字发给我。
find-which-name = 有几位，是哪一位？
find-no-such-name = 导师库里没有“{ $name }”。可能名字不同，也可能还没有受聘。
find-pick-gone = { $name }刚刚不能接新学生了，请看新的名单。
find-ask =
    <b>首选 { $name }</b>：{ $why }
    打一句话说说想请教什么，或点一句现成的，马上发出：
find-ask-alternates = 备选：{ $names }。没答应就自动转过去。
find-ask-no-alternate = 点下面的名字可以加备选。
find-ask-empty = 没看到文字。请写一句想请教什么。

progress-sent = <b>已提交</b>　编号 { $number } · { $title }
progress-head = <b>找导师</b>　编号 { $number } · { $title }
progress-asked =
    已发给 <b>{ $names }</b>。
    <b>最晚 { $due } 有结果。</b>
progress-next = 没答应或没回音，自动转给{ $name }，不用你再操作。
progress-next-staff = 没答应或没回音，就由老师帮你找，不用你再操作。
progress-tonight = 今天申请的人多，今晚 02:00 统一安排。<b>最晚 { $due } 有结果。</b>
progress-waiting = 候补<b>第 { $position } 位</b>（共 { $all } 位），有名额马上替你发出。
progress-manual = 已交给老师人工匹配，不会由程序决定。
progress-agreeing = <b>{ $name }</b>已答应，等你们两位确认约定。
progress-formed = <b>{ $name }</b>已经是你的导师。
progress-owner = 负责人：{ $owner }，<b>最晚 { $due } 给你答复。</b>
progress-ask = 想请教：{ $ask }
progress-fresh = 这是最新情况。

ask-about-funding = 怎么找到合适的投资人？
ask-about-patent = 我们的专利该怎么布局？
ask-about-customers = 第一批客户去哪里找？
ask-about-technology = 技术难点该怎么突破？
ask-about-law = 合同和合规要注意什么？
ask-about-team = 团队怎么搭、股权怎么分？
ask-about-product = 产品下一步该怎么做？
ask-about-policy = 能申请哪些政策支持？
ask-about-market = 怎么定价、怎么推广？
ask-about-tax = 财务和税务怎么起步？
ask-about-space = 怎么入孵、怎么用场地？
ask-about-international = 怎么走向海外市场？
ask-about-anything = 想听听您对项目的建议

times-any = 都可以
times-weekday-evening = 工作日晚上
times-weekday-daytime = 工作日白天
times-weekend = 周末
times-weekdays = 工作日
times-weekends = 周末
times-daily = 每天
times-span = { $days }{ $parts }

button-done = ‹ 好了
button-go-on = 下一步 ›
button-skip = 跳过 ›
button-clear = 清空
button-times-exact = 选具体时间
button-show-list = 看合适的导师
button-stage = 改阶段
button-fields = 改领域
button-needs = 改需要
button-times = 改时间
button-place = 改地点和语言
button-same-project = 还是这个项目
button-new-project = 新项目
button-change-need = 改条件
button-pick = 选{ $number }
button-alternate = 备选 { $name }
button-none-fits = 都不合适
button-why-not = 为什么没有某位老师
button-human = 请老师人工匹配
button-wait = 排队候补
button-back-to-list = ‹ 返回名单
button-progress = 看进度
button-find = 找导师
button-find-again = 再看名单
button-my-profile = 我的资料
button-other-project = 为别的项目找
button-change-profile = 修改资料

profile-college = <b>1/5　你在哪个学院？</b>打字告诉我，可以跳过。
profile-grade = <b>2/5　年级？</b>
profile-campus = <b>3/5　常在哪个校区？</b>打字告诉我，方便找能面谈的导师。
profile-lab = <b>4/5　在哪个课题组？</b>打字告诉我，用来避开直接指导关系；没有就跳过。
profile-gender = <b>5/5　性别？</b>只用于统计匹配是否公平，不给任何人看，也不影响排序。
profile-now = 现在是：{ $value }
profile-no-words = 没看到文字。请打字，或点“跳过”。
profile-done = <b>资料存好了</b>
profile-line-college = 学院：{ $value }
profile-line-grade = 年级：{ $value }
profile-line-campus = 校区：{ $value }
profile-line-lab = 课题组：{ $value }
profile-line-gender = 性别：已填（只用于统计）
profile-line-nothing = 什么都没填，也没关系。
grade-y1 = 大一
grade-y2 = 大二
grade-y3 = 大三
grade-y4 = 大四 / 大五
grade-master = 硕士
grade-doctor = 博士
grade-graduate = 毕业五年内
gender-female = 女
gender-male = 男
