"""Remove secrets from a text before it is sent, logged or stored."""

from urllib.parse import unquote

from orchestration.settings import Settings

_HIDDEN = "***"


def hide_secrets(settings: Settings, text: str) -> str:
    """Return the text without passwords, secrets, and addresses that contain keys."""
    for secret in (*settings.notification.secrets, *_list_postgres_secrets(settings.postgres_url or "")):
        text = text.replace(secret, _HIDDEN)
    return text


def _list_postgres_secrets(url: str) -> list[str]:
    """Return the URL, and its password as written and as read; the URL may be malformed."""
    password = url.partition("://")[2].rpartition("@")[0].partition(":")[2]
    return [secret for secret in (url, password, unquote(password)) if secret]
