# Refusals of core/ that are not in errors.ftl.
error-calendar-missing = { $year } 年的放假调休安排还没有录入，暂时算不出期限。请联系工作人员。

case-due-open = 放假安排公布后算出的日子
case-late-head = 一件事超过了承诺的时间（{ $kind } { $case }，应在 { $due } 前办结）。请督促或改派。
list-separator = 、
