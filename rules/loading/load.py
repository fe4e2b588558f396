"""Loading a policy: every step in turn, every fault gathered, and the model when there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from hashlib import sha256
from types import MappingProxyType
from zoneinfo import ZoneInfo, available_timezones

from rules import document as yaml
from rules.calendar import Calendar
from rules.counting import Convention
from rules.edition import edition, starts
from rules.expression import Reference, Role
from rules.fault import Fault, Place, nearest, render
from rules.grid import Tables, nothing
from rules.loading import cited
from rules.loading.calendar import names as calendar_names
from rules.loading.calendar import shipped
from rules.loading.convention import convention
from rules.loading.deadline import DeadlineOutline, deadline_outlines, deadlines
from rules.loading.decision import decisions
from rules.loading.declarations import facts, parameters
from rules.loading.derived import Definition, definitions, derived
from rules.loading.entries import Entries, entries
from rules.loading.ids import Ids
from rules.loading.messages import Templates, translations
from rules.loading.names import Names
from rules.loading.obligation import obligations
from rules.loading.outline import Outline, outlines
from rules.loading.reading import in_order
from rules.loading.report import Report
from rules.loading.table import TableReader, titled
from rules.loading.waiver import waivers
from rules.manifest import Manifest
from rules.policy import Decision, Fact, Parameter, Policy
from rules.said import Said
from rules.types import Date, Instant, Text, Type
from rules.wording import Language

_REQUIRED = ("tousu", "policy", "version", "effective", "timezone", "identity", "facts", "decisions")
_OPTIONAL = (
    *("title", "document", "language", "until", "dated_by", "calendar", "counting"),
    *("parameters", "derived", "deadlines", "templates", "translations", "always", "never", "waive"),
)
_LANGUAGE = "1"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A policy, or the faults that keep the text from being one, by place; `name` is the file's, for messages."""

    name: str
    text: str
    policy: Policy | None
    faults: tuple[Fault, ...]

    @property
    def messages(self) -> tuple[str, ...]:
        """Each fault with its line and the place underlined."""
        return tuple(render(fault, name=self.name, text=self.text) for fault in self.faults)


def load(
    source: bytes | str,
    *,
    name: str,
    calendars: Mapping[str, Calendar] = MappingProxyType({}),
    tables: Tables = nothing,
) -> Loaded:
    """Read a policy; `name` is what messages call it, `calendars` are there beside those that come with tousu.

    `tables` gives the tables in the files that it names.
    """
    written = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    found = yaml.read(written)
    report = Report(found.text, list(found.faults))
    policy = None
    if found.root is not None:
        root = entries(found.root, report, owner=Place(1, 1))
        policy = _policy(root, calendars, tables, digest=sha256(written).hexdigest())
    if policy is not None and not report.faults:
        _check_editions(policy, report)
    faults = tuple(sorted(report.faults))
    return Loaded(name, found.text, None if faults else policy, faults)


def _policy(root: Entries, calendars: Mapping[str, Calendar], tables: Tables, *, digest: str) -> Policy:
    """The model as far as it can be read; whole only when the report holds no fault."""
    root.allow(_REQUIRED, _OPTIONAL)
    _check_language(root)
    names = Names(root.report, _zone(root))
    declared = tuple(facts(root, names))
    chosen = tuple(parameters(root, names))
    defined = definitions(root, names)
    outlined, timed = outlines(root, names), deadline_outlines(root, names)
    language, translated = _spoken(root), translations(root)
    decided = {one.name.text for one in outlined} | {value.name for one in outlined for value in one.values}
    computed = derived(defined, names, decided=decided, timed=[one.name.text for one in timed])
    templates = Templates.of(root, names, outlined, language=language, spoken=translated)
    effective, until = _force(root)
    calendar, usual = _calendar(root, calendars), convention(root, Convention())
    limits = deadlines(timed, names, usual=usual, calendar="calendar" in root)
    ids = Ids(names.report)
    titles = titled(_titles(declared, chosen, defined, outlined, timed))
    beside = TableReader(names, tables, titles)
    answers = in_order(decisions(outlined, names, templates, ids, beside), limits, root.report)
    obliged = obligations(root, names, ids)
    document, clauses = cited.document(root)
    cited.check_citations(root, clauses, root.report)
    return Policy(
        name=root.text("policy"),
        title=root.text("title", root.text("policy")),
        version=root.text("version"),
        document=document,
        clauses=clauses,
        language=language,
        effective=effective,
        until=until,
        dated_by=_fact(root, "dated_by", names, kinds=(Date, Instant)),
        identity=_fact(root, "identity", names, kinds=(Text,)),
        calendar=calendar,
        timezone=root.text("timezone"),
        facts=declared,
        parameters=chosen,
        derived=computed,
        decisions=tuple(one for one in answers if isinstance(one, Decision)),
        deadlines=limits,
        order=tuple(one.name for one in answers),
        obligations=obliged,
        waivers=waivers(root),
        digest=digest if not beside.digests else sha256(Manifest(digest, beside.digests).content).hexdigest(),
        tables=beside.digests,
        translations=translated,
    )


def _titles(
    declared: tuple[Fact, ...],
    chosen: tuple[Parameter, ...],
    defined: tuple[Definition, ...],
    outlined: tuple[Outline, ...],
    timed: tuple[DeadlineOutline, ...],
) -> Iterator[tuple[str, str]]:
    """Everything that a rule may read, with its title."""
    yield from ((fact.name, fact.title) for fact in declared)
    yield from ((parameter.name, parameter.title) for parameter in chosen)
    yield from ((definition.name.text, definition.title) for definition in defined)
    yield from ((value.name, value.title) for outline in outlined for value in outline.values)
    yield from ((outline.name.text, outline.entries.text("title")) for outline in outlined)
    yield from ((deadline.name.text, deadline.entries.text("title")) for deadline in timed)


def _check_language(root: Entries) -> None:
    written = root.scalar("tousu")
    if written is not None and written.text != _LANGUAGE:
        message = Said(
            "this program reads version {language} of the language, not `{written}`",
            language=_LANGUAGE,
            written=written.text,
        )
        root.report.fault("unknown-language", message, written.place)


def _spoken(root: Entries) -> Language:
    written = root.scalar("language") if "language" in root else None
    if written is None:
        return Language.ENGLISH
    if written.text not in list(Language):
        message = Said("`{written}` is no language of titles and reasons; write `zh` or `en`", written=written.text)
        root.report.fault("unreadable-value", message, written.place)
        return Language.ENGLISH
    return Language(written.text)


def _calendar(root: Entries, calendars: Mapping[str, Calendar]) -> Calendar | None:
    """The calendar that the policy names."""
    named = root.scalar("calendar") if "calendar" in root else None
    if named is None:
        return None
    known = sorted({*calendars, *calendar_names()})
    if named.text not in known:
        told = ", ".join(f"`{name}`" for name in known)
        message = Said("no calendar is named `{named}`; there are {names}", named=named.text, names=told)
        root.report.fault("unknown-calendar", message, named.place)
        return None
    return calendars.get(named.text) or shipped(named.text)


def _zone(root: Entries) -> tzinfo:
    named = root.scalar("timezone")
    if named is None:
        return UTC
    try:
        return ZoneInfo(named.text)
    except (KeyError, ValueError, OSError):
        near = nearest(named.text, available_timezones())
        root.report.fault(
            "unknown-timezone", Said("no timezone is named `{named}`", named=named.text), named.place, suggestion=near
        )
        return UTC


def _force(root: Entries) -> tuple[int, int | None]:
    """The first day in force and the first day no longer."""
    first, last = root.value("effective", Date()), root.value("until", Date())
    effective = 0 if first is None else int(first)
    until = None if last is None else int(last)
    if first is not None and until is not None and until <= effective:
        root.report.fault("never-in-force", Said("`until` is not after `effective`"), root.place("until"))
    return effective, until


def _fact(root: Entries, key: str, names: Names, *, kinds: tuple[type[Type], ...]) -> str:
    """The fact that `key` names."""
    named = root.scalar(key)
    if named is None:
        return ""
    found = names.meaning(named.text, named.place)
    if isinstance(found, Reference) and found.role is Role.FACT and isinstance(found.type, kinds):
        return named.text
    if found is not None:
        wanted = Said("a text") if Text in kinds else Said("a date or datetime")
        root.report.fault(
            "type-mismatch", Said("`{key}` names a fact that is {wanted}", key=key, wanted=wanted), named.place
        )
    return ""


def _check_editions(policy: Policy, report: Report) -> None:
    """Hold every rule's arithmetic against 64 bits and the declared decimals, on each date that changes a parameter."""
    found = {(one.code, one.message, place) for start in starts(policy) for one, place in edition(policy, start).unfit}
    for code, message, place in found:
        report.fault(code, message, place)
