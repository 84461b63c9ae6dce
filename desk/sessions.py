"""For whom a page acts: the signed cookie, its CSRF value, and where a form comes from."""

import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web
from itsdangerous import BadSignature, URLSafeTimedSerializer

from core.accounts import Actor, Role
from staff.entry import SESSION_LASTS

LIFETIME_S = int(SESSION_LASTS.total_seconds())


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser that is signed in: who it is, the session's secret name and its CSRF value."""

    actor: Actor
    name: str
    csrf: str

    @property
    def works_cases(self) -> bool:
        """Whether they see the queue; administrators read histories only."""
        return bool(self.actor.roles & {Role.STAFF, Role.HEAD})


class Cookies:
    """Signs and reads the cookie; the session that it names stands in the database."""

    def __init__(self, secret: str, public_url: str) -> None:
        self._secret = secret
        self._public_url = public_url
        self._signer = URLSafeTimedSerializer(secret, salt="desk-session")

    def read(self, request: web.Request) -> str | None:
        """The session's name that a genuine cookie carries, or None."""
        signed = request.cookies.get(_cookie_name(request))
        if not signed:
            return None
        try:
            name = self._signer.loads(signed, max_age=LIFETIME_S)
        except (BadSignature, ValueError, TypeError):
            return None
        return name if isinstance(name, str) else None

    def write(self, request: web.Request, answer: web.StreamResponse, name: str) -> None:
        """Give the browser the cookie of this session."""
        answer.set_cookie(
            _cookie_name(request),
            str(self._signer.dumps(name)),
            max_age=LIFETIME_S,
            httponly=True,
            samesite="Lax",
            secure=request.secure or self._public_url.startswith("https:"),
        )

    def remove(self, request: web.Request, answer: web.StreamResponse) -> None:
        """Take the cookie back."""
        answer.del_cookie(_cookie_name(request))

    def csrf(self, name: str) -> str:
        """What every form of this session must send back."""
        return hmac.new(
            self._secret.encode(), f"desk csrf {name}".encode(), hashlib.sha256
        ).hexdigest()

    def is_same_origin(self, request: web.Request) -> bool:
        """Whether our own page sent the request; True when nothing is said about where it is from.

        Behind a reverse proxy the page is at the public address.
        """
        origin = request.headers.get("Origin")
        if origin is None:
            return True
        ours = {request.host.lower(), urlsplit(self._public_url).netloc.lower()}
        return urlsplit(origin).netloc.lower() in ours


def proves(visit: Visit, given: str) -> bool:
    """Whether this is the visit's CSRF value."""
    return hmac.compare_digest(visit.csrf.encode(), given.encode("utf-8", "replace"))


def _cookie_name(request: web.Request) -> str:
    # Browsers share cookies among the ports of a host; two servers on one machine must not.
    return f"desk-{request.url.port or 0}"
