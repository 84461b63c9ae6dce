"""What is quoted of a clause is chosen by position and stays readable on a phone."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge import passages
from knowledge.passages import LIST, LONG, Passage
from knowledge.questions import wants

LISTED = (
    "单位没有规定也没有约定的，按照下列标准给予奖励：\n"
    "（一）将成果转让、许可给他人实施的，提取净收入的百分之五十；\n"
    "（二）利用成果作价投资的，提取股份的百分之五十；\n"
    "（三）自行实施的，投产后连续三年提取营业利润的百分之五。\n"
    "公立学校另行规定的，应当符合前款标准。"
)
SENTENCES = (
    "持有人可以自主决定转让或者许可，但应当通过协议定价、挂牌交易、拍卖等方式确定价格，并遵守国家有关规定。"
    "通过协议定价的，应当在本单位公示成果名称和拟交易价格。\n"
    "公示期间有异议的，应当暂停交易，由本单位组织复核，并将复核结果书面答复提出异议的人。"
)


def quoted(text: str, question: str) -> list[str]:
    return [text[p.start : p.end] for p in chosen(text, question).pieces]


def chosen(text: str, question: str) -> Passage:
    wanted = passages.query(question, lambda token: float(token in text) * len(token))
    return passages.choose(text, wanted, wants(question))


def test_right_item_comes_with_its_lead() -> None:
    assert quoted(LISTED, "自行实施投产奖励多少") == [
        "单位没有规定也没有约定的，按照下列标准给予奖励：",
        "（三）自行实施的，投产后连续三年提取营业利润的百分之五。",
    ]


def test_first_item_and_its_lead_are_one_piece() -> None:
    assert quoted(LISTED, "许可给他人奖励多少") == [LISTED[: LISTED.index("\n（二）")]]


def test_list_asked_for_is_quoted_whole() -> None:
    assert quoted(LISTED, "按照哪些标准给予奖励") == [LISTED[: LISTED.index("\n公立")]]


def test_sentence_that_answers_is_quoted_alone() -> None:
    assert quoted(SENTENCES, "协议定价要公示什么") == [
        "通过协议定价的，应当在本单位公示成果名称和拟交易价格。"
    ]


def test_short_clause_is_quoted_whole() -> None:
    text = "电子签名与盖章具有同等效力。当事人另有约定的除外。"

    assert quoted(text, "电子签名有效吗") == [text]


def test_figures_asked_for_are_seen_or_missed() -> None:
    assert chosen(LISTED, "许可给他人提取百分之几").figures
    assert not chosen(SENTENCES, "协议定价要公示几天").figures


def test_opening_of_a_clause_fits_a_phone() -> None:
    passage = passages.beginning(LISTED * 3)

    assert passage.cut
    assert passage.pieces[0].start == 0
    assert passage.pieces[0].end <= LONG


ALPHABET = "专利许可应当在三十日内（一）二：；。，\n但第百分之五年"


@given(st.text(alphabet=ALPHABET, min_size=1, max_size=400), st.text(ALPHABET, max_size=30))
def test_pieces_of_any_clause_are_in_order_and_inside(text: str, question: str) -> None:
    for passage in (chosen(text, question), passages.beginning(text)):
        ends = [0]
        for piece in passage.pieces:
            assert ends[-1] <= piece.start < piece.end <= len(text)
            ends.append(piece.end)


@given(st.lists(st.sampled_from(["许可应当备案。", "转让应当登记，另有约定的除外。"]), max_size=60))
def test_quotes_stay_short(sentences: list[str]) -> None:
    text = "\n".join(sentences) or "许可。"

    assert sum(len(words) for words in quoted(text, "许可要备案吗")) <= max(LONG, LIST)
