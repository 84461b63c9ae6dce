"""Charts are whole pictures for any counts, escaped, and say their figures in words."""

import xml.etree.ElementTree as ElementTree

from hypothesis import given
from hypothesis import strategies as st

from desk.charts import WIDTH, Colour, Entry, Part, bars, columns, share

COLOURS: list[Colour] = ["one", "two", "three", "four"]
entries = st.lists(
    st.builds(
        Entry,
        st.text(st.characters(exclude_categories=["C"]), max_size=8),
        st.lists(
            st.builds(Part, st.sampled_from(COLOURS), st.integers(0, 10**6)),
            min_size=1,
            max_size=4,
        ).map(tuple),
    ),
    max_size=14,
)


@given(entries, st.sampled_from([columns, bars, share]))
def test_chart_is_well_formed_and_stays_inside(
    rows: list[Entry], draw: type[object] | object
) -> None:
    assert callable(draw)
    picture = ElementTree.fromstring(str(draw("图 <&>", rows)))
    _, _, wide, high = map(float, picture.attrib["viewBox"].split())

    assert wide == WIDTH
    for box in picture.iter("rect"):
        x, y, w, h = (float(box.attrib[name]) for name in ("x", "y", "width", "height"))
        assert min(x, y, w, h) >= 0
        assert x + w <= wide + 0.2
        assert y + h <= high + 0.2
    assert not any("style" in node.attrib for node in picture.iter())


def test_chart_says_its_figures_in_words_and_runs_nothing() -> None:
    drawn = columns("每周", [Entry("<script>", (Part("one", 3), Part("two", 1)))])

    assert "<title>每周：&lt;script&gt; 3 / 1</title>" in drawn
    assert "<script" not in drawn
    assert '<text class="value"' in drawn


def test_columns_stand_in_proportion() -> None:
    picture = ElementTree.fromstring(
        str(columns("", [Entry("a", (Part("one", 10),)), Entry("b", (Part("one", 5),))]))
    )
    high, half = (float(box.attrib["height"]) for box in picture.iter("rect"))

    assert high == 2 * half
