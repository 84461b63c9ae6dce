"""Staff match by hand: what waits for them, whom it could be put to, and one tap that sends it."""

from core.accounts import Role
from tests.chat import Person, Town
from tests.handlers import matching
from tests.handlers.matching import CUP, requests_of


async def staff_of(town: Town) -> Person:
    teacher = town.person("教务老师", 90)
    await teacher.become(Role.STAFF)
    return teacher


async def asks_for_a_person(town: Town) -> Person:
    student = town.person("小林", 7)
    await student.says("找导师")
    await student.says(CUP)
    await student.presses("看合适的导师")
    await student.presses("请老师人工匹配")
    return student


async def test_staff_put_a_waiting_request_to_a_mentor_with_two_taps(town: Town) -> None:
    engineer, _ = await matching.pool(town)
    teacher = await staff_of(town)
    student = await asks_for_a_person(town)
    (notice,) = await teacher.reads()
    assert "请老师人工匹配" in notice.text

    (card,) = await teacher.presses("选导师")
    assert "陈工" in card.text
    assert "派给 陈工" in card.buttons
    (sent,) = await teacher.presses("派给 陈工")

    assert "已发出" in sent.text
    (offer,) = await engineer.reads()
    assert "答应" in offer.buttons
    (request,) = await requests_of(town, student)
    assert request.state == "offering"
    assert any("陈工" in one.text for one in await student.reads())


async def test_the_list_of_what_waits_shows_the_promise_and_empties(town: Town) -> None:
    await matching.pool(town)
    teacher = await staff_of(town)
    (nothing,) = await teacher.says("/requests")
    assert "没有等你安排" in nothing.text
    await asks_for_a_person(town)

    (listed,) = await teacher.says("/requests")
    assert "等你安排的请求：1 件" in listed.text
    assert "最晚 11-23" in listed.text
    await teacher.presses("安排 0001")
    await teacher.presses("派给 周律师")

    (nothing,) = await teacher.says("/requests")
    assert "没有等你安排" in nothing.text


async def test_a_second_tap_and_a_stale_card_send_nothing(town: Town) -> None:
    engineer, lawyer = await matching.pool(town)
    teacher = await staff_of(town)
    await asks_for_a_person(town)
    await teacher.reads()
    await teacher.presses("选导师")
    await teacher.presses("派给 陈工")
    (said,) = await teacher.forges("ha:1:2")
    assert said.kind == "alert"

    (said,) = await teacher.presses("选导师")
    assert (said.kind, said.text) == ("alert", "已发给导师，等答复。")
    assert len(await engineer.reads()) == 1
    assert await lawyer.reads() == []


async def test_students_cannot_arrange_anything(town: Town) -> None:
    await matching.pool(town)
    await staff_of(town)
    student = await asks_for_a_person(town)

    for forged in ("hc:1", "ha:1:1", "a:match:1:offer"):
        (said,) = await student.forges(forged)
        assert said.kind == "alert"
        assert said.text == "你没有这项权限。"
    (request,) = await requests_of(town, student)
    assert request.state == "manual"


async def test_staff_end_a_request_and_the_student_hears_it(town: Town) -> None:
    await matching.pool(town)
    teacher = await staff_of(town)
    student = await asks_for_a_person(town)
    await teacher.reads()
    await student.reads()

    await teacher.presses("结束请求")

    (request,) = await requests_of(town, student)
    assert request.state == "closed"
    (told,) = await student.reads()
    assert "已由老师结束" in told.text
