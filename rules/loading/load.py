"""Loading a policy: every step in turn, every fault gathered, and the model when there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, tzinfo
from hashlib import sha256
from zoneinfo import ZoneInfo, available_timezones

from rules import document
from rules.edition import edition, starts
from rules.expression import Reference, Role
from rules.fault import Fault, Place, nearest, render
from rules.loading.decision import decisions
from rules.loading.declarations import facts, parameters
from rules.loading.derived import definitions, derived
from rules.loading.entries import Entries, entries
from rules.loading.ids import Ids
from rules.loading.names import Names
from rules.loading.obligation import obligations
from rules.loading.outline import outlines
from rules.loading.report import Report
from rules.loading.waiver import waivers
from rules.policy import Policy
from rules.types import Date, Instant, Text, Type
from rules.wording import Language

_REQUIRED = ("tousu", "policy", "version", "effective", "timezone", "identity", "facts", "decisions")
_OPTIONAL = ("title", "document", "language", "until", "dated_by", "calendar", "parameters", "derived")
_PROVED = ("always", "never", "waive")
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


def load(source: bytes | str, *, name: str) -> Loaded:
    """Read a policy; `name` is what messages call it."""
    written = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    found = document.read(written)
    report = Report(found.text, list(found.faults))
    policy = None
    if found.root is not None:
        root = entries(found.root, report, owner=Place(1, 1))
        policy = _policy(root, digest=sha256(written).hexdigest())
    if policy is not None and not report.faults:
        _check_editions(policy, report)
    faults = tuple(sorted(report.faults))
    return Loaded(name, found.text, None if faults else policy, faults)


def _policy(root: Entries, *, digest: str) -> Policy:
    """The model as far as it can be read; whole only when the report holds no fault."""
    root.allow(_REQUIRED, (*_OPTIONAL, *_PROVED))
    _check_language(root)
    names = Names(root.report, _zone(root))
    declared = tuple(facts(root, names))
    chosen = tuple(parameters(root, names))
    defined = definitions(root, names)
    outlined = outlines(root, names)
    hidden = {one.name.text for one in outlined} | {value.name for one in outlined for value in one.values}
    computed = derived(defined, names, decided=hidden)
    effective, until = _force(root)
    ids = Ids(names.report)
    decided = decisions(outlined, names, ids)
    return Policy(
        name=root.text("policy"),
        title=root.text("title", root.text("policy")),
        version=root.text("version"),
        document=root.text("document"),
        language=_spoken(root),
        effective=effective,
        until=until,
        dated_by=_fact(root, "dated_by", names, kinds=(Date, Instant)),
        identity=_fact(root, "identity", names, kinds=(Text,)),
        calendar=root.text("calendar"),
        timezone=root.text("timezone"),
        facts=declared,
        parameters=chosen,
        derived=computed,
        decisions=decided,
        obligations=obligations(root, names, ids),
        waivers=waivers(root),
        digest=digest,
    )


def _check_language(root: Entries) -> None:
    written = root.scalar("tousu")
    if written is not None and written.text != _LANGUAGE:
        message = f"this program reads version {_LANGUAGE} of the language, not `{written.text}`"
        root.report.fault("unknown-language", message, written.place)


def _spoken(root: Entries) -> Language:
    written = root.scalar("language") if "language" in root else None
    if written is None:
        return Language.ENGLISH
    if written.text not in list(Language):
        message = f"`{written.text}` is no language of titles and reasons; write `zh` or `en`"
        root.report.fault("unreadable-value", message, written.place)
        return Language.ENGLISH
    return Language(written.text)


def _zone(root: Entries) -> tzinfo:
    named = root.scalar("timezone")
    if named is None:
        return UTC
    try:
        return ZoneInfo(named.text)
    except (KeyError, ValueError, OSError):
        near = nearest(named.text, available_timezones())
        root.report.fault("unknown-timezone", f"no timezone is named `{named.text}`", named.place, suggestion=near)
        return UTC


def _force(root: Entries) -> tuple[int, int | None]:
    """The first day in force and the first day no longer."""
    first, last = root.value("effective", Date()), root.value("until", Date())
    effective = 0 if first is None else int(first)
    until = None if last is None else int(last)
    if first is not None and until is not None and until <= effective:
        root.report.fault("never-in-force", "`until` is not after `effective`", root.place("until"))
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
        wanted = "a text" if Text in kinds else "a date or datetime"
        root.report.fault("type-mismatch", f"`{key}` names a fact that is {wanted}", named.place)
    return ""


def _check_editions(policy: Policy, report: Report) -> None:
    """Hold every rule's arithmetic against 64 bits and the declared decimals, on each date that changes a parameter."""
    found = {(one.code, one.message, place) for start in starts(policy) for one, place in edition(policy, start).unfit}
    for code, message, place in found:
        report.fault(code, message, place)
