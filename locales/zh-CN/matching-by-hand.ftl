# Matching by a person of the staff. Lines are HTML.

by-hand-none = 现在没有等你安排的请求。
by-hand-head = <b>等你安排的请求：{ $number } 件</b>
by-hand-line =
    { $number } · { $state ->
        [manual] 学生请老师人工匹配
       *[other] 候补
    }，最晚 { $due }
button-by-hand = 安排 { $number }
by-hand-request = <b>请求 { $number }：“{ $title }”</b>
by-hand-needs = 需要：{ $needs }
by-hand-nobody = 现在没有还收人、又不用回避的导师。可以先与导师商量加名额，或结束请求并说明原因。
by-hand-mentor = <b>{ $place } { $name }</b>　契合 { $fit } 分｜还收 { $left } 人
by-hand-against-no-language = 　没有共同语言，派出前请先商量
by-hand-against-no-time = 　没有共同的空闲时间，派出前请先商量
by-hand-against-campus = 　不到学生的校区，也不线上谈，派出前请先商量
button-assign = 派给 { $name }
by-hand-sent =
    <b>请求 { $number }（“{ $title }”）已发出。</b>
    名额为学生留到 { $due }；没有答应就自动接着找。
