"""JUnit XML: the results of tests as build servers read them."""

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from rules.fault import HIDDEN


def document(suites: Mapping[str, Sequence[tuple[str, int, str | None]]], *, name: str) -> bytes:
    """A report: for each file its tests by name, line and what failed in words, None where nothing did.

    It has the elements and attributes that Jenkins, GitLab and GitHub's readers of JUnit reports have in common.
    """
    every = [test for tests in suites.values() for test in tests]
    root = Element("testsuites", {"name": _legal(name), **_counted(every)})
    for file, tests in suites.items():
        suite = SubElement(root, "testsuite", {"name": _legal(file), **_counted(tests)})
        for said, line, failed in tests:
            place = {"classname": _legal(name), "file": _legal(file), "line": str(line)}
            case = SubElement(suite, "testcase", {"name": _legal(said), **place})
            if failed is not None:
                first = _legal(failed).partition("\n")[0]
                SubElement(case, "failure", {"message": first}).text = _legal(failed)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _counted(tests: Sequence[tuple[str, int, str | None]]) -> dict[str, str]:
    return {"tests": str(len(tests)), "failures": str(_failures(tests)), "errors": "0", "skipped": "0"}


def _failures(tests: Sequence[tuple[str, int, str | None]]) -> int:
    return sum(failed is not None for _, _, failed in tests)


def _legal(text: str) -> str:
    """A text without the characters that XML 1.0 cannot hold."""
    return HIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
