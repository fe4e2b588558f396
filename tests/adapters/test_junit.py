"""A report is XML whatever stands in names, and counts what it holds."""

from xml.etree import ElementTree as ET

from adapters.junit import document


def test_a_report_counts_tests_and_failures() -> None:
    told: dict[str, list[tuple[str, int, str | None]]]
    told = {"a.yaml": [("one", 3, None), ("<二> & \x07", 5, "size\n- large\n+ small")], "b.yaml": [("three", 7, None)]}
    root = ET.fromstring(document(told, name="shop"))  # noqa: S314 -- our own
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "3", "1")
    counts = [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in root]
    assert counts == [("a.yaml", "2", "1"), ("b.yaml", "1", "0")]
    first, second = root[0]
    assert (first.get("name"), first.get("classname"), first.get("line"), len(first)) == ("one", "shop", "3", 0)
    assert second.get("name") == "<二> & \N{REPLACEMENT CHARACTER}"
    (failure,) = second
    assert (failure.tag, failure.get("message"), failure.text) == ("failure", "size", "size\n- large\n+ small")
