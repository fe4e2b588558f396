"""Manifests: what stands for a policy together with the tables beside it, so that one digest covers them all."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_FORMAT = 1
_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """The SHA-256 of a policy's text, and of each table under its name."""

    policy: str
    tables: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """Its one spelling: JSON without spaces, keys in order, in UTF-8."""
        told = {"manifest": _FORMAT, "policy": self.policy, "tables": dict(self.tables)}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()

    @classmethod
    def read(cls, content: bytes) -> Manifest | None:
        """The manifest that is spelt so; None for anything else, such as a policy."""
        if not content.startswith(b'{"manifest":'):
            return None
        try:
            match json.loads(content):
                case {"manifest": 1, "policy": str(policy), "tables": dict(tables)}:
                    found = cls(policy, tables)
                    digests = all(isinstance(one, str) and _DIGEST.fullmatch(one) for one in (policy, *tables.values()))
                    return found if digests and found.content == content else None
        except ValueError:
            pass
        return None
