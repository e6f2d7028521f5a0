"""Settings of notifications: when they are sent, to whom, and how. Values that are secret are never shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

EVENTS = ("released", "failed", "interrupted", "nothing_new")
LANGUAGES = {"zh": ("zh",), "en": ("en",), "both": ("zh", "en")}
PORTS = {"starttls": 587, "tls": 465, "none": 25}
# Kind of a webhook: the variables of its address and of its secret. WeCom robots have no secret.
_WEBHOOKS = {
    "json": ("JIXIAO_WEBHOOK_URL", "JIXIAO_WEBHOOK_SECRET"),
    "wecom": ("JIXIAO_WEBHOOK_WECOM_URL", None),
    "dingtalk": ("JIXIAO_WEBHOOK_DINGTALK_URL", "JIXIAO_WEBHOOK_DINGTALK_SECRET"),
    "feishu": ("JIXIAO_WEBHOOK_FEISHU_URL", "JIXIAO_WEBHOOK_FEISHU_SECRET"),
}
_ADDRESS = re.compile(r"[^@\s<>,;\"()]{1,64}@[^@\s<>,;\"()]{1,255}")
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_LONGEST_WAIT = 300


class NotificationSettingError(Exception):
    """A setting of notifications is not valid; the message says why, without a secret."""


@dataclass(frozen=True)
class Mail:
    """The mail server, and who gets the digest. `security` is starttls, tls or none."""

    server: str
    port: int
    security: str
    sender: str
    recipients: tuple[str, ...]
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Webhook:
    """An address that gets the digest. `kind` is json, wecom, dingtalk or feishu; the address is a secret too."""

    kind: str
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Notification:
    """When the digest is sent, in which languages, by which channels, and for how many seconds a run waits for them."""

    events: frozenset[str] = frozenset({"released", "failed", "interrupted"})
    languages: tuple[str, ...] = LANGUAGES["both"]
    seconds: int = 30
    link: str = ""  # where readers open the report
    ca_file: Path | None = None  # certificates of an authority of the house
    mail: Mail | None = None
    webhooks: tuple[Webhook, ...] = ()
    metrics_file: Path | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """Texts that no message may contain: passwords, secrets, and the addresses of webhooks with their keys."""
        found = [self.mail.password] if self.mail else []
        for webhook in self.webhooks:
            parts = urlsplit(webhook.url)
            keys = [pair.partition("=")[2] for pair in parts.query.split("&")] + [parts.path.rpartition("/")[2]]
            found += [webhook.url, webhook.secret, parts.password or "", *(key for key in keys if len(key) >= 8)]
        return tuple(sorted(filter(None, found), key=len, reverse=True))


def read_notification(environment: Mapping[str, str]) -> Notification:
    """Read the settings of notifications. Raises NotificationSettingError if a value is not valid."""
    usual = Notification()
    ca_file = environment.get("JIXIAO_NOTIFY_CA_FILE")
    metrics_file = environment.get("JIXIAO_METRICS_FILE")
    return Notification(
        events=_read_events(environment.get("JIXIAO_NOTIFY_ON") or ",".join(usual.events)),
        languages=LANGUAGES[_read_choice(environment, "JIXIAO_NOTIFY_LANGUAGE", tuple(LANGUAGES), "both")],
        seconds=_read_number(environment, "JIXIAO_NOTIFY_SECONDS", usual.seconds, _LONGEST_WAIT),
        link=_read_url(environment, "JIXIAO_NOTIFY_LINK"),
        ca_file=Path(ca_file).absolute() if ca_file else None,
        mail=_read_mail(environment),
        webhooks=_read_webhooks(environment),
        metrics_file=Path(metrics_file).absolute() if metrics_file else None,
    )


def _read_mail(environment: Mapping[str, str]) -> Mail | None:
    """Return the mail settings; None if no server is set."""
    server = (environment.get("JIXIAO_MAIL_SERVER") or "").strip()
    security = _read_choice(environment, "JIXIAO_MAIL_TLS", tuple(PORTS), "starttls")
    port = _read_number(environment, "JIXIAO_MAIL_PORT", PORTS[security], 65535)
    senders = _read_addresses(environment, "JIXIAO_MAIL_FROM")
    recipients = _read_addresses(environment, "JIXIAO_MAIL_TO")
    user, password = environment.get("JIXIAO_MAIL_USER") or "", environment.get("JIXIAO_MAIL_PASSWORD") or ""
    if not server:
        if recipients:
            raise NotificationSettingError("JIXIAO_MAIL_TO is set, but JIXIAO_MAIL_SERVER is not")
        return None
    if not re.fullmatch(r"[\w.:-]+", server, re.ASCII):
        raise NotificationSettingError(f"JIXIAO_MAIL_SERVER is {server[:40]!r}: use the name of a host, without a port")
    if not recipients:
        raise NotificationSettingError("JIXIAO_MAIL_SERVER is set, but JIXIAO_MAIL_TO is not")
    if len(senders) != 1:
        raise NotificationSettingError("JIXIAO_MAIL_FROM must be one address: the sender of the mail")
    if bool(user) != bool(password):
        raise NotificationSettingError("JIXIAO_MAIL_USER and JIXIAO_MAIL_PASSWORD must be set both, or neither")
    if password and security == "none" and server not in _LOCAL:
        raise NotificationSettingError(
            "JIXIAO_MAIL_TLS is none, so the password would be sent unencrypted: use starttls or tls"
        )
    return Mail(server, port, security, senders[0], recipients, user, password)


def _read_webhooks(environment: Mapping[str, str]) -> tuple[Webhook, ...]:
    found = []
    for kind, (address, secret_name) in _WEBHOOKS.items():
        url = _read_url(environment, address)
        secret = (environment.get(secret_name) or "") if secret_name else ""
        if url:
            found.append(Webhook(kind, url, secret))
        elif secret:
            raise NotificationSettingError(f"{secret_name} is set, but {address} is not")
    return tuple(found)


def _read_events(text: str) -> frozenset[str]:
    events = frozenset(text.replace(",", " ").split())
    if unknown := sorted(events - {*EVENTS, "none"}):
        raise NotificationSettingError(
            f"JIXIAO_NOTIFY_ON has {unknown[0][:40]!r}: use some of {', '.join(EVENTS)}, or none"
        )
    return events - {"none"}


def _read_choice(environment: Mapping[str, str], name: str, choices: tuple[str, ...], default: str) -> str:
    value = environment.get(name) or default
    if value not in choices:
        raise NotificationSettingError(f"{name} is {value[:40]!r}: use {', '.join(choices[:-1])} or {choices[-1]}")
    return value


def _read_number(environment: Mapping[str, str], name: str, default: int, highest: int) -> int:
    value = environment.get(name) or str(default)
    if not value.isascii() or not value.isdigit() or len(value) > 9 or not 1 <= int(value) <= highest:
        raise NotificationSettingError(f"{name} is {value[:40]!r}: use a whole number from 1 to {highest}")
    return int(value)


def _read_url(environment: Mapping[str, str], name: str) -> str:
    """Return an http or https URL; its text is not quoted in the message, because it may contain a key."""
    url = (environment.get(name) or "").strip()
    try:
        parts = urlsplit(url)
        is_url = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_url = False
    if url and not (is_url and url.isascii() and url.isprintable() and not re.search(r"[\s\"'<>\\]", url)):
        raise NotificationSettingError(f"{name} is not a URL that begins with http:// or https://")
    return url


def _read_addresses(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    addresses = tuple(re.split(r"[\s,;]+", (environment.get(name) or "").strip()))
    if wrong := [address for address in addresses if address and not _ADDRESS.fullmatch(address)]:
        raise NotificationSettingError(f"{name} has {wrong[0][:60]!r}: use addresses such as name@example.org")
    return tuple(filter(None, addresses))
