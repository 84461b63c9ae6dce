"""The plan of these tests is made up; its damage is of the kinds that scans really show."""

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.clauses import split
from knowledge.documents import Clause, Grade
from knowledge.points import numbered

PLAN = """云梦市学生创业行动计划

帮助学生创业服务云梦发展的重要
办法。根据学校联席会议的决定，
制定本
行动计划

一、总体要求

（一）指导思想

坚持学生自愿、学校支持、市里统筹，让每一个有想法的学生都有地方试一试，有人问一问。

二、重点任务

7. 进一步**完善场地**，改善条件

1. 建立联席会议制度。由学校和市里共同组成联席会议，每学期至少开会一次，讨论学生提出的困难。

2. 开放实验设备。学校的实验设备在晚上和周末向学生团队开放，使用费由学校承担，团队只付材

材料费，并遵守安全规定。

3. 组织创业比赛，学校每年举办一次面向全体学生的创业比赛，比赛的奖金和作品归团队所有，支持获奖团队

前期费用。学校为第一次创业的学生

4. 补贴学生

承担注册费用。学校还替

他们垫付一年的

记账费用和

提供法律咨询。补贴从签订协议的第二个月开始发放，每月一次，直到团队第一次获得收入为止，最长一年。

（二）请来导师

5. 聘请校外导师。学校从企业和律师事务所聘请校外导师，每位导师同时指导的团队不超过五个。

6. 开办夜校。夜校每周讲一次... 记账、... 合同和... 税务，学生自由参加。

7. 出版案例集。每年出版一册学生创业案例集。

以及由优秀毕业生讲述的失败故事，免费发给全体新生阅读。

8. 表彰导师。学校每年表彰一次最受学生欢迎的校外导师。

9. 表彰学生。表彰学生，表彰学生，表彰学生。

9. 表彰学生团队

（三）

10. 公布结果。联席会议每年公布一次本计划的执行结果。

11. 延续计划。联席会议在计划结束前向市里提出下一期计
"""


def points(text: str) -> dict[str, Clause]:
    title = "云梦市学生创业行动计划"
    found = split(text, document=title, title=title, version="1")
    return {clause.article: clause for clause in found}


def test_every_point_is_found_in_order() -> None:
    assert list(points(PLAN)) == [
        "前言",
        "指导思想",
        *[f"第{n}点" for n in range(1, 12)],
    ]


def test_points_are_graded_by_their_damage() -> None:
    grades = {label: str(clause.grade) for label, clause in points(PLAN).items()}

    assert grades == {
        "前言": "C",
        "指导思想": "A",
        "第1点": "A",
        "第2点": "B",
        "第3点": "B",
        "第4点": "B",
        "第5点": "A",
        "第6点": "C",
        "第7点": "C",
        "第8点": "A",
        "第9点": "C",
        "第10点": "A",
        "第11点": "C",
    }


def test_broken_line_is_joined_and_a_doubled_character_kept_once() -> None:
    assert points(PLAN)["第2点"].text.endswith("团队只付材料费，并遵守安全规定。")


def test_sentence_without_end_is_kept_up_to_its_last_pause() -> None:
    third = points(PLAN)["第3点"]

    assert third.text.endswith("比赛的奖金和作品归团队所有，")
    assert third.residue == "支持获奖团队"


def test_whole_sentences_of_a_scrambled_point_are_kept_and_the_rest_is_residue() -> None:
    fourth = points(PLAN)["第4点"]

    assert fourth.text == (
        "补贴从签订协议的第二个月开始发放，每月一次，直到团队第一次获得收入为止，最长一年。"
    )
    assert "前期费用。" in fourth.residue
    assert "补贴学生" in fourth.residue
    assert "提供法律咨询。" in fourth.residue


def test_words_of_a_spoilt_point_stay_searchable() -> None:
    found = points(PLAN)

    assert "失败故事" in found["第7点"].text
    assert "夜校每周讲一次" in found["第6点"].text
    assert found["第9点"].text.splitlines()[-1] == "表彰学生团队"


def test_number_out_of_order_is_read_as_a_heading() -> None:
    found = points(PLAN)

    assert found["第1点"].heading == "二、重点任务 进一步完善场地，改善条件"
    assert found["第5点"].heading == "二、重点任务 （二）请来导师"


def test_nothing_of_the_plan_is_lost() -> None:
    kept = "".join(c.heading + c.article + c.text + c.residue for c in points(PLAN).values())

    missing = [
        line
        for line in PLAN.splitlines()[1:]
        for part in line.replace("**", "").split("。")
        if (words := part.lstrip("0123456789. （一二三）、")) and words[-6:] not in kept
    ]
    assert missing == []


def test_undamaged_list_keeps_its_paragraphs_and_is_clean() -> None:
    found = points(
        "云梦市学生创业行动计划\n\n1. 第一件事。先做好。\n\n做好之后要报告。\n\n"
        "2. 第二件事。\n\n3. 第三件事。"
    )

    assert [(c.article, c.text, c.grade) for c in found.values()] == [
        ("第1点", "第一件事。先做好。\n做好之后要报告。", Grade.A),
        ("第2点", "第二件事。", Grade.A),
        ("第3点", "第三件事。", Grade.A),
    ]


def test_lists_that_begin_again_are_no_plan() -> None:
    lines = ["1. 甲。", "2. 乙。", "3. 丙。", "1. 丁。", "2. 戊。"]

    assert not numbered(lines)
    assert numbered(lines[:3])


@settings(deadline=None)
@given(st.lists(st.text("甲乙丙丁戊，", min_size=1, max_size=60), min_size=3, max_size=20))
def test_clean_points_come_back_as_written(bodies: list[str]) -> None:
    text = "云梦市学生创业行动计划\n\n" + "\n\n".join(
        f"{n}. 事{body}。" for n, body in enumerate(bodies, 1)
    )

    found = points(text)

    assert [found[f"第{n}点"].text for n in range(1, len(bodies) + 1)] == [
        f"事{body}。" for body in bodies
    ]
