error-form-incomplete = { $missing ->
    [one] One thing is still missing; it is needed before you can submit.
   *[other] { $missing } things are still missing; they are needed before you can submit.
}
error-form-not-asked = Staff did not ask for this again; everything else stays as you submitted it.
error-reason-needed = This step needs a reason that the other side reads. Please try again.
error-slot-taken = Somebody has just booked that time. Please choose another.
error-slot-past = That time has gone by. Please choose a later one.
error-slot-closed = It is open until { $closes }:00. Please start earlier or take fewer hours.
error-request-not-agreed = The applicant did not agree to this step, so it cannot be done.
