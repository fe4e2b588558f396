"""Loading a suite: every test of a policy that a file holds, or every fault that keeps it from being read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules import document as yaml
from rules.citing import citations
from rules.fault import Fault, Place, nearest, render
from rules.loading.cited import heads
from rules.loading.entries import Entries, entries
from rules.loading.report import Report
from rules.policy import Policy
from rules.said import Said
from rules.testing.case import Case, Path, Step, Suite
from rules.testing.giving import Scene
from rules.testing.step import Steps
from rules.testing.table import Table

_LANGUAGE = "1"
_SAID = ("clause", "complaint", "given", "at")
_STEP = ("at", "after", "given", "expect", "because")


@dataclass(frozen=True, slots=True)
class LoadedSuite:
    """A suite, or the faults that keep the text from being one, by place; `name` is the file's, for messages."""

    name: str
    text: str
    suite: Suite | None
    faults: tuple[Fault, ...]

    @property
    def messages(self) -> tuple[str, ...]:
        """Each fault with its line and the place underlined."""
        return tuple(render(fault, name=self.name, text=self.text) for fault in self.faults)


def load(source: bytes | str, policy: Policy, *, name: str) -> LoadedSuite:
    """Read the tests of a policy; `name` is what messages call the file."""
    written = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    found = yaml.read(written)
    report = Report(found.text, list(found.faults))
    suite = None
    if found.root is not None:
        suite = _Reader(policy, report).suite(entries(found.root, report, owner=Place(1, 1)))
    faults = tuple(sorted(report.faults))
    return LoadedSuite(name, found.text, None if faults else suite, faults)


class _Reader:
    """One reading of one suite."""

    def __init__(self, policy: Policy, report: Report) -> None:
        self._policy = policy
        self._report = report
        self._steps = Steps(policy, report)
        self._places: dict[str, Place] = {}

    def suite(self, root: Entries) -> Suite:
        root.allow(("tousu", "tests", "cases"), ("title", "at", "complaint"))
        self._check_head(root)
        usual = self._steps.scene(root, Scene({}, None), whole="complaint")
        cases: list[Case] = []
        for number, below in enumerate(root.listed("cases")):
            found = entries(below, self._report, owner=below.place)
            cases.extend(self._cases(found, usual, ("cases", number)))
        return Suite(root.text("title", self._policy.title), tuple(cases))

    def _check_head(self, root: Entries) -> None:
        version = root.scalar("tousu")
        if version is not None and version.text != _LANGUAGE:
            message = Said(
                "this program reads version {language} of the language, not `{version}`",
                language=_LANGUAGE,
                version=version.text,
            )
            self._report.fault("unknown-language", message, version.place)
        tested = root.scalar("tests")
        if tested is not None and tested.text != self._policy.name:
            message = Said(
                "these are tests of `{tested}`, and the policy is `{policy}`",
                tested=tested.text,
                policy=self._policy.name,
            )
            self._report.fault("unknown-value", message, tested.place)

    def _cases(self, found: Entries, usual: Scene, path: Path) -> Iterator[Case]:
        """The tests that an entry tells of: one, or one for each row of a table."""
        scene = self._steps.scene(found, usual, whole="complaint")
        if "rows" in found or "columns" in found:
            found.allow(("case", "columns", "rows"), _SAID)
            for told, step in Table(found, self._steps).rows(scene, (*path, "rows")):
                yield self._case(found, (step,), told=told)
        elif "story" in found:
            found.allow(("case", "story"), _SAID)
            yield self._case(found, tuple(self._story(found, scene, (*path, "story"))))
        else:
            found.allow(("case",), (*_SAID, "expect", "because"))
            yield self._case(found, (self._steps.written(found, scene, path),))

    def _story(self, found: Entries, scene: Scene, path: Path) -> Iterator[Step]:
        """The steps, each with what the ones before it gave."""
        for number, below in enumerate(found.listed("story")):
            one = entries(below, self._report, owner=below.place)
            one.allow((), _STEP)
            scene = self._steps.scene(one, scene)
            yield self._steps.written(one, scene, (*path, number))

    def _case(self, found: Entries, steps: tuple[Step, ...], *, told: str = "") -> Case:
        """A test, whose name no other one has."""
        name = found.text("case") + (f": {told}" if told else "")
        place = steps[0].place if told else found.place("case")
        first = self._places.setdefault(name, place)
        if first is not place and name:
            message = Said("the test at line {line} is already named `{name}`; rename one", line=first.line, name=name)
            self._report.fault("duplicate-name", message, place)
        return Case(name, self._clause(found), steps, place)

    def _clause(self, found: Entries) -> str:
        text = found.scalar("clause") if "clause" in found else None
        if text is None:
            return ""
        declared = [clause.id for clause in self._policy.clauses]
        for cited in citations(text.text) if declared else ():
            if not any(heads(cited, one) for one in declared):
                message = Said("`{cited}` is no clause of the document", cited=cited)
                self._report.fault("unknown-clause", message, text.place, suggestion=nearest(cited, declared))
        return text.text
