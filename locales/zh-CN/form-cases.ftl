error-form-incomplete = 还差 { $missing } 项，补齐后才能提交。
error-form-not-asked = 老师这次没有要求改这一项，其余内容以提交时为准。
error-reason-needed = 这一步要写明理由，对方会看到。请再试一次。
error-slot-taken = 这个时段刚被别人约了，请换一个时间。
error-slot-past = 这个时间已经过了，请选之后的时间。
error-slot-closed = 开放到 { $closes }:00 为止，请早一点开始或少约一会儿。
error-request-not-agreed = 申请人没有同意这一步，不能办理。
