# My project: its card, the team, shares, invitations.

error-team-shares = That would be more than 100% in all; { $left }% are left. Nothing was changed.
error-team-full = A team has at most { $limit } people, unanswered invitations included. Please take one away first.
error-team-owner-stays = You own the project. Hand it over to another member before you leave.
error-team-no-heir = Only a member who has joined can take over, no adviser and nobody who has not answered.
