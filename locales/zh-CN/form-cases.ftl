error-form-incomplete = 还差 { $missing } 项，补齐后才能提交。
error-form-not-asked = 老师这次没有要求改这一项，其余内容以提交时为准。
