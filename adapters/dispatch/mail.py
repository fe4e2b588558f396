"""Mails: a message as plain text and as HTML, in one language or several."""

import html
import re
from collections.abc import Mapping
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from adapters.dispatch.message import Message, RefusedError, Text
from rules.said import Said

_LANGUAGES = {"zh": "zh-CN", "en": "en"}
_BETWEEN = "\n\n----\n\n"


def mail(message: Message, *, sender: Address, to: str, texts: Mapping[str, Text]) -> EmailMessage:
    """A mail to one address; the subject is that of the first language.

    Its Message-ID is made of the idempotency key, so that a mail delivered twice can be told by that.
    Raises RefusedError for an address that is none.
    """
    found = EmailMessage(policy=SMTP)
    found["From"] = sender
    found["To"] = address(to)
    found["Subject"] = _line(next(iter(texts.values())).subject)
    found["Message-ID"] = f"<{message.key}@{sender.domain}>"
    found["Auto-Submitted"] = "auto-generated"
    found.set_content(_BETWEEN.join(one.body for one in texts.values()) + "\n", cte="base64")
    found.add_alternative(_html(texts), subtype="html", cte="base64")
    found["Content-Language"] = ", ".join(_LANGUAGES[name] for name in texts)
    return found


def address(written: str) -> Address:
    """One address, without a name; raises RefusedError for anything else."""
    try:
        found = Address(addr_spec=written.strip())
        found.username.encode("ascii")
        domain = found.domain.encode("idna").decode()
    except (MessageError, ValueError, IndexError) as error:
        raise RefusedError(Said("the address is no mail address")) from error
    if not found.username or "." not in domain:
        raise RefusedError(Said("the address is no mail address"))
    return Address(username=found.username, domain=domain)


def _line(text: str) -> str:
    """A text on one line: a line end in a header would begin another header."""
    return re.sub(r"\s+", " ", text).strip()


def _html(texts: Mapping[str, Text]) -> str:
    """The texts as a page; whatever is in them stands for itself."""
    parts = "<hr>".join(
        f'<div lang="{_LANGUAGES[name]}">{"".join(map(_paragraph, one.paragraphs))}</div>'
        for name, one in texts.items()
    )
    first = next(iter(texts))
    head = f"<title>{html.escape(_line(texts[first].subject))}</title>"
    return (
        f'<!DOCTYPE html>\n<html lang="{_LANGUAGES[first]}"><head><meta charset="utf-8">{head}</head>'
        f"<body>{parts}</body></html>\n"
    )


def _paragraph(text: str) -> str:
    return f"<p>{html.escape(text).replace(chr(10), '<br>')}</p>"
