# Greeting, help, what the library holds, language. Lines are HTML; a message has six at most.

command-start = 开始
command-help = 怎么用
command-mentor = 找导师
command-progress = 看申请进度
command-services = 办事：预约仪器、对接资金
command-about = 知识库收了什么、更新到哪天
command-language = 语言 / Language
command-privacy = 我的数据：导出或删除
command-new = 换个话题
command-cancel = 停下正在做的事

start = <b>你好，我是{ $school }的创业导师助手。</b>
start-unnamed = <b>你好，我是创业导师助手。</b>
start-student =
    用一句话问创业政策，我只用条文的原话回答。
    查不到能证明的答案，我会直说，不猜。
    { can-student }
start-mentor =
    学生来问的政策，可以先在这里查到条文原话。
    查不到能证明的答案，我会直说，不猜。
    { can-mentor }
start-staff =
    答复学生之前，先在这里查到条文原话和是否现行。
    查不到能证明的答案，我会直说，不猜。
    { can-staff }
can-student = /mentor 找导师 · /progress 看进度 · /mentoring 我的师徒
can-mentor = /offers 待答复 · /mentoring 我的师徒 · /profile 我的资料
can-staff = /queue 办理 · /requests 待安排 · /mentors 导师库 · /rounds 集中匹配 · /invite 发邀请 · /desk 网页工作台
start-try = 点一个例子，或直接打字问：
start-unknown-link = 你点的链接我不认识，或已失效，不影响提问。直接打字问：
start-invited = 邀请码有效，已为你开通：{ $role }。直接打字问：
start-group = 在群里点名问我（@我 或 回复我），我只查条文，不显示任何人的信息。
role-student = 学生
role-mentor = 导师
role-staff = 老师（工作人员）
role-reviewer = 评审
role-head = 负责人
role-admin = 管理员

help =
    <b>直接打字问，一次一句最准。</b>
    追问可以很短，例如“浙江呢”；换话题发 /new
    按 [看原文] 看整条；按 [问老师] 或发 /ask 请老师答复
    { $can }
    /about 看收了哪些、更新到哪天 · /language 切换语言
    请不要发身份证号、健康信息、合同全文

about-title = <b>{ $school } · 创业导师助手</b>
about-title-unnamed = <b>创业导师助手</b>
about-library = 知识库：{ $documents } 份文件，{ $clauses } 条，更新至 { $date }
about-dense-ready = 检索：关键词 + 语义，已就绪
about-dense-indexing = 检索：先用关键词；语义索引 { $done }/{ $all }，建好后自动启用
about-dense-absent = 检索：关键词（这台机器没有语义模型）
about-law = 只引条文原话并注明是否现行；不是法律意见
about-data = 提问和反馈存在本校服务器，用来改进知识库
about-data-telegram = 提问和反馈存在本校服务器；Telegram 的服务器在境外
about-minimum = 只需提问，不必实名；别发身份证号、健康信息、合同全文

language = 请选择语言。 / Choose a language.
language-chosen = 以后用中文和你说话。

new-topic = 好，换个话题。下一句会当作新问题。
canceled = 好，先停在这里。填过的都还在，随时可以接着来。
nothing-to-cancel = 现在没有正在进行的步骤，直接打字提问就行。
command-unknown = 我不认识这个命令。直接打字提问，或发 /help 看怎么用。

privacy =
    <b>存了什么：</b>称呼、语言、角色、聊天地址，以及你的提问、答复和反馈。
    不存证件号、电话。处理过的原始消息几天内自动清除。
privacy-web = 聊天页上的消息由学校的聊天服务器保存，要清除请找管理员。
privacy-telegram = Telegram 里的消息存在它自己的服务器（境外），请在应用里自行删除。
button-my-copy = 导出我的数据
button-forget-me = 删除我的数据
my-copy = 这是系统里关于你的全部记录（JSON）。
forget-sure =
    <b>确定删除吗？</b>
    提问、答复、反馈和角色都会清除，不能恢复。留给老师、还没答复的问题也一并删除。
button-forget-sure = 确定删除
button-forget-not = 先不删
forgotten = 已删除。以后再来提问，会当作新朋友。
not-forgotten = 好的，什么也没有删。
