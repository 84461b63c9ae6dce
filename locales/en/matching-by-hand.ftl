# Matching by a person of the staff. Lines are HTML.

by-hand-none = No request waits for you now.
by-hand-head = <b>Requests that wait for you: { $number }</b>
by-hand-line =
    { $number } · { $state ->
        [manual] the student asked for a person
       *[other] waiting list
    }, by { $due }
button-by-hand = Arrange { $number }
by-hand-request = <b>Request { $number }: “{ $title }”</b>
by-hand-needs = Needs: { $needs }
by-hand-nobody = No mentor has room without a conflict. Ask a mentor for one more place, or end the request and say why.
by-hand-mentor = <b>{ $place } { $name }</b> fits { $fit } %, { $left } free
by-hand-against-no-language =     no common language: ask before you send it
by-hand-against-no-time =     no common time: ask before you send it
by-hand-against-campus =     neither on that campus nor online: ask before you send it
button-assign = Put it to { $name }
by-hand-sent =
    <b>Request { $number } (“{ $title }”) is sent.</b>
    The place is held until { $due }; without a yes the search goes on by itself.
