error-form-incomplete = { $missing ->
    [one] One thing is still missing; it is needed before you can submit.
   *[other] { $missing } things are still missing; they are needed before you can submit.
}
error-form-not-asked = Staff did not ask for this again; everything else stays as you submitted it.
