"""Every command of both READMEs runs and prints what they show."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# The locale of each README's reader.
READMES = {"README.md": "en_GB.UTF-8", "README.zh-CN.md": "zh_CN.UTF-8"}
LINK = re.compile(r"\]\(([^)]+)\)")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = {".git", ".venv", "build"}


def blocks(readme: str) -> list[tuple[str, str]]:
    """The code blocks of a README: the language and the text of each."""
    return BLOCK.findall((ROOT / readme).read_text("utf-8"))


def shown(readme: str) -> list[tuple[str, str]]:
    """The commands of a README, each with the output shown below it."""
    sessions = "".join(text for language, text in blocks(readme) if language == "console")
    parts = re.split(r"^\$ ", sessions, flags=re.MULTILINE)[1:]
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


def stand_in(command: str) -> str:
    """What is run for a command: `make` only says what it would run, lest tests start tests."""
    return re.sub(r"^make\b", "make --dry-run", command)


def run(commands: list[str], *, folder: Path, locale: str) -> list[tuple[str, int]]:
    """The output and exit code of each command, typed one after the other into one shell."""
    lines = [f"{stand_in(command)}\ncode=$?; printf '\\0%s\\0' $code; (exit $code)\n" for command in commands]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {"PATH": path, "LANG": locale, "HOME": str(folder), "COLUMNS": "120"}
    done = subprocess.run(
        ["/bin/sh"], input="".join(lines), stdout=subprocess.PIPE, text=True, cwd=folder, env=environment, check=False
    )
    printed = done.stdout.split("\0")
    return [(output, int(code)) for output, code in zip(printed[::2], printed[1::2], strict=False)]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The project as a user has it, in a folder where outputs may be left."""
    for entry in sorted(ROOT.iterdir()):
        if entry.name not in LEFT_OUT:
            (tmp_path / entry.name).symlink_to(entry)
    return tmp_path


def as_shown(expected: str, printed: str) -> str:
    """The output as the README shows it where that fits, `...` standing for any text, else as it was printed."""
    fits = not expected or doctest.OutputChecker().check_output(expected, printed, doctest.ELLIPSIS)
    return expected if fits else printed


@pytest.mark.parametrize("readme", READMES)
def test_every_command_prints_what_is_shown_and_fails_only_where_its_exit_code_is_shown(
    readme: str, tree: Path
) -> None:
    session = shown(readme)
    results = run([command for command, _ in session], folder=tree, locale=READMES[readme])
    asked = [command == "echo $?" for command, _ in session[1:]] + [False]
    seen = [
        (command, as_shown(output, printed), code if code and not failure else None)
        for (command, output), (printed, code), failure in zip(session, results, asked, strict=True)
    ]
    assert seen == [(command, output, None) for command, output in session]


@pytest.mark.parametrize("readme", READMES)
def test_no_block_of_commands_escapes_the_test(readme: str) -> None:
    assert {language for language, _ in blocks(readme)} == {"console"}


@pytest.mark.parametrize("readme", READMES)
def test_every_link_leads_to_something_in_the_tree(readme: str) -> None:
    links = LINK.findall((ROOT / readme).read_text("utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_both_languages_show_the_same_commands() -> None:
    commands = [[command for command, _ in shown(readme)] for readme in READMES]
    assert commands[0] == commands[1]
