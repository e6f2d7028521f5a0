"""Deliver a digest to all channels at once, within a fixed time. A failure is a sentence, never an error."""

import ssl
import threading
import time
from collections.abc import Callable, Mapping
from urllib.error import URLError

from orchestration.notification.digest import Digest, clean
from orchestration.notification.mail import send_mail
from orchestration.notification.secrets import hide_secrets
from orchestration.notification.webhooks import post_digest
from orchestration.settings import Settings

_Channel = Callable[[Digest, ssl.SSLContext], None]


def deliver(settings: Settings, digest: Digest) -> dict[str, str | None]:
    """Send the digest by mail and to the webhooks; return for each channel None, or one sentence why it was not sent.

    Waits for at most `notification.seconds`; a channel that takes longer is left behind in its thread.
    """
    results: dict[str, str | None] = {}
    channels = _list_channels(settings)

    def send(name: str, channel: _Channel) -> None:
        try:
            channel(digest, _make_context(settings))
        except Exception as error:
            results[name] = _describe(settings, error)
        else:
            results[name] = None

    threads = [
        threading.Thread(target=send, args=item, name=f"notify {item[0]}", daemon=True) for item in channels.items()
    ]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + settings.notification.seconds
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    late = f"no answer within {settings.notification.seconds} seconds"
    return {name: results.get(name, late) for name in channels}


def _make_context(settings: Settings) -> ssl.SSLContext:
    """Return a context that verifies certificates by the authorities of the system and the one of the settings."""
    context = ssl.create_default_context()
    if settings.notification.ca_file:
        context.load_verify_locations(settings.notification.ca_file)
    return context


def _list_channels(settings: Settings) -> Mapping[str, _Channel]:
    notification = settings.notification
    languages, seconds = notification.languages, notification.seconds
    channels: dict[str, _Channel] = {}
    if mail := notification.mail:
        channels["mail"] = lambda digest, context: send_mail(mail, digest, languages, context, seconds)
    for webhook in notification.webhooks:
        channels[f"webhook {webhook.kind}"] = lambda digest, context, hook=webhook: post_digest(  # type: ignore[misc]
            hook, digest, languages, context, seconds
        )
    return channels


def _describe(settings: Settings, error: Exception) -> str:
    reason = error.reason if isinstance(error, URLError) else error
    return clean(hide_secrets(settings, f"{type(reason).__name__}: {reason}"), 300)
