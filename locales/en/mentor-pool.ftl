# The mentor pool: appointment, recusal, import, invites (handlers/mentor_pool.py and services).

error-pair-rule = The recusal was not saved: choose a reason, keep the note within 500 characters, and let it end no earlier than today.
