"""The shape of `connectors.yaml`: which keys it has and what they may hold."""

from email.headerregistry import Address
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from adapters.dispatch.wechat import ADDRESS


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _sender(value: str) -> str:
    try:
        found = sender(value)
    except (ValueError, IndexError):
        found = None
    if found is None or not found.username or not found.domain:
        raise ValueError("write a mail address such as `客服 <care@example.com>`")
    return value


def sender(written: str) -> Address:
    """An address with the name before it; ValueError or IndexError where it is none."""
    name, found, rest = written.partition("<")
    if not found:
        return Address(addr_spec=name.strip())
    return Address(display_name=name.strip(), addr_spec=rest.strip().removesuffix(">"))


Name = Annotated[str, Field(min_length=1)]
Hosts = Annotated[tuple[Name, ...], BeforeValidator(_several)]
Seconds = Annotated[float, Field(gt=0, le=86400)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SecretShape(_Strict):
    """Where a secret is; never the secret itself."""

    env: Name | None = None
    file: Path | None = None

    @model_validator(mode="after")
    def _either(self) -> "SecretShape":
        if (self.env is None) == (self.file is None):
            raise ValueError("say where the secret is: `{env: NAME}` or `{file: PATH}`")
        return self


class RetryShape(_Strict):
    """How often and how soon an attempt is repeated."""

    tries: Annotated[int, Field(ge=1, le=100)] = 12
    first: Seconds = 2.0
    longest: Seconds = 3600.0


class SmtpShape(_Strict):
    """A mail server."""

    kind: Literal["smtp"]
    host: Name
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    ca: Path | None = None
    user: SecretShape | None = None
    password: SecretShape | None = None
    sender: Annotated[str, AfterValidator(_sender)] = Field(alias="from")
    to: Name = "email"
    languages: Annotated[tuple[Literal["zh", "en"], ...], BeforeValidator(_several), Field(min_length=1)] = ("zh", "en")
    timeout: Seconds = 30.0


class WebhookShape(_Strict):
    """An address that takes messages as JSON."""

    kind: Literal["webhook"]
    url: Name
    secret: SecretShape
    to: Name | None = None
    ask: Name | None = None
    money: bool = False
    allow: Hosts = ()
    ca: Path | None = None
    timeout: Seconds = 10.0

    @model_validator(mode="after")
    def _asked(self) -> "WebhookShape":
        if self.money and self.ask is None:
            raise ValueError("a connector of money needs `ask`: where to ask by key what became of an order")
        return self


class WechatShape(_Strict):
    """A merchant at WeChat Pay."""

    kind: Literal["wechat-pay"]
    merchant: Name
    serial: Name
    key: SecretShape
    platform_key: Path | None = None
    operations: dict[str, Literal["response", "complete", "refund"]]
    url: Name = ADDRESS
    money: bool = False
    allow: Hosts = ()
    ca: Path | None = None
    timeout: Seconds = 10.0


class FolderShape(_Strict):
    """A folder that takes messages as files."""

    kind: Literal["folder"]
    path: Path
    money: bool = False


ConnectorShape = Annotated[SmtpShape | WebhookShape | WechatShape | FolderShape, Field(discriminator="kind")]


class ChoiceShape(_Strict):
    """A connector chosen by what an action gives."""

    by: Name
    to: Annotated[dict[str, Name], Field(min_length=1)]


class FileShape(_Strict):
    """The whole file; `routes` says for each channel of the policy which connector serves it."""

    dispatch: Literal["1"]
    retry: RetryShape = RetryShape()
    connectors: Annotated[dict[str, ConnectorShape], Field(min_length=1)]
    routes: Annotated[dict[str, Name | ChoiceShape], Field(min_length=1)]
