# Refusals of core/ that are not in errors.ftl.
error-calendar-missing = The official holidays of { $year } are not entered yet, so the deadline cannot be counted. Please ask the staff.

case-due-open = a day to be counted once the holidays are published
case-late-head = A case is past its promised time ({ $kind } { $case }, due { $due }). Please see to it or hand it over.
list-separator = {", "}
