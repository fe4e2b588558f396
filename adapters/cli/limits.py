"""Limits of a box as people read them: `amount > 1000.00 and ≤ 2000.00`, `category ≠ account_theft`."""

from adapters.cli.termtext import TermText
from adapters.cli.titles import Titles
from adapters.cli.words import Language, Words
from rules.cells import FALSE, MISSING, TRUE, Axis, Kind, bits, runs
from rules.difference import Answered, Apart, Limit, Side
from rules.terms import Input
from rules.types import Type, show

_EITHER = 1 << FALSE | 1 << TRUE

AND = {Language.EN: "; ", Language.ZH: "；"}
OR = {Language.EN: ", ", Language.ZH: "、"}


class Limits:
    """Says limits in one language; what both policies name has the title that the new one gives it."""

    def __init__(self, words: Words, titles: Titles) -> None:
        self._words = words
        self._titles = titles
        self._terms = TermText(titles)

    def told(self, limits: tuple[Limit, ...], *, part: str = "") -> str:
        """All limits, joined: of both, then of the old, then of the new; empty where there is none to tell.

        `part` is what has been spoken of already.
        """
        found = []
        for side in Side:
            texts = list(filter(None, (self._text(one, part) for one in limits if one.aspect.side is side)))
            if texts and side is not Side.BOTH:
                texts[0] = self._words(f"limit.{side}", limit=texts[0])
            found.extend(texts)
        return AND[self._words.language].join(found)

    def _text(self, limit: Limit, part: str) -> str:
        source, cells = limit.aspect.source, limit.cells
        match source:
            case Apart(about=about) if about == part and cells == 1 << TRUE:
                return self._words("limit.itself")
            case Apart():
                return self._apart(source, differs=cells == 1 << TRUE)
            case Answered(name=name):
                # That what is read is answered goes without saying, unless only one of the two answers it.
                if cells == 1 << TRUE:
                    return (
                        "" if limit.aspect.side is Side.BOTH else self._words("limit.answered", name=self._name(name))
                    )
                return self._words("limit.unanswered", name=self._name(name))
            case Input(key=key) if " ∋ " in key:
                return self._member(key, cells)
            case Input(key=key):
                return self._input(key, limit)
            case _:
                return self._test(self._terms.told(source), cells)

    def _name(self, name: str) -> str:
        return self._titles.of(name)

    def _apart(self, found: Apart, *, differs: bool) -> str:
        name = self._titles.of(found.about)
        if not differs:
            return self._words("limit.same", name=name)
        if found.old is None or found.new is None or found.old == found.new:
            return self._words("limit.apart", name=name)
        old, new = self._terms.told(found.old), self._terms.told(found.new)
        return self._words("limit.apart-terms", name=name, old=old, new=new)

    def _member(self, key: str, cells: int) -> str:
        decision, _, name = key.partition(" ∋ ")
        told = {"decision": self._name(decision), "name": self._titles.outcome(decision, name)}
        if cells & _EITHER == _EITHER:
            return self._words("limit.answered", name=told["decision"])
        return self._words("limit.has" if cells >> TRUE & 1 else "limit.lacks", **told)

    def _test(self, text: str, cells: int) -> str:
        """A test that reads several inputs, or a text's content."""
        false, unknown = (self._words(f"limit.{key}", test=text) for key in ("false", "unknown"))
        sides = (text, TRUE), (false, FALSE), (unknown, MISSING)
        return self._words("limit.else").join(said for said, cell in sides if cells >> cell & 1)

    def _input(self, key: str, limit: Limit) -> str:
        axis, name, kind = limit.aspect.axis, self._name(key), self._titles.kind(key)
        decided = self._titles.is_decided(key)
        if (limit.cells | limit.idle) & ~1 == axis.full & ~1 and not limit.cells & 1:
            if decided:
                return ""
            return self._words("limit.known", name=name)
        if limit.cells == 1 << MISSING and decided:
            return self._words("limit.unanswered", name=name)
        if axis.kind is Kind.NUMBER:
            return self._numbers(name, kind, limit)
        if axis.kind is Kind.CATEGORY and axis.names == ("not_started",):
            return self._words("limit.begun", name=name)
        return self._named(name, key, limit)

    def _named(self, name: str, key: str, limit: Limit) -> str:
        """The names among which a value is, or those that it is none of, whichever are fewer."""
        axis, cells = limit.aspect.axis, limit.cells
        others = axis.full & ~(cells | limit.idle)
        if cells == 1 << MISSING:
            return self._words("limit.is-missing", name=name)
        unnamed = 1 << axis.size - 1 if axis.kind is Kind.CATEGORY and axis.open else 0
        negated = bool(cells & unnamed) or (not others & unnamed and others.bit_count() < cells.bit_count())
        values = [self._cell(key, axis, cell) for cell in bits(others if negated else cells)]
        if len(values) == 1:
            return f"{name} {'≠' if negated else '='} {values[0]}"
        joined = OR[self._words.language].join(values)
        return self._words("limit.not-in" if negated else "limit.is-in", name=name, values=joined)

    def _cell(self, key: str, axis: Axis, cell: int) -> str:
        if cell == MISSING:
            return self._words("diff.review" if self._titles.is_decided(key) else "limit.missing")
        if axis.kind is Kind.FLAG:
            return self._words("limit.yes" if cell == TRUE else "limit.no")
        return self._titles.outcome(key, axis.names[cell - 1])

    def _numbers(self, name: str, kind: Type, limit: Limit) -> str:
        axis = limit.aspect.axis
        parts = [self._stretch(kind, axis, first, last) for first, last in runs(limit.cells & ~1)]
        if not parts:
            return self._words("limit.is-missing", name=name)
        missing = (self._words("limit.missing"),) if limit.cells & 1 else ()
        return f"{name} {self._words('limit.else').join((*parts, *missing))}"

    def _stretch(self, kind: Type, axis: Axis, first: int, last: int) -> str:
        """From one cell to another: a value, or what lies above one and below another."""
        low = axis.starts[first - 2] if first > 1 else None
        high = axis.starts[last - 1] - 1 if last <= len(axis.starts) else None
        if low is not None and low == high:
            return f"= {self._shown(kind, low)}"
        ends = []
        if low is not None:
            ends.append(self._end(kind, (">", low - 1), ("≥", low)))
        if high is not None:
            ends.append(self._end(kind, ("<", high + 1), ("≤", high)))
        return self._words("limit.between").join(ends)

    def _end(self, kind: Type, open_: tuple[str, int], closed: tuple[str, int]) -> str:
        """An end of a stretch by the rounder of two values that are next to each other."""
        sign, value = min((closed, open_), key=lambda one: _fineness(one[1]))
        return f"{sign} {self._shown(kind, value)}"

    def _shown(self, kind: Type, value: int) -> str:
        return show(kind, value, zone=self._titles.zone)


def _fineness(value: int) -> int:
    """How many digits are left when a number's zeros at the end are taken away."""
    return len(str(abs(value)).rstrip("0"))
