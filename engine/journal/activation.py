"""Activations: the policy, calendar and layouts by which decisions were made and written, named by one digest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

import rfc8785

from engine.engine import Engine
from engine.journal.field import LayoutError
from engine.journal.layout import Layout
from engine.journal.meaning import document_of, type_of, types_of
from engine.results import REVIEW, stored
from rules.said import Said
from rules.types import Text, Type

KIND = "policy"


@dataclass(frozen=True, slots=True)
class Activation:
    """A policy and calendar by the SHA-256 of their files, and how facts and rulings under them are written.

    `calendar` is a name and a digest, or None; `identity` names the fact that names a complaint. `private` are the
    texts that rules set: they may repeat what a complaint told, so they are written with the facts, to be erased too.
    `types` say what columns of numbers stand for, `timezone` where times are shown; the oldest journals lack both.
    """

    policy: str
    version: str
    policy_digest: str
    calendar: tuple[str, str] | None
    identity: str
    private: tuple[str, ...]
    facts: Layout
    rulings: Layout
    types: tuple[tuple[str, Type], ...] = ()
    timezone: str = ""

    @classmethod
    def of(cls, engine: Engine) -> Self:
        """The activation of an engine's policy; the identity is personal, so it is a fact and no part of a ruling."""
        policy = engine.policy
        private = tuple(name for name, kind in policy.value_types.items() if isinstance(kind, Text))
        facts = {fact.name: stored(fact.type) for fact in policy.facts} | {REVIEW: stored(Text())}
        facts |= dict.fromkeys(private, stored(Text()))
        left_out = {policy.identity, *private}
        rulings = {name: dtype for name, dtype in engine.schema.items() if name not in left_out}
        sets = {f"{one.name}.fired": [rule.id for rule in one.rules] for one in policy.decisions}
        calendar = None if policy.calendar is None else (policy.calendar.name, policy.calendar.digest)
        return cls(
            policy=policy.name,
            version=policy.version,
            policy_digest=policy.digest,
            calendar=calendar,
            identity=policy.identity,
            private=private,
            facts=Layout.of(facts),
            rulings=Layout.of(rulings, sets),
            types=tuple(types_of(policy).items()),
            timezone=str(policy.zone),
        )

    @classmethod
    def read(cls, document: dict[str, Any]) -> Self:
        """The activation that an entry's document gives; raises LayoutError."""
        match document:
            case {
                "kind": "policy",
                "policy": str(policy),
                "version": str(version),
                "policy_digest": str(digest),
                "calendar": (None | {"name": str(), "digest": str()}) as calendar,
                "identity": str(identity),
                "private": list(private),
                "facts": facts,
                "rulings": rulings,
            }:
                used = calendar and (calendar["name"], calendar["digest"])
                names = tuple(map(str, private))
                found = cls(policy, version, digest, used, identity, names, Layout.read(facts), Layout.read(rulings))
                return replace(found, **_meanings(document))
            case _:
                raise LayoutError(Said("not the activation of a policy"))

    def document(self) -> dict[str, Any]:
        """The activation as JSON."""
        calendar = self.calendar and {"name": self.calendar[0], "digest": self.calendar[1]}
        return {
            "kind": KIND,
            "policy": self.policy,
            "version": self.version,
            "policy_digest": self.policy_digest,
            "calendar": calendar,
            "identity": self.identity,
            "private": list(self.private),
            "facts": self.facts.document(),
            "rulings": self.rulings.document(),
            **self._meant(),
        }

    def _meant(self) -> dict[str, Any]:
        """The members that the oldest journals lack."""
        if not self.timezone:
            return {}
        return {"types": {name: document_of(kind) for name, kind in self.types}, "timezone": self.timezone}


def _meanings(document: dict[str, Any]) -> dict[str, Any]:
    match document:
        case {"types": dict(types), "timezone": str(timezone)} if timezone:
            return {"types": tuple((str(name), type_of(kind)) for name, kind in types.items()), "timezone": timezone}
        case {"types": _} | {"timezone": _}:
            raise LayoutError(Said("an activation has both `types` and `timezone`, or neither"))
        case _:
            return {}


def canonical(document: dict[str, Any]) -> bytes:
    """A document's one spelling (RFC 8785)."""
    return bytes(rfc8785.dumps(document))
