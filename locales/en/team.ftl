# My project: its card, the team, shares, invitations.

command-project = My project and its team

error-team-shares = That would be more than 100% in all; { $left }% are left. Nothing was changed.
error-team-full = A team has at most { $limit } people, unanswered invitations included. Please take one away first.
error-team-owner-stays = You own the project. Hand it over to another member before you leave.
error-team-no-heir = Only a member who has joined can take over, no adviser and nobody who has not answered.
error-team-link = This invitation no longer works: it was used, expired, withdrawn or not copied whole. Please ask for a new one.
error-team-already = You are in this team already. The link still works; forward it to whom you want to invite.

team-role-owner = owner
team-role-member = member
team-role-adviser = adviser
team-unnamed = no name
team-unsaid = not said

profile-mine = <b>About me</b>
team-which = <b>My projects</b>: which one?
team-no-project = You have no project yet. Give it a name; the rest takes a few taps.
team-no-line = No one-line description yet
team-about = Stage: { $stage } · Field: { $fields }
team-needs = Needs: { $needs }
team-people = Team: { $names }
team-given = Shares: { $given }% in all, { $left }% left
team-somebody = { $name } ({ $role })
team-share-is = {" "}{ $share }%
team-share-proposed = {" "}→ { $share }%, not agreed yet
team-and-more = {" "}and { $count } more
team-and-invited = ; { $count } invited, no answer yet

team-ask-title = What is the project called? Type it, up to 30 characters.
team-ask-line = Describe it in one line: what, and for whom. Just type.
team-no-words = I saw no words. Please type.

team-head = <b>{ $title }</b>, team of { $count }
team-row = { $number } { $who }{ $share }
team-invitation = Invitation
team-invited-until = Invited as { $role }, valid until { $until }
team-invited-expired = Invited as { $role }, expired
team-agree-or-not = The owner wants to set your share to <b>{ $share }%</b>. It counts when you agree.
team-ask-share = What share for { $name }, in percent? Type it, such as 20%, at most { $most }%.
team-share-asked = { $name } was asked; it counts when they agree.
team-answered = Fine, the owner is told.
team-quit-sure = Leave “{ $title }”? Your share becomes free, and everybody in the team is told.
team-quit-done = You have left this project.
team-out-sure = Take { $name } out of the team? They and everybody in the team are told.
team-out-done = Done.
team-heir-sure = Hand “{ $title }” over to { $name }? You become a member and cannot take it back by yourself.
team-heir-done = Handed over.

team-invite-role = Whom do you invite into “{ $title }”?
team-invite-share = What share for the { $role }? Type it, such as 10%, at most { $most }%, or leave it open.
team-ask-adviser = What is the adviser's name? Just type.
team-adviser-named = Noted: { $name }, adviser.
team-invited = The invitation is ready. <b>Forward the next message</b>; it works once, within { $days } days. I tell you the answer.
team-forward-link =
    { $name } invites you to the project “{ $title }” as { $role }. Open it, look, and decide within 7 days:
    { $link }
team-forward-code =
    { $name } invites you to the project “{ $title }” as { $role }. Send this line to the start-up mentor assistant, look, and decide within 7 days:
    <code>/start { $payload }</code>

team-opened = <b>{ $inviter } invites you to join “{ $title }”</b>
team-opened-role = Role: { $role }
team-opened-share = Share: { $share }% (by joining you agree to it)
team-opened-note = The team will see your name; you can leave at any time.
team-welcome = You have joined “{ $title }”. Send /project to see it.
team-not-joined = Fine, you did not join. Whoever invited you is told.

team-joined = { $name } joined “{ $title }” as { $role }. Send /project to see the team.
team-declined = { $name } did not accept the invitation to “{ $title }” ({ $role }). Send /project to invite somebody else.
team-left = { $name } left the team of “{ $title }”.
team-removed = You are no longer in the team of “{ $title }”. If you have questions, ask the project's owner.
team-handed = “{ $title }” was handed over by { $before } to { $name }, who owns it now.
team-share = The owner of “{ $title }” wants to change your share from { $before }% to { $after }%. It counts when you agree.
team-share-agreed = { $name } agreed to a share of { $share }% in “{ $title }”.
team-share-declined = { $name } did not agree to a share of { $share }% in “{ $title }”; it stays as it was.

button-team-list = ‹ My projects
button-team-new = New project
button-team-card = ‹ The project
button-team-title = Name
button-team-line = Description
button-team-story = Its story
button-team-people = Team and shares
button-team-invite = Invite
button-team-back = ‹ The team
button-team-as-member = Member
button-team-as-adviser = Adviser
button-team-named = Not in the chat, name only
button-team-no-share = Leave the share open
button-team-quit = Leave the team
button-team-quit-sure = Yes, leave
button-team-join = Join
button-team-not-join = Do not join
button-team-see = See the project
button-team-mine = My projects
button-teammate-look = Look
button-teammate-share = Change share
button-teammate-agree = I agree
button-teammate-refuse = I do not agree
button-teammate-heir = Hand over to them
button-teammate-heir-sure = Yes, hand over
button-teammate-out = Take out
button-teammate-out-sure = Yes, take out
button-teammate-revoke = Withdraw invitation
