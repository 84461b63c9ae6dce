# How an answer, a refusal and a whole clause are shown. Lines are HTML.

source = 《{ $document }》{ $article }
source-digest = 摘要 ·《{ $document }》{ $article }
source-mended = 《{ $document }》{ $article }（文字经校订）
place-nation = 国家
place-campus = 本校
answer-governs = <b>{ $place } · { $source }</b>
answer-governs-limit = <b>{ $place } · { $source }：{ $limit }</b>
answer-force = { $force } · 查询日 { $date }
answer-forces = 前条{ $first }，后条{ $second } · 查询日 { $date }
answer-cited = { $source } · { $force } · 查询日 { $date }
closest = <b>最接近的条文，未必回答你的问题</b>
closest-aside = （最接近的条文，未必回答）
closest-place = <b>最接近的条文，未必回答你的问题：各地不同，请写明省份</b>
closest-region = <b>最接近的条文，未必回答你的问题：没收你问的地方</b>
closest-amount = <b>最接近的条文，未必回答你的问题：没写明数额</b>
answer-refused = <b>知识库里没有能证明的答案，我不猜。</b>
answer-repeats = <b>问：{ $question }</b>
answer-repeats-numbered = <b>{ $number } 问：{ $question }</b>
answer-footer = 知识库更新至 { $date }
answer-footer-plain = 知识库更新至 { $date }
answer-no-date = （尚无文件）

force-in-force = 现行有效
force-not-yet = 尚未施行
force-expired = 已失效
force-unknown = 施行日待确认

refused-nothing = 没有条文直接说到这件事。换个说法，或交给老师。
refused-region = 你问的地方，知识库还没有收它的规定。
refused-damaged = 说到这件事的原文有缺损，不能引用。
refused-ends = 说到这里，知识库里的文件就中断了。
refused-amount = 金额因地方和日期而变；请写明省份和时间再问。
refused-scope = 这不是创业政策问题，我帮不上。
refused-history = 那个时候的规定，知识库里没有能证明的版本。
refused-article = 知识库里没有你说的这一条；请核对法名和条号。
refused-unproved = 找到的条文没有通过逐字核对，所以不引用。

button-original = 看原文
button-helpful = 有用
button-useless = 没用
button-ask-staff = 问老师
button-examples = 换个问法 / 例子

original-title = <b>《{ $title }》{ $article }</b>
original-part = （{ $number }/{ $of }）
original-force = { $force }
original-force-since = { $force } · { $since } 起施行
original-digest = 摘要：我们自己的话，不是原文
original-mended = 文字经工作人员校订
original-damaged = 原文此处缺损，不能引用。
button-clause-before = ‹ 上一条
button-clause-after = 下一条 ›
button-part-before = ‹ 上一页
button-part-after = 下一页 ›
button-back = 返回
button-other-source = 另一条依据
button-stale = 这个按钮已经失效，没有改动任何内容。请重新提问。

rated-helpful = 谢谢，记下了：有用。
rated-useless = 记下了：没用。哪里不对？
complaint-beside = 答非所问
complaint-outdated = 条文过时
complaint-hard = 看不懂
complained = 记下了：{ $complaint }。谢谢。
