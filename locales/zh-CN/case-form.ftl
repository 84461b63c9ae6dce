# 在聊天里填申请：一题一问、草稿、补正、预览、提交。除按钮和提示外是 HTML。

case-form-step = 第 { $number }/{ $of }：{ $question }
case-form-known = 现在是：{ $value }（{ $name } 填的）
case-form-known-own = 现在是：{ $value }
case-form-unfit = ⚠️ { $reason }
case-form-somebody = 队友
case-form-overtaken = 你填的时候，别人刚改了这一项，先看一眼：

case-form-draft = <b>{ $kind } · 草稿</b>　{ $title }
case-form-filled = 已填 { $done } 项，还差 { $left } 项：{ $names }
case-form-filled-all = 已填 { $done } 项，都齐了。
case-form-documents = 材料还差 { $count } 份：{ $names }
case-form-documents-all = 材料都交了。
case-form-with-basis = { $said }（{ $basis }）
case-form-and-more = { $said }　还有 { $more } 条
case-form-and-others = { $names }等
case-form-kept = 填一项存一项，随时可停，过几天再来也行。
case-form-ready = 看一遍，就可以提交了。

case-form-supplement = <b>{ $number } 需要补正 { $count } 项</b>（{ $owner }）
case-form-reason = 原因：{ $reason }
case-form-wanted = { $mark } { $name }
case-form-paused = ⏸ 办理时限已暂停，请在 <b>{ $day } 24:00</b> 前补。

case-form-sent = <b>✅ 已提交 { $number }</b>　{ $title }
case-form-case = <b>{ $number }</b>　{ $title }
case-form-turn = 下一步：{ $who }
case-form-turn-due = 下一步：{ $who }，最晚 { $due }
case-form-follow = 有变化我会告诉你，也可随时发 /progress 看进度。

steps-incubation = 接着：材料审查 → 评审 → 公示 → 签约入驻
steps-booking = 接着：审核 → 按时使用
steps-finance = 接着：受理 → 对接 → 引荐

case-form-preview = <b>{ $kind }</b>　{ $number }
case-form-answer = { $name }：{ $value }
case-form-check = 点开上面看一遍，没问题就提交。
case-form-not-ready = 还没填完，先补齐再提交。
case-form-which-field = 要改哪一项？
case-form-field = { $name }：{ $value }
case-form-field-open = { $name }：（未填）
case-form-later = 已存好。想接着填时点下面，或发 /progress。
case-form-sure = <b>确定撤回吗？</b>（{ $number }）
    撤回后不再办理，也不能恢复；填过的内容还能看。

case-form-documents-head = <b>材料</b>　{ $number }
case-form-document = { $mark } { $name }：{ $state }
case-form-document-refused = { $mark } { $name }：{ $state }，{ $reason }
case-form-document-optional = { $mark } { $name }：{ $state }（可以不交）
case-form-file-missing = 还没交
case-form-file-waiting = 已交，等老师看
case-form-file-accepted = 已通过
case-form-file-refused = 退回

case-form-which = 这句是回答，还是要问政策？
case-form-asked-instead = 好，按提问来答。填的都存着，点下面接着填。
case-form-explain = 用一句话说明情况（最多 { $limit } 字），我会连同原申请交给老师：
case-form-no-words = 没看到文字，请用一句话说明情况。
case-form-note-long = 写了 { $length } 字，最多 { $limit } 字。请缩短后再发。

case-form-send =
    请发「{ $name }」：点输入框旁的回形针来选。
    收 { $takes }，一份一个文件，最大 { $limit } MB；多页请合成一个 PDF。
case-form-received = ✅ 已收下「{ $name }」：{ $file }
case-form-file = { $at } 交的
case-form-photo = 照片
case-form-which-document = 收到 { $name }。这是哪一份材料？
case-form-which-rest = 一份材料一个文件，前一个已收下。{ $name } 是哪一份？
case-form-one-file = 一份材料一个文件：只收下了第一个。多页请合成一个 PDF，再点 [换] 重交。
case-form-file-left = 好，这个文件没有收下。
case-form-file-late = 现在不收这份材料，文件没有收下。

button-case-form-belongs = { $name }（{ $case }）
button-case-form-none = 都不是
button-case-form-answer = 这是回答
button-case-form-ask = 这是提问
button-case-form-mine = 换成我的
button-case-form-theirs = 保留这个
button-case-form-previous = ‹ 上一步
button-case-form-skip = 跳过
button-case-form-later = 先存着，稍后填
button-case-form-resume = 接着填
button-case-form-as = 不改，继续 ›
button-case-form-chosen = 选好了，继续 ›
button-case-form-go-on = 继续填（还差 { $left } 项）
button-case-form-preview = 看一遍，提交
button-case-form-submit = 提交
button-case-form-supply = 补好了，交给老师
button-case-form-change = 修改
button-case-form-more = 下一页 ›
button-case-form-fill = 填 { $name }
button-case-form-fill-again = 改 { $name }
button-case-form-upload = 上传 { $name }
button-case-form-upload-again = 换 { $name }
button-case-form-documents = 材料 { $there }/{ $all }
button-case-form-see = 看填的内容
button-case-form-open = 看 { $name }
button-case-form-explain = 说明情况
button-case-form-sure = 确定撤回
button-case-form-keep = 先不撤

error-case-form-words-gone = 找不到你刚才发的那条消息了，请再发一次。
error-case-form-file-gone = 这个文件取不到了，请再发一次。
