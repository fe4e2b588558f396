"""Charts: counts as drawings within a page, in its colours, light and dark; Vega-Lite draws them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

import vl_convert
from markupsafe import Markup, escape

WIDTH = 400
"""Pixels that a chart is wide, about as many as a phone is."""

HEIGHT = 170
BAR = 22
WIDEST = 36
"""Pixels of a column, of which all together have `ROOM`."""

ROOM = 280
COLOURS = 6
"""The style of the page has so many colours for series."""

FONT, NARROW, GAP = 12, 7.6, 6
"""Pixels of a wide character, of any other in a wide font, and between a label and what it names."""

LONGEST = 160
"""Pixels of the longest label."""

_QUIET = "var(--line)"
_SIZE = re.compile(r'<svg ([^>]*?) width="([\d.]+)" height="([\d.]+)"')

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """So many of a series lie in a bucket."""

    bucket: str
    series: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn: `buckets` and `series` in their order; `rest` is a series that only fills up, in pale colour."""

    title: str
    marks: Sequence[Mark]
    buckets: Sequence[str]
    series: Sequence[str]
    rest: str | None = None


def columns(chart: Chart) -> Markup:
    """Columns, a bucket after the other, the series on top of each other."""
    place: Spec = {"field": "bucket", "type": "nominal", "sort": list(chart.buckets), "title": None}
    place["axis"] = {"labelAngle": -45, "labelOverlap": True, "ticks": False, "domain": True}
    most = max(_totals(chart).values(), default=0)
    size: Spec = {"field": "count", "type": "quantitative", "title": None}
    size["axis"] = {"tickCount": 4, "format": ",d", "minExtent": _extent([f"{most:,}"], LONGEST)}
    thick = min(WIDEST, ROOM // max(len(chart.buckets), 1))
    return _drawn(chart, {"x": place, "y": size}, HEIGHT, mark={"size": max(thick, 1)})


def bars(chart: Chart) -> Markup:
    """Bars, a bucket below the other, the series behind each other."""
    place: Spec = {"field": "bucket", "type": "nominal", "sort": list(chart.buckets), "title": None}
    extent = _extent(chart.buckets, LONGEST)
    place["axis"] = {"labelLimit": LONGEST, "minExtent": extent, "ticks": False, "domain": False}
    size = {"field": "count", "type": "quantitative", "title": None, "axis": {"tickCount": 3, "format": ",d"}}
    return _drawn(chart, {"y": place, "x": size}, BAR * len(chart.buckets), mark={})


def _totals(chart: Chart) -> Counter[str]:
    """What the series of each bucket come to."""
    totals = Counter[str]()
    for mark in chart.marks:
        totals[mark.bucket] += mark.count
    return totals


def _extent(labels: Sequence[str], most: int) -> int:
    """The room that labels take in the widest of usual fonts, for nobody knows in which they will be read."""
    widths = (sum(FONT if east_asian_width(one) in "WF" else NARROW for one in label) for label in labels)
    return round(min(max(widths, default=0), most)) + GAP


def _drawn(chart: Chart, encoding: Spec, height: int, *, mark: Spec) -> Markup:
    named = {"domain": list(chart.series), "range": _colours(chart)}
    legend = {"orient": "top", "title": None, "columns": 1, "labelLimit": WIDTH, "symbolType": "square"}
    colour = {"field": "series", "type": "nominal", "scale": named, "legend": legend if len(chart.series) > 1 else None}
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": [_datum(mark, chart) for mark in chart.marks]},
        "width": WIDTH,
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": 2,
        "background": None,
        "mark": {"type": "bar", "aria": False, **mark},
        "encoding": encoding | {"color": colour, "order": {"field": "order", "type": "quantitative"}},
        "config": {
            "aria": False,
            "view": {"stroke": None},
            "axis": {
                "gridColor": _QUIET,
                "domainColor": _QUIET,
                "labelFontSize": FONT,
                "labelPadding": 4,
                "tickColor": _QUIET,
            },
            "legend": {"labelFontSize": FONT, "rowPadding": 2},
            "scale": {"bandPaddingInner": 0.2},
        },
    }
    return _titled(vl_convert.vegalite_to_svg(spec), chart.title)


def _datum(mark: Mark, chart: Chart) -> Spec:
    """A mark as Vega-Lite takes it."""
    return {
        "bucket": mark.bucket,
        "series": mark.series,
        "count": mark.count,
        "order": list(chart.series).index(mark.series),
    }


def _colours(chart: Chart) -> list[str]:
    told = [one for one in chart.series if one != chart.rest]
    colours = {one: f"var(--series-{place % COLOURS + 1})" for place, one in enumerate(told)}
    return [_QUIET if one == chart.rest else colours[one] for one in chart.series]


def _titled(drawing: str, title: str) -> Markup:
    """The drawing as an image of that name, as wide as there is room."""
    found = _SIZE.match(drawing)
    if found is None:
        raise AssertionError(drawing[:120])
    style = "width: 100%; height: auto"
    return Markup(f'<svg role="img" aria-label="{escape(title)}" style="{style}" {found[1]}{drawing[found.end() :]}')  # noqa: S704 -- the drawing is the library's own
