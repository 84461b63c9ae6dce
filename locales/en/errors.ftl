# One text for each DomainError.key. Shown on a button or below a message, or printed by the
# command line: plain text, no HTML.

error-unexpected = Sorry, something went wrong here. Please send it again; if it happens once more, report { $reference }.
error-not-found = No such record, or it is not yours.
error-not-allowed = You may not do this.
error-not-possible-now = This has been dealt with already; it is not possible now.
error-changed-meanwhile = Somebody acted first; please look again.
error-invite = This invitation is not valid, has expired or was used. Please ask for a new one.

error-busy = It is busy just now; please try again in a few seconds.
error-database = The database cannot be used at the moment. Please try again later.
error-settings = A setting is wrong: { $problem }
error-webchat-unset = WEBCHAT_TOKEN is not set, so there is no web chat to sign in to.
error-webchat-unreachable = The web chat server at { $url } does not answer: { $reason }

error-file-not-text = { $name } is no text file (perhaps a picture, a PDF or an archive). Turn it into Markdown or plain text.
error-file-empty = There is no text in { $name }.
error-file-too-large = { $name } is larger than { $limit_mb } MB. Please split it.
error-document-empty = Nothing in { $name } can be cited as a clause.
error-document-field-missing = { $field } is missing; nothing was taken in.
error-effective-date-missing = { $name } has no first day of force. It cannot be read from the text: look it up and give it.
error-effective-dates-reversed = The last day of force of { $name } lies before its first.
error-digest-incomplete = The digest { $name } lacks “{ $field }”, or that line cannot be read.
error-statutes-missing = The package with the statutes, { $package }, is not installed or its database cannot be read.
error-statute-unknown = The package with the statutes holds no 《{ $name }》.
