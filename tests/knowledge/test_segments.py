from dataclasses import replace

from knowledge.segments import indexed_text, segments
from tests.knowledge.fictions import CLOUD, clauses

FOUND = {clause.article: clause for clause in clauses(CLOUD)}


def test_clause_of_one_paragraph_is_embedded_whole() -> None:
    assert segments(FOUND["第一条"]) == [
        "《云梦市学生创业促进条例》第一章 总则 第一条\n为了促进学生创业，制定本条例。"
    ]


def test_every_paragraph_is_embedded_under_the_title() -> None:
    assert segments(FOUND["第三条"]) == [
        "《云梦市学生创业促进条例》学校的孵化场地向学生团队开放，免费使用工位的期限为六个月。",
        "《云梦市学生创业促进条例》期满需要继续使用的，应当提前三十日申请。",
    ]


def test_short_list_stays_in_one_piece() -> None:
    assert len(segments(FOUND["第四条"])) == 1


def test_long_list_is_cut_and_every_piece_has_its_opening_words() -> None:
    items = [f"（{n}）{'不得在场地内存放与经营无关的物品' * 4}；" for n in "一二三四"]
    clause = replace(FOUND["第四条"], text="\n".join(["团队应当遵守：", *items, "违者清退。"]))

    pieces = segments(clause)

    assert len(pieces) > 2
    assert all(p.startswith("《云梦市学生创业促进条例》团队应当遵守：（") for p in pieces[:-1])
    assert pieces[-1] == "《云梦市学生创业促进条例》违者清退。"
    assert all(any(item in piece for piece in pieces) for item in items)


def test_residue_is_searched_too() -> None:
    clause = replace(FOUND["第一条"], residue="残句\n另一残句")

    assert segments(clause)[-1] == "《云梦市学生创业促进条例》残句另一残句"
    assert indexed_text(clause).endswith("残句\n另一残句")
