# Refusals of core/ that are not in errors.ftl.
error-calendar-missing = The official holidays of { $year } are not entered yet, so the deadline cannot be counted. Please ask the staff.
