"""`tousu test`: whether a policy decides as its tests expect."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypedDict, Unpack

import click

from adapters import junit, policies, suites
from adapters.cli import coverage, failing, mutation, options
from adapters.cli.exits import Exit, InconclusiveError, MisusedError, UnreadableError
from adapters.cli.policy import cannot_read, sound
from adapters.cli.printing import print_json, screen
from adapters.cli.words import Words
from adapters.cli.writing import write
from adapters.layout import LayoutError
from engine import Engine, EngineFault
from engine.testing.coverage import Coverage
from engine.testing.mutating import Fate
from engine.testing.running import Result, run
from rules.policy import Policy
from rules.testing import LoadedSuite

Run = tuple[LoadedSuite, Sequence[Result]]


def command(words: Words) -> click.Command:
    """The command."""
    file = click.Path(dir_okay=False, path_type=Path)
    parameters = [
        click.Argument(["policy"], default=policies.DEFAULT),
        click.Argument(["tests"], nargs=-1),
        click.Option(["--update"], is_flag=True, help=words("option.update")),
        click.Option(["--coverage", "covered"], is_flag=True, help=words("option.coverage")),
        click.Option(["--annotate"], is_flag=True, help=words("option.annotate")),
        click.Option(["--mutate"], is_flag=True, help=words("option.mutate")),
        click.Option(["--of"], multiple=True, metavar="NAME", help=words("option.of")),
        click.Option(["--junit", "report"], type=file, metavar="FILE", help=words("option.junit")),
        options.as_json(words),
    ]
    return options.command(words, "test", partial(test, words), parameters=parameters, example="tousu test policy.yaml")


class Asked(TypedDict):
    """What the options of the command say."""

    update: bool
    covered: bool
    annotate: bool
    mutate: bool
    of: tuple[str, ...]
    report: Path | None
    as_json: bool


def test(words: Words, policy: str, tests: tuple[str, ...], **asked: Unpack[Asked]) -> int:
    """Run the tests and show what differs; exit code 1 when anything does that is not updated.

    With `mutate` it is also 1 when a mutant survives, and 4 when all that is left is undecided.
    """
    if asked["mutate"] and asked["update"]:
        raise MisusedError(words("test.mutate-or-update"))
    rules = sound(words, policy)
    loaded = _loaded(words, rules, _paths(words, policy, tests))
    try:
        with Engine(rules) as engine:
            runs = [(one, tuple(run(engine, one.suite.cases))) for one in loaded if one.suite is not None]
    except EngineFault as error:
        raise InconclusiveError(words("engine.unfit", why=error)) from error
    if asked["report"] is not None:
        write(words, asked["report"], _junit(runs, rules, words))
    if asked["update"]:
        _update(words, runs, rules)
    passed = all(one.passed for _, results in runs for one in results)
    results = [one for _, several in runs for one in several]
    cases = [one.case for one in results]
    found = mutation.mutated(words, rules, cases, of=asked["of"]) if asked["mutate"] and passed else None
    reached = Coverage(rules, results) if asked["covered"] or asked["annotate"] else None
    shown = Shown(rules, policy, runs, reached, found)
    if asked["as_json"]:
        print_json(_document(shown, updated=asked["update"]))
    else:
        _print(words, shown, asked)
    return _exit(found, passed=passed or asked["update"])


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be shown: the results, what of the policy they come to, and what became of mutants, if asked."""

    policy: Policy
    path: str
    runs: Sequence[Run]
    coverage: Coverage | None
    mutation: mutation.Mutation | None


def _exit(found: mutation.Mutation | None, *, passed: bool) -> int:
    if not passed or (found is not None and found.of(Fate.SURVIVED)):
        return Exit.NO
    return Exit.INCONCLUSIVE if found is not None and found.of(Fate.UNDECIDED) else Exit.DONE


def _paths(words: Words, policy: str, tests: tuple[str, ...]) -> list[Path]:
    """The files named, or those that are beside the policy."""
    if tests:
        return [Path(one) for one in tests]
    usual = suites.beside(policy)
    found = [one for one in usual if one.exists()]
    if not found:
        places = ", ".join(f"`{one}`" for one in usual)
        raise UnreadableError(words("test.none", policy=policy, places=places))
    return found


def _loaded(words: Words, policy: Policy, paths: Sequence[Path]) -> list[LoadedSuite]:
    """The suites, or the error that shows the faults of all of them."""
    try:
        found = [suites.read(path, policy) for path in paths]
    except OSError as error:
        raise cannot_read(words, str(error.filename), error) from error
    faults = [(words("test.faults", path=one.name), *map(words.said, one.messages)) for one in found if one.faults]
    if faults:
        raise UnreadableError("\n\n".join("\n\n".join(one) for one in faults))
    return found


def _junit(runs: Sequence[Run], policy: Policy, words: Words) -> bytes:
    told = {
        loaded.name: [
            (one.case.name, one.case.place.line, None if one.passed else failing.plain(one, policy, words))
            for one in results
        ]
        for loaded, results in runs
    }
    return junit.document(told, name=policy.name)


def _update(words: Words, runs: Sequence[Run], policy: Policy) -> None:
    for loaded, results in runs:
        if all(one.passed for one in results):
            continue
        try:
            text = suites.updated(loaded.text, results, policy)
        except LayoutError as error:
            raise InconclusiveError(words("fmt.unfit", path=loaded.name, why=error)) from error
        write(words, Path(loaded.name), text.encode())


def _document(shown: Shown, *, updated: bool) -> dict[str, object]:
    policy = shown.policy
    every = [failing.document(one, policy, file=loaded.name) for loaded, results in shown.runs for one in results]
    found = None if shown.mutation is None else mutation.document(shown.mutation, policy, file=shown.path)
    reached = None if shown.coverage is None else coverage.document(shown.coverage, file=shown.path)
    return {"tests": every, "updated": updated, "coverage": reached, "mutation": found}


def _print(words: Words, shown: Shown, asked: Asked) -> None:
    console = screen()
    for loaded, results in shown.runs:
        failed = [one for one in results if not one.passed]
        for one in failed:
            console.print(failing.told(one, shown.policy, file=loaded.name, words=words), soft_wrap=True)
            console.print()
        key = _summary(failed=bool(failed), update=asked["update"])
        count = len(failed) if failed and asked["update"] else len(results)
        click.echo(words(f"test.{key}", path=loaded.name, count=count, failed=len(failed)))
    if shown.coverage is not None:
        _print_coverage(words, shown, shown.coverage, asked)
    if asked["mutate"] and shown.mutation is None:
        click.echo(words("test.mutate-first"))
    if shown.mutation is not None:
        text = policies.read(shown.path).text
        for part in mutation.told(shown.mutation, shown.policy, text=text, file=shown.path, words=words):
            click.echo(part)


def _print_coverage(words: Words, shown: Shown, reached: Coverage, asked: Asked) -> None:
    console = screen()
    if asked["annotate"]:
        console.print(coverage.annotated(reached, policies.read(shown.path).text), soft_wrap=True)
    if asked["covered"]:
        console.print(coverage.table(reached, words, file=shown.path), soft_wrap=True)


def _summary(*, failed: bool, update: bool) -> str:
    if failed:
        return "updated" if update else "failed"
    return "same" if update else "passed"
