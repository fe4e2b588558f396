"""Loading `connectors.yaml`: every fault at once, each with its place; secrets from where it says they are."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from pydantic import ValidationError

from adapters.dispatch.connector import Connector
from adapters.dispatch.folder import Folder
from adapters.dispatch.guard import check_target
from adapters.dispatch.http import Http, context
from adapters.dispatch.message import RefusedError
from adapters.dispatch.retrying import Retrying
from adapters.dispatch.routing import Choice, Router
from adapters.dispatch.shape import (
    ChoiceShape,
    ConnectorShape,
    FileShape,
    FolderShape,
    SecretShape,
    SmtpShape,
    WebhookShape,
    WechatShape,
    sender,
)
from adapters.dispatch.smtp import Server, Smtp
from adapters.dispatch.webhook import Webhook, secret_of
from adapters.dispatch.wechat import Merchant, WechatPay
from adapters.feeds.mapping.faults import MappingFault
from adapters.feeds.mapping.loading import Key, Places, nested, place
from rules import document
from rules.fault import Place, nearest
from rules.said import Said, said, suggesting

_WANTED: Mapping[str, str] = MappingProxyType(
    {
        "bool_parsing": "write `true` or `false`",
        "bool_type": "write `true` or `false`",
        "dict_type": "write `key: value` lines below it",
        "extra_forbidden": "no such key is known here; delete it",
        "missing": "this key is missing; write it",
        "model_attributes_type": "write `key: value` lines below it",
        "model_type": "write `key: value` lines below it",
        "string_too_short": "this is empty; write a text",
        "string_type": "write a text",
        "too_short": "this is empty; write at least one",
        "tuple_type": "write a text or a list of texts",
        "union_tag_invalid": "`kind` is one of `smtp`, `webhook`, `wechat-pay`, `folder`",
        "union_tag_not_found": "`kind` is missing; write `smtp`, `webhook`, `wechat-pay` or `folder`",
    }
)
_ALTERNATIVES = frozenset({"str", "constrained-str", "ChoiceShape", "smtp", "webhook", "wechat-pay", "folder"})
_NUMBER = "write a number in the range that the documentation gives"


@dataclass(frozen=True, slots=True)
class Configured:
    """What `connectors.yaml` says, ready to be used."""

    router: Router
    retrying: Retrying


class ConnectorsError(Exception):
    """The file cannot be used; `messages` are its faults, each on one line."""

    def __init__(self, messages: tuple[str, ...]) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


class _UnfitError(Exception):
    """A part of the file cannot be used; `key` is the path to it, below its connector."""

    def __init__(self, why: str, *key: str) -> None:
        super().__init__(why)
        self.key = key


def load(path: Path, *, environment: Mapping[str, str] = os.environ) -> Configured:
    """The connectors of a file; raises ConnectorsError, or OSError if it cannot be read.

    Paths in the file are relative to its folder.
    """
    read = document.read(path.read_bytes())
    places: dict[Key, Place] = {}
    tree = nested(read.root, (), places) if read.root else {}
    faults = [MappingFault(fault.place, "", fault.said) for fault in read.faults]
    if faults:
        raise _told(faults, path)
    try:
        shape = FileShape.model_validate(tree)
    except ValidationError as error:
        raise _told(_faults(error, places), path) from error
    return _Loading(shape, path, places, environment).configured()


def _told(faults: Iterator[MappingFault] | list[MappingFault], path: Path) -> ConnectorsError:
    return ConnectorsError(tuple(fault.render(str(path)) for fault in sorted(faults)))


def _faults(error: ValidationError, places: Places) -> Iterator[MappingFault]:
    """Pydantic's findings in our words; those of alternatives at one place are one."""
    found: dict[Key, str] = {}
    for detail in error.errors(include_url=False):
        key = tuple(str(part) for part in detail["loc"] if part not in _ALTERNATIVES)
        kind, told = detail["type"], detail.get("ctx", {})
        if kind == "value_error":
            message = said(told["error"])
        elif kind == "literal_error":
            message = Said("write {expected}", expected=told["expected"].replace("'", "`"))
        else:
            message = _WANTED.get(kind, _NUMBER)
        found.setdefault(key, message)
    for key, message in found.items():
        yield MappingFault(place(places, key), ".".join(key), message)


@dataclass(frozen=True, slots=True)
class _Loading:
    """One file on its way to connectors."""

    shape: FileShape
    path: Path
    places: Places
    environment: Mapping[str, str]

    def configured(self) -> Configured:
        """Everything that the file names, or its faults."""
        faults, connectors = list[MappingFault](), dict[str, Connector]()
        for name, shape in self.shape.connectors.items():
            try:
                connectors[name] = self._connector(name, shape)
            except _UnfitError as error:
                faults.append(self._fault(("connectors", name, *error.key), said(error)))
        faults.extend(self._unrouted())
        if faults:
            raise _told(faults, self.path)
        retry = self.shape.retry
        routes = {channel: _choice(route) for channel, route in self.shape.routes.items()}
        return Configured(Router(connectors, routes), Retrying(retry.tries, retry.first, retry.longest))

    def _fault(self, key: Key, message: str) -> MappingFault:
        return MappingFault(place(self.places, key), ".".join(key), message)

    def _unrouted(self) -> Iterator[MappingFault]:
        """Routes to connectors that are not there."""
        for channel, route in self.shape.routes.items():
            named = route.to if isinstance(route, ChoiceShape) else {"": route}
            for value, name in named.items():
                if name not in self.shape.connectors:
                    near = nearest(name, self.shape.connectors)
                    message = Said("no connector is named `{name}`", name=name)
                    key = ("routes", channel, "to", value) if value else ("routes", channel)
                    yield self._fault(key, suggesting(message, near) if near else message)

    def _connector(self, name: str, shape: ConnectorShape) -> Connector:
        match shape:
            case SmtpShape():
                return self._smtp(name, shape)
            case WebhookShape():
                return self._webhook(name, shape)
            case WechatShape():
                return self._wechat(name, shape)
            case FolderShape():
                return Folder(name, Path(os.path.normpath(self.path.parent / shape.path)), money=shape.money)

    def _smtp(self, name: str, shape: SmtpShape) -> Smtp:
        if (shape.user is None) != (shape.password is None):
            raise _UnfitError(Said("`user` and `password` belong together; write both or none"))
        if shape.security == "none" and shape.user is not None:
            raise _UnfitError(Said("without TLS the password could be read on the way; choose another"), "security")
        server = Server(
            shape.host,
            shape.port,
            shape.security,
            context(self._authorities(shape.ca)),
            shape.timeout,
            None if shape.user is None else self._secret(shape.user, "user"),
            None if shape.password is None else self._secret(shape.password, "password"),
        )
        return Smtp(name, server, sender=sender(shape.sender), to=shape.to, languages=shape.languages)

    def _webhook(self, name: str, shape: WebhookShape) -> Webhook:
        try:
            secret = secret_of(self._secret(shape.secret, "secret"))
        except ValueError as error:
            raise _UnfitError(said(error), "secret") from error
        self._check(shape.url, shape.allow, "url")
        if shape.ask is not None:
            self._check(shape.ask, shape.allow, "ask")
        http = Http(allowed=shape.allow, timeout=shape.timeout, ca=self._authorities(shape.ca))
        ask = None if shape.ask is None else shape.ask.rstrip("/")
        return Webhook(name, shape.url, secret=secret, http=http, to=shape.to, ask=ask, money=shape.money)

    def _wechat(self, name: str, shape: WechatShape) -> WechatPay:
        self._check(shape.url, shape.allow, "url")
        merchant = Merchant(
            shape.merchant,
            shape.serial,
            _private_key(self._secret(shape.key, "key")),
            None if shape.platform_key is None else _public_key(self._file(shape.platform_key, "platform_key")),
        )
        http = Http(allowed=shape.allow, timeout=shape.timeout, ca=self._authorities(shape.ca))
        return WechatPay(name, merchant, http=http, url=shape.url, operations=shape.operations, money=shape.money)

    def _check(self, url: str, allowed: tuple[str, ...], key: str) -> None:
        try:
            check_target(url, allowed)
        except RefusedError as error:
            raise _UnfitError(said(error), key) from error

    def _authorities(self, ca: Path | None) -> str | None:
        if ca is None:
            return None
        self._file(ca, "ca")
        try:
            context(str(self.path.parent / ca))
        except OSError as error:
            raise _UnfitError(Said("`{ca}` holds no certificates", ca=ca), "ca") from error
        return str(self.path.parent / ca)

    def _secret(self, shape: SecretShape, key: str) -> str:
        """A secret, without the line end that files end with."""
        if shape.file is not None:
            found = self._file(shape.file, key).decode("utf-8", "replace").strip("\r\n")
        else:
            found = self.environment.get(str(shape.env), "")
        if not found:
            where = (
                Said("the file `{file}`", file=shape.file)
                if shape.file
                else Said("the environment variable `{name}`", name=shape.env)
            )
            raise _UnfitError(Said("{where} is empty or not there", where=where), key)
        return found

    def _file(self, path: Path, key: str) -> bytes:
        try:
            return (self.path.parent / path).read_bytes()
        except OSError as error:
            raise _UnfitError(
                Said("`{path}` cannot be read: {why}", path=path, why=(error.strerror or str(error)).lower()), key
            ) from error


def _choice(route: str | ChoiceShape) -> str | Choice:
    return Choice(route.by, dict(route.to)) if isinstance(route, ChoiceShape) else route


def _private_key(pem: str) -> RSAPrivateKey:
    try:
        found = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _UnfitError(Said("this is no private key in PEM"), "key") from error
    if not isinstance(found, RSAPrivateKey):
        raise _UnfitError(Said("this is no RSA key"), "key")
    return found


def _public_key(pem: bytes) -> RSAPublicKey:
    try:
        found = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _UnfitError(Said("this is no public key in PEM"), "platform_key") from error
    if not isinstance(found, RSAPublicKey):
        raise _UnfitError(Said("this is no RSA key"), "platform_key")
    return found
