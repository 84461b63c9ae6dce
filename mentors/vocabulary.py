"""The words in which a need and a mentor are described: fixed lists, so that they can be compared.

``text_key`` names the text of each. Values are stored and imported, so an existing one never
changes; a new one gets a text in both languages (``locales/*/mentor-vocabulary.ftl``).
"""

from enum import StrEnum


class Stage(StrEnum):
    """How far the project is (想法, 样机, 注册, 营收), in the order of growth."""

    IDEA = "idea"
    PROTOTYPE = "prototype"
    REGISTERED = "registered"
    REVENUE = "revenue"


class Industry(StrEnum):
    SMART_HARDWARE = "smart_hardware"
    SOFTWARE = "software"
    BIOMED = "biomed"
    MATERIALS = "materials"
    ENERGY = "energy"
    AGRICULTURE = "agriculture"
    EDUCATION = "education"
    CULTURE = "culture"
    CONSUMER = "consumer"
    MANUFACTURING = "manufacturing"
    FINANCE = "finance"
    SOCIAL = "social"
    TRANSPORT = "transport"
    OTHER = "other"


class Tag(StrEnum):
    """What a student needs and what a mentor can give: the same list on both sides."""

    FUNDING = "funding"
    PATENT = "patent"
    CUSTOMERS = "customers"
    TECHNOLOGY = "technology"
    LAW = "law"
    TEAM = "team"
    PRODUCT = "product"
    POLICY = "policy"
    MARKET = "market"
    TAX = "tax"
    SPACE = "space"
    INTERNATIONAL = "international"


class Kind(StrEnum):
    """What a mentor is appointed for: 实践, 培训, 评审."""

    PRACTICE = "practice"
    TRAINING = "training"
    REVIEW = "review"


class Origin(StrEnum):
    """Where a mentor comes from: 校内, 企业, 投资, 法律, 校友."""

    CAMPUS = "campus"
    ENTERPRISE = "enterprise"
    INVESTOR = "investor"
    LEGAL = "legal"
    ALUMNI = "alumni"


class Language(StrEnum):
    CHINESE = "zh"
    ENGLISH = "en"


class Day(StrEnum):
    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


class Part(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class DeclineReason(StrEnum):
    """Why a mentor says no; private to the mentor and staff, and it teaches the ranking."""

    NO_TIME = "no_time"
    NOT_MY_FIELD = "not_my_field"
    CONFLICT = "conflict"
    TOO_EARLY = "too_early"
    UNCLEAR = "unclear"
    OTHER = "other"


class Conflict(StrEnum):
    """Why these two may not be paired, although both are free (同组, 评委, 发明人, 投资, 亲属)."""

    SAME_LAB = "same_lab"
    JUDGE = "judge"
    INVENTOR = "inventor"
    COMPETITOR = "competitor"
    RELATIVE = "relative"
    OTHER = "other"


STAGES = tuple(Stage)
SLOTS: tuple[str, ...] = tuple(f"{day}-{part}" for day in Day for part in Part)
"""Weekly slots such as ``wed-evening``, Monday morning first."""


def text_key(value: StrEnum) -> str:
    """The key of a value's text: ``Industry.SMART_HARDWARE`` is ``industry-smart-hardware``."""
    name = value.value.replace("_", "-")
    match value:
        case Stage():
            return f"stage-{name}"
        case Industry():
            return f"industry-{name}"
        case Tag():
            return f"need-{name}"
        case Kind():
            return f"mentor-kind-{name}"
        case Origin():
            return f"mentor-origin-{name}"
        case Language():
            return f"speaks-{name}"
        case Day():
            return f"weekday-{name}"
        case Part():
            return f"daytime-{name}"
        case DeclineReason():
            return f"decline-{name}"
        case Conflict():
            return f"conflict-{name}"
    raise TypeError(f"{value!r} is not of this vocabulary")


def slot(day: Day, part: Part) -> str:
    """The key of a weekly slot; ``slot_parts`` takes it apart again."""
    return f"{day}-{part}"


def slot_parts(key: str) -> tuple[Day, Part]:
    """Day and part of a slot key; ValueError when it is none."""
    day, _, part = key.partition("-")
    return Day(day), Part(part)
