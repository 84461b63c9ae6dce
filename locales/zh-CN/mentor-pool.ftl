# 导师库：聘任、回避、导入、邀请（mentors/ 的服务与 handlers/mentor_pool.py）。通知是 HTML，报错不是。

error-pair-rule = 回避登记没有保存：请选择原因；说明最多 500 字；截止日不能早于今天。
error-mentor-text = 这一项没有保存：不能为空，最多 { $limit }（现在 { $length }）。
error-mentor-word = 没有“{ $word }”这个选项，请从列表里选。
error-mentor-monthly = 每月人数要在 0 到 { $most } 之间，没有保存。
error-mentor-vacation = 休假没有保存：结束日不能早于开始日，也不能早于今天。
error-mentor-exists = 这个编号或账号已经有导师档案了。
error-mentor-incomplete = { $name } 的档案还缺：擅长领域、能帮的事、工作语言，填好再提交。
error-appointment-open = 已经在办聘任了，不用再提。
error-appointment-evidence = 说明最多 { $limit } 字。

appointment-nominate-staff = 新提名的导师：<b>{ $name }</b>（{ $organisation }）。等档案填好后提交审核。
appointment-submit-staff = 请核实导师 <b>{ $name }</b>（{ $organisation }）的材料，{ $due } 前。
appointment-return-mentor = 聘任材料退回了，请补充后再提交。{ $note }
appointment-pass-mentor = 核实通过，公示到 { $due }。公示无异议就正式聘任。
appointment-register-mentor = 学校已登记您为导师人选，公示到 { $due }。无异议就正式聘任。
appointment-publicity = 有导师人选开始公示。要提异议，发 /mentors 看公示名单。
appointment-uphold-mentor = 公示期内收到的异议成立，这次没有聘任。{ $note } 有疑问请联系学校。
appointment-appoint-mentor = <b>您已受聘为创业导师</b>，聘期到 { $due }。发 /profile 可随时改档案、设休假。
appointment-lapse-mentor = 聘期到了，暂时不再收到新的请求；在带的学生不受影响。续聘由学校办理。
appointment-lapse-staff = 导师 <b>{ $name }</b> 聘期已满，请决定是否续聘。
appointment-leave-mentor = 您已退出导师库，不再收到新的请求。谢谢您的付出。
appointment-leave-staff = 导师 <b>{ $name }</b> 退出了导师库；还在带的学生请安排人接手。
appointment-renew-mentor = 续聘好了，新聘期到 { $due }。
appointment-appointed-reminder-mentor = 您的聘期到 { $due } 为止。续聘由学校办理，您不用做什么。
appointment-appointed-reminder-staff = 导师 <b>{ $name }</b> 的聘期到 { $due }，请考虑续聘。
appointment-appointed-late-mentor = 聘期到了，学校正在办理。
appointment-appointed-late-staff = 导师 <b>{ $name }</b> 的聘期已过，系统没能自动结束，请查看。
appointment-checking-late-staff = 导师 <b>{ $name }</b> 的材料已过承诺的核实时间，请尽快处理。
appointment-publicised-late-head = 导师 <b>{ $name }</b> 的公示已满，系统没能自动聘任，请查看。

appointment-now-nominated = 已提名，等提交
appointment-now-checking = 已提交，学校正在核实
appointment-now-publicised = 公示中
appointment-now-appointed = 在聘
appointment-now-expired = 聘期已满
appointment-now-retired = 已退出
appointment-now-rejected = 异议成立，未聘任

button-appointment-submit = 提交审核
button-appointment-leave = 退出导师库
button-appointment-return = 退回补充
button-appointment-pass = 通过并公示
button-appointment-uphold = 异议成立
button-appointment-renew = 续聘三年

absence-own = 这是你自己的导师档案，不会推荐给自己。
absence-private = { $name } 按回避规定不能配对，具体情况请问老师。
absence-asked = { $name } 你已经邀请过了；三个月内不重复打扰同一位。
absence-not-in-pool = { $name } 现在不在聘期内。
absence-not-accepting = { $name } 现在不接新学生。
absence-on-vacation = { $name } 正在休假或本月暂停。
absence-full = { $name } 的名额已满。
absence-no-language = { $name } 和你没有共同的语言。
absence-no-time = { $name } 和你没有共同的空闲时间，改一下时间就可能有。
absence-campus = { $name } 不到你的校区，也不线上谈。
absence-listed = { $name } 就在你的名单里。
absence-others = { $name } 也可以，只是这次有更合你需要的几位排在前面。
