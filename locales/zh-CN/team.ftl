# 我的项目：项目卡片、团队、股权、邀请。

command-project = 我的项目和团队

error-team-shares = 合计会超过 100%，现在还能分 { $left }%。什么都没改。
error-team-full = 团队连同没答复的邀请最多 { $limit } 人。请先撤回或移出一位。
error-team-owner-stays = 你是负责人，要先把项目交给别的成员才能退出。
error-team-no-heir = 只能交给已经加入的成员，指导教师和没答复的人不行。
error-team-link = 这个邀请链接已失效：用过、过期、被撤回，或没有复制完整。请让邀请你的人再发一个。
error-team-already = 你已经在这个团队里了。链接还有效，请转发给要邀请的人。

team-role-owner = 负责人
team-role-member = 成员
team-role-adviser = 指导教师
team-unnamed = 没有名字
team-unsaid = 没填

profile-mine = <b>我的资料</b>
team-which = <b>我的项目</b>：想看哪一个？
team-no-project = 你还没有项目。先起个名字，其余点几下就好。
team-no-line = 还没写一句话介绍
team-about = 阶段：{ $stage } · 领域：{ $fields }
team-needs = 想解决：{ $needs }
team-people = 团队：{ $names }
team-given = 股权合计 { $given }%，还剩 { $left }%
team-somebody = { $name }（{ $role }）
team-share-is = {" "}{ $share }%
team-share-proposed = {" "}→ { $share }%，等本人同意
team-and-more = 等，另有 { $count } 人
team-and-invited = ；{ $count } 个邀请没答复

team-ask-title = 项目叫什么名字？直接打字，最多 30 字。
team-ask-line = 用一句话介绍项目：为谁、做什么。直接打字。
team-no-words = 没看到文字。请打字告诉我。

team-head = <b>{ $title }</b>　团队 { $count } 人
team-row = { $number } { $who }{ $share }
team-invitation = 邀请
team-invited-until = 邀请{ $role }，{ $until } 前有效
team-invited-expired = 邀请{ $role }，已过期
team-agree-or-not = 负责人想把你的股权改成 <b>{ $share }%</b>。你同意后才算数。
team-ask-share = { $name }的股权改成百分之几？直接打字，例如 20%，最多 { $most }%。
team-share-asked = 已经问{ $name }了，本人同意后才算数。
team-answered = 好，已告诉负责人。
team-quit-sure = 确定退出“{ $title }”吗？你的股权会空出来，团队里的人都会知道。
team-quit-done = 你已退出这个项目。
team-out-sure = 确定把{ $name }移出团队吗？本人和团队里的人都会知道。
team-out-done = 已经移出。
team-heir-sure = 确定把“{ $title }”交给{ $name }负责吗？交出后你是普通成员，不能自己收回。
team-heir-done = 已经交出。

team-invite-role = 邀请谁加入“{ $title }”？
team-invite-share = 给{ $role }多少股权？直接打字，例如 10%，最多 { $most }%；也可以先不写。
team-ask-adviser = 指导教师叫什么名字？直接打字。
team-adviser-named = 记下了：指导教师{ $name }。
team-invited = 邀请好了。<b>把下面这条转发给对方</b>，{ $days } 天内有效，只能用一次。对方答复后我会告诉你。
team-forward-link =
    { $name }邀请你加入创业项目“{ $title }”，角色：{ $role }。点开看看再决定，7 天内有效：
    { $link }
team-forward-code =
    { $name }邀请你加入创业项目“{ $title }”，角色：{ $role }。请在创业导师助手里发送下面这行，看看再决定，7 天内有效：
    <code>/start { $payload }</code>

team-opened = <b>{ $inviter }邀请你加入“{ $title }”</b>
team-opened-role = 角色：{ $role }
team-opened-share = 股权：{ $share }%（点“加入”就是同意）
team-opened-note = 加入后，团队里的人能看到你的名字；随时可以退出。
team-welcome = 你已加入“{ $title }”。以后发 /project 就能看到。
team-not-joined = 好，没有加入。已告诉邀请你的人。

team-joined = { $name }加入了“{ $title }”，角色：{ $role }。发 /project 看团队。
team-declined = { $name }没有接受“{ $title }”的邀请（{ $role }）。要邀请别人，请发 /project。
team-left = { $name }离开了“{ $title }”的团队。
team-removed = 你已不在“{ $title }”的团队里。有疑问请联系项目负责人。
team-handed = “{ $title }”的负责人由{ $before }改为{ $name }。
team-share = “{ $title }”的负责人想把你的股权从 { $before }% 改成 { $after }%。你同意后才算数。
team-share-agreed = { $name }同意了在“{ $title }”里的股权：{ $share }%。
team-share-declined = { $name }没有同意在“{ $title }”里的股权 { $share }%，股权没有变。

button-team-list = ‹ 我的项目
button-team-new = 新建项目
button-team-card = ‹ 返回项目
button-team-title = 改名称
button-team-line = 改介绍
button-team-story = 经历
button-team-people = 团队与股权
button-team-invite = 邀请成员
button-team-back = ‹ 返回团队
button-team-as-member = 成员
button-team-as-adviser = 指导教师
button-team-named = 不在线上，只写名字
button-team-no-share = 先不写股权
button-team-quit = 退出团队
button-team-quit-sure = 确定退出
button-team-join = 加入
button-team-not-join = 不加入
button-team-see = 看项目
button-team-mine = 我的项目
button-teammate-look = 看一看
button-teammate-share = 改股权
button-teammate-agree = 同意
button-teammate-refuse = 不同意
button-teammate-heir = 交给这位负责
button-teammate-heir-sure = 确定交出
button-teammate-out = 移出团队
button-teammate-out-sure = 确定移出
button-teammate-revoke = 撤回邀请
