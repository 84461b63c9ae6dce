"""What may not be done with a request or an offer; each says why in its text."""

from core.errors import DomainError, NotPossibleNow


class OfferOver(NotPossibleNow):
    """The offer ended before: expired, withdrawn, or answered; ``when`` says on which day."""

    key = "error-offer-over"


class MentorNotAppointed(DomainError):
    """The appointment ended while the offer was open; nothing was changed."""

    key = "error-mentor-not-appointed"


class RequestOver(NotPossibleNow):
    """The request was closed, withdrawn or has led to a mentor."""

    key = "error-request-over"


class MentorSaidYes(NotPossibleNow):
    """What remains is the agreement: to be confirmed there, or refused there."""

    key = "error-mentor-said-yes"


class TalkToChoose(DomainError):
    """A talk has times to choose from: they are said (``talks``)."""

    key = "error-talk-to-choose"


class MentorToChoose(DomainError):
    """A request is put to somebody: which mentor must be said (``requests.assign``)."""

    key = "error-mentor-to-choose"
