"""Explaining: what commands that explain have in common: their options, why not, and where the answer goes."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

import click

from adapters.cli.exits import InconclusiveError, MisusedError
from adapters.cli.journaloptions import FILE
from adapters.cli.printing import print_json, screen
from adapters.cli.roles import role_option
from adapters.cli.words import Words
from adapters.cli.writing import write
from adapters.masking import Mask, Role
from engine import Decided, Engine
from rules.policy import Policy
from rules.types import Value

Document = dict[str, Any]


class Wanted(TypedDict):
    """How an explanation is wanted: for whom, towards which goals, and where."""

    role: Role
    goals: tuple[str, ...]
    html: Path | None
    as_json: bool


def why_not_option(words: Words) -> click.Option:
    """The option `--why-not`."""
    return click.Option(["--why-not", "goals"], multiple=True, metavar="NAME=VALUE", help=words("option.why-not"))


def explaining_options(words: Words) -> list[click.Parameter]:
    """The options `--why-not`, `--html` and `--role`."""
    html = click.Option(["--html"], type=FILE, metavar="FILE", help=words("option.explain-html"))
    return [why_not_option(words), html, role_option(words)]


def explanation(
    words: Words, engine: Engine, decided: Decided, wanted: Wanted, *, given: Mapping[str, Value], wakes: int | None
) -> Document:
    """The explanation of what an engine decided on `given` facts."""
    # They take a while to load, and a plain decision does without.
    from adapters.explanation import Case, document  # noqa: PLC0415
    from rules.wording import Language  # noqa: PLC0415

    answers = _why_not(words, engine, decided, wanted["goals"], given)
    case = Case(engine.policy, decided, wakes, answers)
    return document(case, words, Language(words.language), Mask.of(engine.policy, wanted["role"]))


def _why_not(
    words: Words, engine: Engine, decided: Decided, goals: Sequence[str], given: Mapping[str, Value]
) -> list[Any]:
    from engine.explaining import UnmeantError, goal, why_not  # noqa: PLC0415 -- likewise, the solver most of all

    meant = []
    for text in goals:
        name, sign, value = text.partition("=")
        if not sign:
            raise MisusedError(words("why-not.shape", text=text))
        try:
            meant.append(goal(engine.policy, name.strip(), value.strip()))
        except UnmeantError as error:
            raise MisusedError(_unmeant(words, error.code, error.told)) from error
    review = decided.review
    if meant and review is not None and review.code not in {"missing-required", "not-in-force"}:
        raise InconclusiveError(words("why-not.undecided", why=review))
    return [why_not(engine, given, one, as_of=decided.as_of) for one in meant]


def _unmeant(words: Words, code: str, told: Mapping[str, str]) -> str:
    near = told.get("near")
    return words(f"why-not.{code}", **{**told, "near": words("why-not.near", name=near) if near else ""})


def hand_over(words: Words, document: Document, policy: Policy, *, html: Path | None, as_json: bool) -> None:
    """Write the page, print JSON, or print it for people."""
    if html is not None:
        write(words, html, _page(words, document, policy))
    if as_json:
        print_json(document)
    elif html is not None:
        click.echo(words("explain.written", path=html))
    else:
        from adapters.cli.explained import told  # noqa: PLC0415 -- likewise

        screen().print(told(document, words=words))


def _page(words: Words, document: Document, policy: Policy) -> bytes:
    from adapters.cli.explained import answered  # noqa: PLC0415 -- likewise
    from adapters.pages.explanation import page  # noqa: PLC0415 -- likewise
    from rules.wording import Language  # noqa: PLC0415 -- likewise

    language = Language(words.language)
    return page(document, policy, words=words, language=language, said=lambda one: answered(one, words)).encode()
