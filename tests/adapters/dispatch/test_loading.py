# ruff: noqa: E501 -- a table with the words of every fault reads best a line each
"""Loading `connectors.yaml`: every fault at its place, and no secret in it or out of it."""

from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from adapters.dispatch.folder import Folder
from adapters.dispatch.loading import Configured, ConnectorsError, load
from adapters.dispatch.retrying import Retrying
from adapters.dispatch.smtp import Smtp
from adapters.dispatch.webhook import Webhook
from adapters.dispatch.wechat import WechatPay

WHOLE = """dispatch: "1"
retry: {tries: 5, first: 0.5, longest: 60}
connectors:
  mail:
    kind: smtp
    host: smtp.example.com
    port: 465
    security: tls
    ca: ca.pem
    user: {env: SMTP_USER}
    password: {file: password}
    from: 客服 <care@example.com>
    languages: zh
  hook: {kind: webhook, url: "https://example.com/hook", ask: "https://example.com/ask/", secret: {env: HOOK}, money: true}
  wx:
    kind: wechat-pay
    merchant: "1900000109"
    serial: ABC
    key: {file: key.pem}
    platform_key: public.pem
    operations: {send_result: response}
  files: {kind: folder, path: out}
routes:
  notice: {by: via, to: {mail: mail, sms: hook}}
  desk: files
"""
ENVIRONMENT = {"SMTP_USER": "me", "HOOK": "s3cret-hook"}


@pytest.fixture
def folder(tmp_path: Path, authority: trustme.CA) -> Path:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    curve = ec.generate_private_key(ec.SECP256R1())
    for name, one in (("key", key), ("curve", curve)):
        pem = one.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (tmp_path / f"{name}.pem").write_bytes(pem)
        public = one.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (tmp_path / f"{name.replace('key', 'public').replace('curve', 'public-curve')}.pem").write_bytes(public)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    (tmp_path / "password").write_text("s3cret-mail\n")
    (tmp_path / "empty").write_text("\n")
    return tmp_path


def loaded(folder: Path, text: str) -> Configured:
    (folder / "c.yaml").write_text(text, "utf-8")
    return load(folder / "c.yaml", environment=ENVIRONMENT)


def told(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConnectorsError) as error:
        loaded(folder, text)
    return [message.removeprefix(f"{folder}/c.yaml:") for message in error.value.messages]


def test_a_whole_file_is_read(folder: Path) -> None:
    found = loaded(folder, WHOLE)
    kinds = {name: type(one) for name, one in found.router.connectors.items()}
    assert kinds == {"mail": Smtp, "hook": Webhook, "wx": WechatPay, "files": Folder}
    assert found.retrying == Retrying(5, 0.5, 60)
    assert [one.money for one in found.router.connectors.values()] == [False, True, False, False]


def test_what_is_not_written_has_a_default(folder: Path) -> None:
    found = loaded(folder, 'dispatch: "1"\nconnectors: {f: {kind: folder, path: x}}\nroutes: {a: f}\n')
    assert found.retrying == Retrying(12, 2.0, 3600.0)


def test_no_secret_is_shown(folder: Path) -> None:
    found = loaded(folder, WHOLE)
    shown = repr(found) + repr([vars(one) for one in found.router.connectors.values() if not isinstance(one, Webhook)])
    assert "s3cret" not in shown


FAULTY = [
    ('dispatch: "1"', "dispatch: 2", ["1:1: dispatch: write `1`"]),
    ("tries: 5", "tries: many", ["2:9: retry.tries: write a number in the range that the documentation gives"]),
    ("tries: 5", "tires: 5", ["2:9: retry.tires: no such key is known here; delete it"]),
    ("kind: smtp", "kind: smpt", ["4:3: connectors.mail: `kind` is one of `smtp`, `webhook`, `wechat-pay`, `folder`"]),
    ("    kind: smtp\n", "", ["4:3: connectors.mail: `kind` is missing; write `smtp`, `webhook`, `wechat-pay` or `folder`"]),
    ("    host: smtp.example.com\n", "", ["4:3: connectors.mail.host: this key is missing; write it"]),
    ("port: 465", "port: 99999", ["7:5: connectors.mail.port: write a number in the range that the documentation gives"]),
    ("security: tls", "security: none", ["8:5: connectors.mail.security: without TLS the password could be read on the way; choose another"]),
    ("security: tls", "security: ssl", ["8:5: connectors.mail.security: write `starttls`, `tls` or `none`"]),
    ("ca: ca.pem", "ca: none.pem", ["9:5: connectors.mail.ca: `none.pem` cannot be read: no such file or directory"]),
    ("ca: ca.pem", "ca: password", ["9:5: connectors.mail.ca: `password` holds no certificates"]),
    ("    user: {env: SMTP_USER}\n", "", ["4:3: connectors.mail: `user` and `password` belong together; write both or none"]),
    ("env: SMTP_USER", "env: NOBODY", ["10:5: connectors.mail.user: the environment variable `NOBODY` is empty or not there"]),
    ("{file: password}", "{file: empty}", ["11:5: connectors.mail.password: the file `empty` is empty or not there"]),
    ("{file: password}", "s3cret", ["11:5: connectors.mail.password: write `key: value` lines below it"]),
    ("{file: password}", "{}", ["11:5: connectors.mail.password: say where the secret is: `{env: NAME}` or `{file: PATH}`"]),
    ("客服 <care@example.com>", "客服", ["12:5: connectors.mail.from: write a mail address such as `客服 <care@example.com>`"]),
    ("客服 <care@example.com>", "care@", ["12:5: connectors.mail.from: write a mail address such as `客服 <care@example.com>`"]),
    ("languages: zh", "languages: de", ["13:5: connectors.mail.languages.0: write `zh` or `en`"]),
    ("languages: zh", "languages: []", ["13:5: connectors.mail.languages: this is empty; write at least one"]),
    ('"https://example.com/hook"', '"http://example.com/hook"', ["14:25: connectors.hook.url: `http://example.com` is not https; `allow` its host to use it all the same"]),
    ('"https://example.com/ask/"', '"https://10.0.0.1/"', ["14:58: connectors.hook.ask: `10.0.0.1` is not a public address; `allow` it to use it all the same"]),
    (' ask: "https://example.com/ask/",', "", ["14:3: connectors.hook: a connector of money needs `ask`: where to ask by key what became of an order"]),
    ("env: HOOK", "file: hook", ["14:91: connectors.hook.secret: `hook` cannot be read: no such file or directory"]),
    ("money: true", "money: maybe", ["14:112: connectors.hook.money: write `true` or `false`"]),
    ("{file: key.pem}", "{file: password}", ["19:5: connectors.wx.key: this is no private key in PEM"]),
    ("{file: key.pem}", "{file: curve.pem}", ["19:5: connectors.wx.key: this is no RSA key"]),
    ("public.pem", "password", ["20:5: connectors.wx.platform_key: this is no public key in PEM"]),
    ("public.pem", "public-curve.pem", ["20:5: connectors.wx.platform_key: this is no RSA key"]),
    ("response}", "answer}", ["21:18: connectors.wx.operations.send_result: write `response`, `complete` or `refund`"]),
    ("sms: hook", "sms: hok", ["24:38: routes.notice.to.sms: no connector is named `hok`; did you mean `hook`?"]),
    ("desk: files", "desk: zzz", ["25:3: routes.desk: no connector is named `zzz`"]),
    ("desk: files", "desk: [files]", ["25:3: routes.desk: write a text"]),
    ("dispatch:", "dispatch: [", ["2:1: `retry` can't stand here; check indentation, brackets and quotes"]),
]  # fmt: skip


@pytest.mark.parametrize(("written", "instead", "expected"), FAULTY)
def test_a_fault_is_told_at_its_place(written: str, instead: str, expected: list[str], folder: Path) -> None:
    assert written in WHOLE
    assert told(folder, WHOLE.replace(written, instead, 1)) == expected


def test_every_fault_is_told_at_once(folder: Path) -> None:
    text = (
        WHOLE.replace("env: HOOK", "env: NONE")
        .replace("{file: key.pem}", "{env: NONE}")
        .replace("desk: files", "desk: f")
    )
    assert [message.split(": ")[1] for message in told(folder, text)] == [
        "connectors.hook.secret",
        "connectors.wx.key",
        "routes.desk",
    ]


@pytest.mark.parametrize("text", ["", "a list\n", "- a\n"])
def test_what_is_no_such_file_is_told(text: str, folder: Path) -> None:
    assert told(folder, text)


def test_a_file_that_is_not_there_is_another_s_to_tell(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "none.yaml")
