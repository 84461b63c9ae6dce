# One text for each DomainError.key. Shown on a button or below a message: plain text, no HTML.

error-unexpected = Sorry, something went wrong here. Please send it again; if it happens once more, report { $reference }.
error-not-found = No such record, or it is not yours.
error-not-allowed = You may not do this.
error-not-possible-now = This has been dealt with already; it is not possible now.
error-changed-meanwhile = Somebody acted first; please look again.
error-busy = It is busy just now; please try again in a few seconds.
error-database = The database cannot be used at the moment. Please try again later.
error-settings = A setting is wrong, please tell the operator: { $problem }
error-invite = This invitation is not valid, has expired or was used. Please ask for a new one.
