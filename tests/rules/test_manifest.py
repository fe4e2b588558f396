"""Manifests have one spelling, and nothing else is one."""

import pytest

from rules.manifest import Manifest

POLICY, TABLE = "0" * 64, "f" * 64


def test_a_manifest_is_read_as_it_was_written() -> None:
    manifest = Manifest(POLICY, {"费.csv": TABLE, "a.xlsx": POLICY})
    assert Manifest.read(manifest.content) == manifest
    assert manifest.content.decode() == (
        f'{{"manifest":1,"policy":"{POLICY}","tables":{{"a.xlsx":"{POLICY}","费.csv":"{TABLE}"}}}}'
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"tousu: 1\n",
        b'{"manifest":',
        b'{"manifest":2,"policy":"","tables":{}}',
        f'{{"manifest":1,"policy":"{POLICY}","tables":{{"a":1}}}}'.encode(),
        f'{{"manifest":1,"policy":"../{POLICY}","tables":{{}}}}'.encode(),
        f'{{"manifest":1,"policy":"{POLICY}","tables":{{}}}}\n'.encode(),
    ],
)
def test_nothing_else_is_a_manifest(content: bytes) -> None:
    assert Manifest.read(content) is None
