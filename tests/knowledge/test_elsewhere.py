import numpy as np

from knowledge.elsewhere import Elsewhere


def alike(token: str) -> float:
    return 1.0


def test_subjects_are_told_by_their_words() -> None:
    elsewhere = Elsewhere.of(())

    assert elsewhere.said("住房公积金怎么提取", alike)[0] == "住房公积金缴存、提取和贷款"
    assert elsewhere.said("学生专利许可", alike)[1] < 0.5
    assert elsewhere.said("？", alike) == ("", 0.0)


def test_law_held_by_the_library_is_no_longer_elsewhere() -> None:
    assert "反垄断法" in Elsewhere.of(()).names
    assert "反垄断法" not in Elsewhere.of({"反垄断法"}).names
    assert "民法典继承编" not in Elsewhere.of({"民法典"}).names


def test_subject_near_a_clause_is_left_out() -> None:
    everything = Elsewhere.of(())
    vectors = np.eye(len(everything.names), dtype=np.float32)
    near = [0.99] + [0.5] * (len(everything.names) - 1)

    left = everything.with_vectors(vectors, near)

    assert left.names == everything.names[1:]
    assert left.nearest([[0.0, 1.0] + [0.0] * (len(near) - 2)]) == (everything.names[1], 1.0)
    assert left.nearest([[1.0] + [0.0] * (len(near) - 1)])[1] == 0.0


def test_list_has_no_line_twice() -> None:
    subjects = Elsewhere.subjects()

    assert len(subjects) == len(set(subjects))
    assert len(subjects) > 200
