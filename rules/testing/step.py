"""Steps: what is asked about a complaint at one instant, and what is expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rules.fault import Place
from rules.loading.entries import Entries
from rules.loading.report import Report
from rules.policy import Policy
from rules.said import Said
from rules.testing.case import Expectation, Path, Step
from rules.testing.expecting import Expecting
from rules.testing.giving import Giving, Scene


class Steps:
    """Reads the steps of one policy's tests."""

    def __init__(self, policy: Policy, report: Report) -> None:
        self.report = report
        self.giving = Giving(policy, report)
        self.expecting = Expecting(policy, report)
        self._timed = bool(policy.deadlines)

    def scene(self, found: Entries, before: Scene, *, whole: str = "") -> Scene:
        """The complaint as it was before, or another one under the key `whole`, with what is given besides."""
        facts = self.giving.facts(found.below(whole)) if whole in found else before.facts
        given = self.giving.facts(found.below("given"))
        return Scene({**facts, **given}, self.giving.instant(found, before.at))

    def written(self, found: Entries, scene: Scene, path: Path) -> Step:
        """A step with what `expect` and `because` say."""
        expect = tuple(self._expected(found)) if "expect" in found else ()
        return self.asked(scene, expect, self.expecting.because(found.below("because")), place=found.owner, path=path)

    def _expected(self, found: Entries) -> Iterator[Expectation]:
        for name, below in found.named("expect"):
            if self.expecting.knows(name):
                yield from self.expecting.expectation(name.text, below)

    def asked(
        self,
        scene: Scene,
        expect: tuple[Expectation, ...],
        because: Mapping[str, tuple[str, ...]],
        *,
        place: Place,
        path: Path,
        columns: tuple[str, ...] = (),
    ) -> Step:
        """A step; where deadlines run there must be an instant."""
        if scene.at is None and self._timed:
            message = Said("the policy has deadlines; write `at`, the instant that is asked about")
            self.report.fault("missing-key", message, place)
        known = {name: value for name, value in scene.facts.items() if value is not None}
        return Step(scene.at, known, expect, because, place, path, columns)
