"""For whom a page acts: the signed cookie, CSRF, allowed origins, and attempts to sign in."""

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web
from itsdangerous import BadSignature, URLSafeTimedSerializer

from webchat.hub import Hub

LIFETIME_S = 30 * 24 * 3600
ATTEMPTS = 8
ATTEMPTS_WITHIN_S = 10 * 60
_ADDRESSES_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser that the server knows: its session, its person and its CSRF value."""

    session_id: str
    person_id: int
    csrf: str


class Sessions:
    """Signed cookies. Outside the demo each names a session of the store, which can be ended."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._secret = ""
        self._signer: URLSafeTimedSerializer

    async def start(self, app: web.Application) -> None:
        """Read the secret that signs the cookies."""
        self._secret = await self._hub.secret()
        self._signer = URLSafeTimedSerializer(self._secret, salt="webchat-session")

    async def visit(self, request: web.Request) -> Visit | None:
        """The visit that the request's cookie proves, or None."""
        signed = request.cookies.get(_cookie_name(request))
        if not signed:
            return None
        try:
            session_id, person_id = self._signer.loads(signed, max_age=LIFETIME_S)
        except (BadSignature, ValueError, TypeError):
            return None
        if not self._hub.demo and await self._hub.session_person(session_id) != person_id:
            return None
        return Visit(session_id, person_id, self._csrf(session_id))

    async def begin(
        self, request: web.Request, answer: web.StreamResponse, person_id: int
    ) -> Visit:
        """Give the browser a fresh session of the person."""
        if self._hub.demo:
            session_id = secrets.token_urlsafe(32)
        else:
            session_id = await self._hub.open_session(person_id, LIFETIME_S)
        visit = Visit(session_id, person_id, self._csrf(session_id))
        self.remember(request, answer, visit)
        return visit

    def remember(self, request: web.Request, answer: web.StreamResponse, visit: Visit) -> None:
        """Put the visit into the answer's cookie."""
        answer.set_cookie(
            _cookie_name(request),
            str(self._signer.dumps((visit.session_id, visit.person_id))),
            max_age=LIFETIME_S,
            httponly=True,
            samesite="Lax",
            secure=_is_https(request, self._hub.public_url),
        )

    async def end(self, request: web.Request, answer: web.StreamResponse, visit: Visit) -> None:
        """End the session for good and take the cookie back."""
        await self._hub.end_session(visit.session_id)
        answer.del_cookie(_cookie_name(request))

    def proves(self, visit: Visit, request: web.Request) -> bool:
        """Whether the request carries the visit's CSRF value."""
        return hmac.compare_digest(visit.csrf.encode(), request.headers.get("X-CSRF", "").encode())

    def _csrf(self, session_id: str) -> str:
        key, words = self._secret.encode(), f"csrf {session_id}".encode()
        return hmac.new(key, words, hashlib.sha256).hexdigest()


class Attempts:
    """Counts failed sign-ins of an address within a sliding window."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[str, deque[float]] = {}

    def wait_s(self, address: str) -> int:
        """Seconds until the address may try again; 0 when it may now."""
        failures = self._recent(address)
        if len(failures) < ATTEMPTS:
            return 0
        return max(1, round(failures[0] + ATTEMPTS_WITHIN_S - self._clock()))

    def failed(self, address: str) -> None:
        """Count a failure."""
        self._failures[address] = self._recent(address)
        self._failures[address].append(self._clock())
        while len(self._failures) > _ADDRESSES_KEPT:
            self._failures.pop(next(iter(self._failures)))

    def _recent(self, address: str) -> deque[float]:
        failures = self._failures.get(address, deque())
        while failures and failures[0] <= self._clock() - ATTEMPTS_WITHIN_S:
            failures.popleft()
        if not failures:
            self._failures.pop(address, None)
        return failures


def client_address(request: web.Request) -> str:
    """Who is asking: what our own reverse proxy on this machine says, else the peer."""
    peer = request.remote or ""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if forwarded and _is_loopback(peer):
        return forwarded.rpartition(",")[2].strip()[:64]
    return peer


def is_same_origin(request: web.Request, public_url: str | None) -> bool:
    """Whether our own page sent the request; True when nothing is said about where it is from."""
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    ours = {request.host.lower()}
    if public_url:
        ours.add(urlsplit(public_url).netloc.lower())
    return urlsplit(origin).netloc.lower() in ours


def is_own_host(request: web.Request, public_url: str | None) -> bool:
    """Whether the Host header is one that a stranger's domain name cannot have.

    Without a sign-in, a foreign site whose name resolves to this machine (DNS rebinding) would be
    "the same origin"; addresses, local names and the public address cannot be taken that way.
    """
    try:
        name = (urlsplit(f"//{request.host}").hostname or "").rstrip(".").lower()
        public = (urlsplit(public_url or "").hostname or "").lower()
    except ValueError:
        return False
    if name == public or "." not in name or name.endswith((".localhost", ".local")):
        return bool(name)
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _is_https(request: web.Request, public_url: str | None) -> bool:
    return request.secure or (public_url or "").startswith("https:")


def _cookie_name(request: web.Request) -> str:
    # Browsers share cookies among the ports of a host; two servers on one machine must not.
    return f"webchat-{request.url.port or 0}"
