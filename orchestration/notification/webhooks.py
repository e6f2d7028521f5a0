"""Post a digest to webhooks: as JSON, or as a message of the robots of WeCom, DingTalk and Feishu.

Formats: developer.work.weixin.qq.com/document/path/91770 (Markdown, at most 4096 bytes);
open.dingtalk.com/document/orgapp/custom-robots-send-group-messages (Markdown, at most 20000 bytes, signed address);
open.feishu.cn/document/client-docs/bot-v3/add-custom-bot (card, at most 20 KB, signed body).
"""

import base64
import hashlib
import hmac
import json
import ssl
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import asdict
from http.client import HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit

from orchestration.notification.digest import Digest, Text
from orchestration.notification.lines import write_markdown
from orchestration.notification.settings import Webhook

_WECOM_BYTES, _DINGTALK_BYTES, _FEISHU_BYTES = 4096, 18_000, 16_000  # of the text, below the limits of a message
_MOST_ANSWER = 4096
_COLOURS = {"released": "green", "nothing_new": "grey", "failed": "red", "interrupted": "orange"}


class WebhookError(Exception):
    """A webhook did not accept the digest; the message has its answer."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Refuses redirects: the digest goes to the address that is set, and nowhere else."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


def post_digest(
    webhook: Webhook, digest: Digest, languages: Sequence[str], context: ssl.SSLContext, seconds: float
) -> None:
    """Post the digest. Raises WebhookError or OSError if it is not accepted."""
    url, body, headers = make_request(webhook, digest, languages, time.time())
    request = urllib.request.Request(  # noqa: S310 (the settings allow http and https only)
        url, body, {"Content-Type": "application/json; charset=utf-8", "User-Agent": "jixiao", **headers}
    )
    opener = urllib.request.build_opener(_NoRedirect, urllib.request.HTTPSHandler(context=context))
    try:
        with opener.open(request, timeout=seconds) as response:
            answer = response.read(_MOST_ANSWER)
    except HTTPError as error:
        raise WebhookError(f"it answered HTTP {error.code}") from error
    if webhook.kind != "json":
        _check_answer(answer)


def make_request(
    webhook: Webhook, digest: Digest, languages: Sequence[str], now: float
) -> tuple[str, bytes, dict[str, str]]:
    """Return address, body and headers, signed if the webhook has a secret. `now` is in seconds since 1970."""
    url, headers = webhook.url, dict[str, str]()
    if webhook.kind == "wecom":
        body = _encode(
            {"msgtype": "markdown", "markdown": {"content": write_markdown(digest, languages, _WECOM_BYTES)}}
        )
    elif webhook.kind == "dingtalk":
        text = write_markdown(digest, languages, _DINGTALK_BYTES)
        body = _encode({"msgtype": "markdown", "markdown": {"title": digest.title.say(languages[:1]), "text": text}})
        if webhook.secret:
            moment = str(round(now * 1000))
            sign = _sign(webhook.secret, f"{moment}\n{webhook.secret}")
            url += f"{'&' if urlsplit(url).query else '?'}{urlencode({'timestamp': moment, 'sign': sign})}"
    elif webhook.kind == "feishu":
        message: dict[str, Any] = {"msg_type": "interactive", "card": make_card(digest, languages)}
        if webhook.secret:
            moment = str(round(now))
            message |= {"timestamp": moment, "sign": _sign(f"{moment}\n{webhook.secret}", "")}
        body = _encode(message)
    else:
        body = _encode({"version": 1, **asdict(digest), **_name_texts(digest)})
        if webhook.secret:
            sign = hmac.new(webhook.secret.encode(), body, hashlib.sha256).hexdigest()
            headers["X-Jixiao-Signature"] = f"sha256={sign}"
    return url, body, headers


def make_card(digest: Digest, languages: Sequence[str]) -> dict[str, Any]:
    """Return the card for Feishu: a coloured header, the text, a button that opens the report."""
    text = write_markdown(digest, languages, _FEISHU_BYTES, has_title=False)
    elements: list[dict[str, Any]] = [{"tag": "markdown", "content": text}]
    if digest.link:
        label = Text("打开报告", "Open the report").say(languages)
        button = {
            "tag": "button",
            "type": "primary",
            "url": digest.link,
            "text": {"tag": "plain_text", "content": label},
        }
        elements.append({"tag": "action", "actions": [button]})
    return {
        "config": {"wide_screen_mode": True},
        "header": {
            "template": _COLOURS.get(digest.status, "grey"),
            "title": {"tag": "plain_text", "content": digest.title.say(languages[:1])},
        },
        "elements": elements,
    }


def _name_texts(digest: Digest) -> dict[str, Any]:
    """Return title, figures and sections with texts as {"zh": …, "en": …}."""
    return {
        "title": digest.title._asdict(),
        "figures": [
            {
                "code": figure.code, "label": figure.label._asdict(), "value": figure.value._asdict(),
                "change": figure.change._asdict(),
            }
            for figure in digest.figures
        ],
        "sections": [
            {
                "title": section.title._asdict(), "lines": [line._asdict() for line in section.lines],
                "left_off": section.left_off,
            }
            for section in digest.sections
        ],
    }  # fmt: skip


def _check_answer(answer: bytes) -> None:
    """Raise WebhookError if a robot refuses a message: it answers HTTP 200 with an error code."""
    try:
        found = json.loads(answer)
        code = found.get("errcode", found.get("code", found.get("StatusCode", 0)))
        reason = found.get("errmsg", found.get("msg", ""))
    except (ValueError, AttributeError):
        raise WebhookError("its answer is not that of a robot; check the address") from None
    if code != 0:
        raise WebhookError(f"it answered error {code}: {reason}")


def _encode(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode()


def _sign(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()
