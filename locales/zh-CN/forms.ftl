# 表单：答得不合适时怎么说，答案怎么显示（core/answers.py, core/forms.py）。纯文本，不含 HTML。

form-left-open = （没填）
form-yes = 是
form-no = 否
form-money = { $amount } 元
form-day = { $year }年{ $month }月{ $day }日

error-form-value = 这个回答用不上，请换一种写法。
error-form-needed = 这一项要填，不能跳过。
error-form-no-words = 没看到文字，请用一句话写出来。
error-form-long = 写了 { $length } 字，这里最多 { $limit } 字。请缩短后再发。
error-form-short = 只有 { $length } 字，这里至少要 { $limit } 字。请再写具体一点。
error-form-number = 没看懂是多少。请只发一个数，例如 12 或 十二。
error-form-money = 没看懂是多少钱。请只发一个金额，例如 35000、3.5万 或 三万五。
error-form-percent = 没看懂是百分之几。请只发一个比例，例如 30% 或 百分之三十。
error-form-percent-unclear = { $given } 是指 { $given }% 还是 { $times }%？请带上 % 再发一次。
error-form-small = 太小了，这里不能少于 { $minimum }。
error-form-large = 太大了，这里不能超过 { $maximum }。请看看是不是多打了几个零。
error-form-places = 小数太多了，最多 { $places } 位。
error-form-whole = 这里要整数，不能有小数。
error-form-date = 没看懂是哪一天。请这样写：{ $year }年3月15日、{ $year }-03-15 或 下周三。
error-form-no-such-day = 日历上没有这一天，请再看看。
error-form-past = { $given } 已经过去了。请写今天（{ $today }）或以后的日子。
error-form-ahead = { $given } 还没到。请写今天（{ $today }）或以前的日子。
error-form-far = { $given } 太远了，请看看年份有没有打错。
error-form-option = 没有这一项。请点按钮，或发 1 到 { $most } 的序号。
error-form-options = 选了 { $count } 项，最多选 { $limit } 项。
error-form-yes-no = 请回答“是”或“否”。
form-heard = 这句话刚才已经收到并处理了。看进展：/progress
