"""Send a digest by mail: HTML with a plain text beside it, over SMTP."""

import smtplib
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

import jinja2

from orchestration.notification.digest import Digest, Text
from orchestration.notification.lines import write_text
from orchestration.notification.settings import Mail

_COLOURS = {"released": "#1b7f4b", "nothing_new": "#5f6b76", "failed": "#b3261e", "interrupted": "#b26a00"}
_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("orchestration.notification"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class MailError(Exception):
    """The mail was not accepted for all recipients; the message says why."""


def send_mail(mail: Mail, digest: Digest, languages: Sequence[str], context: ssl.SSLContext, seconds: float) -> None:
    """Send the digest. Raises MailError, smtplib.SMTPException or OSError if it is not accepted."""
    message = make_mail(mail, digest, languages)
    with _connect(mail, context, seconds) as server:
        if mail.security == "starttls":
            server.starttls(context=context)
        if mail.user:
            server.login(mail.user, mail.password)
        refused = server.send_message(message, mail.sender, mail.recipients)
    if refused:
        raise MailError(f"the server refused {len(refused)} of {len(mail.recipients)} recipients: {', '.join(refused)}")


def _connect(mail: Mail, context: ssl.SSLContext, seconds: float) -> smtplib.SMTP:
    if mail.security == "tls":
        return smtplib.SMTP_SSL(mail.server, mail.port, timeout=seconds, context=context)
    return smtplib.SMTP(mail.server, mail.port, timeout=seconds)


def make_mail(mail: Mail, digest: Digest, languages: Sequence[str]) -> EmailMessage:
    """Return the message; texts of documents are escaped in its HTML."""
    message = EmailMessage()
    message["Subject"] = " ".join(filter(None, ("[绩效 Jixiao]", digest.name, digest.title.say(languages[:1]))))
    message["From"] = mail.sender
    message["To"] = ", ".join(mail.recipients)
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=mail.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(write_text(digest, languages))
    message.add_alternative(write_html(digest, languages), subtype="html")
    return message


def write_html(digest: Digest, languages: Sequence[str]) -> str:
    """Return the digest as an HTML page without scripts, styles of its own file, or anything loaded from elsewhere."""

    def say(zh: str, en: str) -> str:
        return Text(zh, en).say(languages)

    return _TEMPLATES.get_template("digest.html").render(
        digest=digest, languages=languages, say=say, colour=_COLOURS.get(digest.status, "#5f6b76")
    )
