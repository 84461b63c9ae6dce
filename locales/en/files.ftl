# What is said when files are handed in (staff/contents.py, staff/files.py). Plain text, no HTML.

error-upload = This file cannot be taken; please send another.
error-upload-empty = This file is empty. Please choose it again.
error-upload-large = The file has { $size_mb } MB; at most { $limit_mb } MB are possible. Please make the pictures smaller or send parts.
error-upload-content = Here we take { $takes }. The content of this file is none of these (another ending does not change that).
error-upload-damaged = The file is incomplete or cannot be opened; perhaps it did not arrive whole. Please open it on your phone and send it again.
error-upload-locked = This file has a password and we cannot open it. Please remove the password and send it again.
error-upload-old-office = This is an old Office file, or one with a password. Please save it as { $takes } without a password.
error-upload-harmful = This file unpacks to far too much or has macros, so we cannot take it. Please save a plain copy and send that.
error-upload-pixels = The picture is too large; at most { $millions } million pixels are possible. Please make it smaller.
error-upload-not-kept = The file cannot be stored just now and was not taken. Please send it again in a while.
error-upload-lost = This file cannot be opened now; we have made a note to look into it.
error-upload-same = This is exactly the file that was sent back. Please change it as the note says.
error-upload-replaced = A newer file was handed in; please look at that one.
error-upload-reason = Please say why you send it back, so that the applicant knows what to change.
