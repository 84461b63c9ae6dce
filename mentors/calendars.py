"""A meeting as a calendar file that phones can open (RFC 5545).

All versions of a meeting, also after it was moved, are one entry: the same UID, a growing SEQUENCE.
"""

from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from mentors.models import Meeting

FILE_NAME = "mentor-meeting.ics"
_CANCELED = frozenset({"canceled", "moved", "missed"})


def calendar_file(meeting: Meeting, summary: str, *, now: datetime) -> bytes:
    """The .ics of a meeting under the name ``summary``, with a reminder an hour before.

    One that does not take place is marked so, which removes it where it was entered.
    """
    gone = meeting.state in _CANCELED
    event = Event()
    event.add("uid", f"meeting-{meeting.first_id or meeting.id}@mentorbot")
    event.add("sequence", meeting.sequence + gone)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("summary", summary)
    if meeting.place:
        event.add("location", meeting.place)
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    if not gone:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", timedelta(hours=-1))
        event.add_component(alarm)
    file = Calendar()
    file.add("prodid", "-//mentorbot//meetings//ZH")
    file.add("version", "2.0")
    file.add("method", "CANCEL" if gone else "PUBLISH")
    file.add_component(event)
    return bytes(file.to_ical())
