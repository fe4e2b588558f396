"""`tousu test`: whether a policy decides as its tests expect."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from adapters import junit, policies, suites
from adapters.cli import failing, options
from adapters.cli.exits import Exit, InconclusiveError, UnreadableError
from adapters.cli.policy import cannot_read, sound
from adapters.cli.printing import print_json, screen
from adapters.cli.words import Words
from adapters.cli.writing import write
from adapters.layout import LayoutError
from engine import Engine, EngineFault
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
        click.Option(["--junit", "report"], type=file, metavar="FILE", help=words("option.junit")),
        options.as_json(words),
    ]
    return options.command(words, "test", partial(test, words), parameters=parameters, example="tousu test policy.yaml")


def test(words: Words, policy: str, tests: tuple[str, ...], *, update: bool, report: Path | None, as_json: bool) -> int:
    """Run the tests and show what differs; exit code 1 when anything does that is not updated."""
    rules = sound(words, policy)
    loaded = _loaded(words, rules, _paths(words, policy, tests))
    try:
        with Engine(rules) as engine:
            runs = [(one, tuple(run(engine, one.suite.cases))) for one in loaded if one.suite is not None]
    except EngineFault as error:
        raise InconclusiveError(words("engine.unfit", why=error)) from error
    if report is not None:
        write(words, report, _junit(runs, rules, words))
    if update:
        _update(words, runs, rules)
    _show(words, runs, rules, update=update, as_json=as_json)
    return Exit.DONE if update or all(one.passed for _, results in runs for one in results) else Exit.NO


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
    faults = [(words("test.faults", path=one.name), *one.messages) for one in found if one.faults]
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


def _show(words: Words, runs: Sequence[Run], policy: Policy, *, update: bool, as_json: bool) -> None:
    if as_json:
        every = [failing.document(one, policy, file=loaded.name) for loaded, results in runs for one in results]
        print_json({"tests": every, "updated": update})
        return
    console = screen()
    for loaded, results in runs:
        failed = [one for one in results if not one.passed]
        for one in failed:
            console.print(failing.told(one, policy, file=loaded.name, words=words), soft_wrap=True)
            console.print()
        key = ("same" if update else "passed") if not failed else "updated" if update else "failed"
        count = len(failed) if failed and update else len(results)
        console.print(words(f"test.{key}", path=loaded.name, count=count, failed=len(failed)))
