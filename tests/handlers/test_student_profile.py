"""Who the student is: five optional answers, kept one by one."""

from students import profiles
from students.models import StudentProfile
from tests.chat import Person, Town
from tests.handlers import matching


async def begun(town: Town) -> Person:
    student = town.person("小林", 7)
    await student.says("找导师")
    await student.says(matching.CUP)
    await student.presses("我的资料")
    return student


async def profile(town: Town, student: Person) -> StudentProfile | None:
    actor = await matching.actor_of(town, student)
    async with town.db.reading() as session:
        return await profiles.own(session, actor)


async def test_answers_are_kept_one_by_one_over_restarts(town: Town) -> None:
    student = await begun(town)
    (grade,) = await student.says("机械学院")
    assert grade.text.startswith("<b>2/5")
    town.restart()
    await student.presses("大三")
    await student.says("东校区")
    await student.says("光学<组>")
    (done,) = await student.presses("女")

    assert done.text.split("\n") == [
        "<b>资料存好了</b>",
        "学院：机械学院",
        "年级：大三",
        "校区：东校区",
        "课题组：光学&lt;组&gt;",
        "性别：已填（只用于统计）",
    ]
    kept = await profile(town, student)
    assert kept is not None
    assert (kept.grade, kept.lab, kept.gender) == ("y3", "光学<组>", "female")


async def test_everything_can_be_skipped_and_taken_back(town: Town) -> None:
    student = await begun(town)
    for _ in range(4):
        await student.presses("跳过 ›")
    (done,) = await student.presses("跳过 ›")
    assert "什么都没填，也没关系。" in done.text
    await student.presses("修改资料")
    await student.says("机械学院")
    await student.presses("返回")
    await student.presses("清空")

    kept = await profile(town, student)
    assert kept is not None
    assert kept.college == ""


async def test_bad_answers_are_refused(town: Town) -> None:
    student = await begun(town)

    (long,) = await student.says("院" * 5000)
    assert long.text.startswith("写了 5000 字，这里最多 30 字")
    (empty,) = await student.says("😀")
    assert empty.text.startswith("没看到文字")
    for data in ("fj:grade:y9", "fj:done:x", "fj:college:x", "fj:gender:cat"):
        (alert,) = await student.forges(data)
        assert alert.text.startswith("这个按钮已经不能用了")
    assert await profile(town, student) is None


async def test_the_campus_is_taken_over_into_the_next_project(town: Town) -> None:
    student = town.person("小林", 7)
    await student.says("找导师")
    await student.says(matching.CUP)
    actor = await matching.actor_of(town, student)
    async with town.db.transaction() as session:
        await profiles.save(session, actor, now=town.now, campus="东校区")
    await student.says("找导师")
    (card,) = await student.says("做茶园无人机，只有想法，想找投资人")

    assert "方式：东校区、线上也可以" in card.text
