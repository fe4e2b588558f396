"""Charts within a page."""

import re
from xml.etree import ElementTree as ET

from adapters.pages.chart import Chart, Mark, bars, columns

MONTHS = ["2026-01", "2026-02"]
CHART = Chart(
    title='<"moved"> & more',
    marks=[Mark("2026-02", "额外 → 常规", 3), Mark("2026-01", "额外 → 常规", 5), Mark("2026-01", "same", 7)],
    buckets=MONTHS,
    series=["额外 → 常规", "same"],
    rest="same",
)


def texts(drawing: str) -> list[str]:
    """The texts of a drawing, in order."""
    return [one.text or "" for one in ET.fromstring(drawing).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314 -- ours


def test_buckets_and_series_stand_in_their_order() -> None:
    for drawing in (columns(CHART), bars(CHART)):
        assert [text for text in texts(drawing) if text in MONTHS] == MONTHS
        assert [text for text in texts(drawing) if text in CHART.series] == [*CHART.series]


def test_it_takes_the_colours_of_the_page() -> None:
    drawing = columns(CHART)
    assert set(re.findall(r'(?:fill|stroke)="(#\w+)"', drawing)) <= {"#000"}
    assert 'fill="var(--series-1)"' in drawing
    assert 'fill="var(--line)"' in drawing


def test_it_is_an_image_with_a_name() -> None:
    root = ET.fromstring(bars(CHART))  # noqa: S314 -- ours
    assert (root.get("role"), root.get("aria-label")) == ("img", '<"moved"> & more')
    assert root.get("width") is None


def test_the_same_is_drawn_again() -> None:
    assert columns(CHART) == columns(CHART)


def test_one_series_needs_no_legend() -> None:
    alone = Chart(title="one", marks=[Mark("2026-01", "only", 1)], buckets=MONTHS[:1], series=["only"])
    assert "only" not in texts(columns(alone))


def test_long_labels_have_room_and_very_long_ones_are_cut() -> None:
    names = ["Unauthorised deduction", "未经授权扣款" * 5]
    drawing = bars(Chart(title="x", marks=[Mark(name, "s", 1) for name in names], buckets=names, series=["s"]))
    left = float(re.findall(r"translate\(([\d.]+),", drawing)[0])
    assert left >= 160
    assert names[0] in drawing
    assert names[1] not in drawing
    assert "…" in drawing
