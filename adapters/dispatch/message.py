"""Messages: an action on its way out, as connectors see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.stores.outbox import Entry
from rules.said import Said, either


class RefusedError(Exception):
    """The other side will never take this; trying again is useless. Says why, on one line."""


class FailedError(Exception):
    """It did not work this time; says why, on one line.

    `reached` says that the other side may have acted all the same; `wait` are the seconds it asked to be left alone.
    """

    def __init__(self, why: str, *, reached: bool, wait: float | None = None) -> None:
        super().__init__(why)
        self.reached = reached
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Text:
    """What is said in one language; no part has markup."""

    subject: str
    paragraphs: tuple[str, ...]

    @property
    def body(self) -> str:
        """The paragraphs, an empty line between two."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Sum:
    """What is handed out: exact `minor` units of `currency`, or that many points where it is None."""

    amount: str
    minor: int
    currency: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """An action on its way out; `key` is the same however often it is tried."""

    key: str
    complaint: str
    document: Mapping[str, Any]

    @classmethod
    def of(cls, entry: Entry) -> "Message":
        """The message that an entry of the outbox holds."""
        return cls(entry.key, entry.complaint, entry.document)

    @property
    def action(self) -> str:
        """The action's name in the policy."""
        return str(self.document["action"])

    @property
    def channel(self) -> str:
        """The channel that the policy names."""
        return str(self.document["channel"])

    @property
    def pays(self) -> Sum | None:
        """What is handed out, None for nothing; raises RefusedError where the sum is missing."""
        found = self.document["pays"]
        if found is None:
            return None
        if found["minor"] is None:
            raise RefusedError(Said("the sum that `{action}` hands out is missing", action=self.action))
        return Sum(found["amount"], found["minor"], found["currency"])

    def given(self, name: str) -> str:
        """What the action gives under `name`; raises RefusedError where that is missing."""
        value = self.document["with"].get(name)
        if not isinstance(value, str) or not value:
            raise RefusedError(Said("`{action}` gives no `{name}`", action=self.action, name=name))
        return value

    def texts(self, languages: Sequence[str]) -> dict[str, Text]:
        """What is said, in those of the languages that the policy has; raises RefusedError where it says nothing."""
        if self.document["unsaid"] is not None:
            raise RefusedError(
                Said("the text cannot be written: `{document}` is missing", document=self.document["unsaid"])
            )
        found = self.document["texts"]
        said = {one: Text(found[one]["subject"], tuple(found[one]["paragraphs"])) for one in languages if one in found}
        if not said:
            raise RefusedError(
                Said("the policy has no text for `{action}` in {names}", action=self.action, names=either(languages))
            )
        return said
