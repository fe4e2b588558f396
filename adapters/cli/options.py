"""What every command has: its options, and the form of its help."""

from collections.abc import Callable, Sequence

import click

from adapters.cli.words import LANG, Language, Words

DEBUG = "--debug"


def command(
    words: Words, name: str, callback: Callable[..., int], *, parameters: Sequence[click.Parameter], example: str
) -> click.Command:
    """A command whose help text is `NAME.help` and ends with an example that works."""
    epilog = f"\b\n{words('example')}\n  {example}"
    help_ = words(f"{name}.help")
    return click.Command(name, callback=callback, params=[*parameters, *shared(words)], help=help_, epilog=epilog)


def shared(words: Words) -> list[click.Parameter]:
    """The options of every command; `words.spoken` and `program.run` have acted on them already."""
    languages = click.Choice([language.value for language in Language])
    lang = click.Option([LANG], type=languages, metavar="zh|en", expose_value=False, help=words("option.lang"))
    debug = click.Option([DEBUG], is_flag=True, expose_value=False, help=words("option.debug"))
    return [lang, debug]


def as_json(words: Words) -> click.Option:
    """The option `--json`."""
    return click.Option(["--json", "as_json"], is_flag=True, help=words("option.json"))
