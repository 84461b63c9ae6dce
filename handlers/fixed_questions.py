"""Questions that buttons ask: examples by role and the first steps towards a likely action."""

from core.accounts import Role

EXAMPLES: dict[Role, tuple[str, ...]] = {
    Role.STUDENT: ("student-share", "student-owner", "student-partners", "student-support"),
    Role.MENTOR: ("mentor-share", "mentor-improve", "mentor-form"),
    Role.STAFF: ("staff-publicity", "staff-report", "staff-holiday", "staff-approval"),
}

STEPS: dict[str, tuple[str, ...]] = {
    "license": ("license-form", "license-others", "license-open"),
    "share": ("share-floor", "share-equity", "share-rule"),
    "competition": ("competition-owner", "competition-novelty"),
}

SERVICES: dict[str, tuple[str, ...]] = {
    "mentor": ("advice-support", "advice-machine"),
    "incubation": ("incubation-support", "incubation-tax"),
}
"""Actions that lead to a service of ours, and the questions that come up there."""

NAMES = frozenset(
    name for names in (*EXAMPLES.values(), *STEPS.values(), *SERVICES.values()) for name in names
)


def greeted_as(roles: frozenset[Role]) -> Role:
    """Whose questions a person is likely to have: who runs the programme asks as staff does."""
    if roles & {Role.STAFF, Role.HEAD, Role.ADMIN}:
        return Role.STAFF
    return Role.MENTOR if Role.MENTOR in roles else Role.STUDENT


def examples(roles: frozenset[Role]) -> tuple[str, ...]:
    """What the person is likely to want to know; somebody without a role is taken for a student."""
    return EXAMPLES[greeted_as(roles)]
