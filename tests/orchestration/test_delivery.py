"""Delivery of a digest by mail and to webhooks: formats, signatures, encryption, failures, time, secrets."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from orchestration.notification.deliver import deliver
from orchestration.notification.digest import Digest, Figure, Section, Text, make_section, same
from orchestration.notification.mail import make_mail
from orchestration.settings import SettingsError, read_settings
from tests.orchestration.receivers import MailServer, WebServer, make_certificate, run_mail_server, run_web_server

DIGEST = Digest(
    status="released",
    at="2026-11-27 02:00 +0800",
    title=Text("已发布 00000002", "Released 00000002"),
    figures=(Figure("admitted", Text("审核通过", "admitted"), same(12), same("+2")),),
    sections=(make_section(Text("新增待核实", "Newly quarantined"), [same("甲项目 <b>")], 9),),
    name="某市",
    release_id="00000002",
    place="/home/current",
    link="https://bi.example.org/report/",
)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with run_web_server(WebServer()) as server:
        yield server


def send(environment: dict[str, str], digest: Digest = DIGEST) -> dict[str, str | None]:
    return deliver(read_settings({"JIXIAO_NOTIFY_SECONDS": "5", **environment}), digest)


def mail_to(server: MailServer, **others: str) -> dict[str, str]:
    return {
        "JIXIAO_MAIL_SERVER": "localhost" if server.tls else "127.0.0.1",
        "JIXIAO_MAIL_PORT": str(server.port),
        "JIXIAO_MAIL_TLS": server.security,
        "JIXIAO_MAIL_FROM": "jixiao@example.org",
        "JIXIAO_MAIL_TO": "one@example.org, two@example.org",
        **others,
    }


def test_mail_is_html_with_text_beside_it() -> None:
    with run_mail_server(MailServer()) as server:
        assert send(mail_to(server)) == {"mail": None}
    (message,) = server.messages
    assert server.recipients == ["one@example.org", "two@example.org"]
    assert message["Subject"] == "[绩效 Jixiao] 某市 已发布 00000002"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text and html
    assert "审核通过：12 (+2)" in text.get_content() and "admitted: 12 (+2)" in text.get_content()
    assert "甲项目 &lt;b&gt;" in html.get_content() and "另有 8 条 and 8 more" in html.get_content()


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_is_encrypted_and_sent_with_a_password(security: str, tmp_path: Path) -> None:
    tls, certificate = make_certificate(tmp_path)
    login = {"JIXIAO_MAIL_USER": "robot", "JIXIAO_MAIL_PASSWORD": "secret-password"}
    with run_mail_server(MailServer(tls=tls, security=security, login=("robot", "secret-password"))) as server:
        assert send(mail_to(server, **login, JIXIAO_NOTIFY_CA_FILE=str(certificate))) == {"mail": None}
        assert server.was_encrypted and len(server.messages) == 1
        problem = send(mail_to(server, **login))["mail"]  # the certificate is not known
        assert problem and "certificate" in problem
    assert len(server.messages) == 1


def test_mail_is_not_sent_where_encryption_is_asked_for_and_not_offered(tmp_path: Path) -> None:
    with run_mail_server(MailServer()) as server:
        problem = send({**mail_to(server), "JIXIAO_MAIL_TLS": "starttls"})["mail"]
    assert problem and "STARTTLS" in problem
    assert server.messages == []


def test_a_refused_password_is_not_repeated(caplog: pytest.LogCaptureFixture) -> None:
    with run_mail_server(MailServer(login=("robot", "another"))) as server:
        login = {"JIXIAO_MAIL_USER": "robot", "JIXIAO_MAIL_PASSWORD": "top-secret"}
        problem = send(mail_to(server, **login))["mail"]
    assert problem and "535" in problem and "***" in problem and "top-secret" not in problem
    assert "top-secret" not in caplog.text


def test_a_refused_recipient_is_named_and_the_others_get_it() -> None:
    with run_mail_server(MailServer(refused=("two@example.org",))) as server:
        problem = send(mail_to(server))["mail"]
    assert problem and "refused 1 of 2 recipients: two@example.org" in problem
    assert server.recipients == ["one@example.org"] and len(server.messages) == 1


def test_a_title_cannot_add_a_header() -> None:
    mail = read_settings(mail_to(MailServer(port=25))).notification.mail
    assert mail
    assert make_mail(mail, Digest("released", "", same("a\r\nBcc: x@y.z")), ("zh",))["Bcc"] is None


def test_generic_json_is_signed(web: WebServer) -> None:
    environment = {"JIXIAO_WEBHOOK_URL": web.url("/hook?token=abc"), "JIXIAO_WEBHOOK_SECRET": "key"}
    assert send(environment) == {"webhook json": None}
    (request,) = web.requests
    assert request.path == "/hook?token=abc"
    expected = hmac.new(b"key", request.body, hashlib.sha256).hexdigest()
    assert request.headers["X-Jixiao-Signature"] == f"sha256={expected}"
    message = request.read()
    assert (message["version"], message["status"], message["release_id"]) == (1, "released", "00000002")
    assert message["title"] == {"zh": "已发布 00000002", "en": "Released 00000002"}
    assert message["figures"][0] == {
        "code": "admitted",
        "label": {"zh": "审核通过", "en": "admitted"},
        "value": {"zh": "12", "en": "12"},
        "change": {"zh": "+2", "en": "+2"},
    }
    assert message["sections"][0]["left_off"] == 8


def test_the_format_of_wecom(web: WebServer) -> None:
    assert send({"JIXIAO_WEBHOOK_WECOM_URL": web.url("/cgi-bin/webhook/send?key=k")}) == {"webhook wecom": None}
    message = web.requests[0].read()
    assert message.keys() == {"msgtype", "markdown"} and message["msgtype"] == "markdown"
    content = message["markdown"]["content"]
    assert content.startswith(
        "**已发布 00000002**\n\n绩效 Jixiao · 某市 · 2026-11-27 02:00 +0800\n\n审核通过：**12** (+2)"
    )
    assert content.endswith("[打开报告 Open the report](https://bi.example.org/report/)")
    assert "- 甲项目 ＜b＞" in content


def test_the_format_of_dingtalk(web: WebServer) -> None:
    url = web.url("/robot/send?access_token=t")
    environment = {"JIXIAO_WEBHOOK_DINGTALK_URL": url, "JIXIAO_WEBHOOK_DINGTALK_SECRET": "SEC0"}
    assert send(environment) == {"webhook dingtalk": None}
    (request,) = web.requests
    query = {name: values[0] for name, values in parse_qs(urlsplit(request.path).query).items()}
    assert query["access_token"] == "t" and abs(int(query["timestamp"]) / 1000 - time.time()) < 60
    expected = hmac.new(b"SEC0", f"{query['timestamp']}\nSEC0".encode(), hashlib.sha256).digest()
    assert query["sign"] == base64.b64encode(expected).decode()
    message = request.read()
    assert message["msgtype"] == "markdown" and message["markdown"].keys() == {"title", "text"}
    assert message["markdown"]["title"] == "已发布 00000002"


def test_the_format_of_feishu(web: WebServer) -> None:
    url = web.url("/open-apis/bot/v2/hook/h")
    assert send({"JIXIAO_WEBHOOK_FEISHU_URL": url, "JIXIAO_WEBHOOK_FEISHU_SECRET": "s"}) == {"webhook feishu": None}
    message = web.requests[0].read()
    expected = hmac.new(f"{message['timestamp']}\ns".encode(), b"", hashlib.sha256).digest()
    assert message["sign"] == base64.b64encode(expected).decode()
    assert message["msg_type"] == "interactive"
    assert message["card"]["header"]["title"] == {"tag": "plain_text", "content": "已发布 00000002"}
    assert [element["tag"] for element in message["card"]["elements"]] == ["markdown", "action"]


@pytest.mark.parametrize(
    ("kind", "answer", "sentence"),
    [
        (
            "WECOM",
            '{"errcode": 93000, "errmsg": "invalid webhook url"}',
            "it answered error 93000: invalid webhook url",
        ),
        ("DINGTALK", '{"errcode": 310000, "errmsg": "sign not match"}', "it answered error 310000: sign not match"),
        ("FEISHU", '{"code": 19021, "msg": "sign match fail"}', "it answered error 19021: sign match fail"),
        ("FEISHU", "<html>login</html>", "its answer is not that of a robot"),
        ("WECOM", "[]", "its answer is not that of a robot"),
    ],
)
def test_a_robot_that_refuses_is_quoted(web: WebServer, kind: str, answer: str, sentence: str) -> None:
    web.answer = answer
    (problem,) = send({f"JIXIAO_WEBHOOK_{kind}_URL": web.url("/x")}).values()
    assert problem and sentence in problem


@pytest.mark.parametrize("status", [302, 307, 403, 500])
def test_errors_and_redirects_are_failures(web: WebServer, status: int) -> None:
    web.status = status
    (problem,) = send({"JIXIAO_WEBHOOK_URL": web.url("/x")}).values()
    assert problem and f"it answered HTTP {status}" in problem
    assert [request.path for request in web.requests] == ["/x"]


def test_the_key_of_an_address_is_not_repeated(web: WebServer) -> None:
    web.answer = json.dumps({"errcode": 1, "errmsg": f"bad key 693a91f6-secret at {web.url('/x?key=693a91f6-secret')}"})
    (problem,) = send({"JIXIAO_WEBHOOK_WECOM_URL": web.url("/x?key=693a91f6-secret")}).values()
    assert problem and "693a91f6" not in problem and "***" in problem


def test_a_channel_that_fails_does_not_keep_the_others(web: WebServer) -> None:
    environment = {"JIXIAO_WEBHOOK_URL": "http://127.0.0.1:1/closed", "JIXIAO_WEBHOOK_FEISHU_URL": web.url("/x")}
    results = send(environment)
    assert results["webhook json"] and "refused" in results["webhook json"]
    assert results["webhook feishu"] is None


def test_slow_channels_are_left_behind_together(web: WebServer) -> None:
    web.delay = 4
    with run_mail_server(MailServer(stalls=True)) as server:
        started = time.monotonic()
        environment = {**mail_to(server), "JIXIAO_WEBHOOK_URL": web.url("/x"), "JIXIAO_NOTIFY_SECONDS": "1"}
        results = send(environment)
        assert time.monotonic() - started < 3
    assert all(results.values()) and results.keys() == {"mail", "webhook json"}


def test_secrets_are_not_in_the_text_of_the_settings() -> None:
    settings = read_settings(
        {
            "JIXIAO_MAIL_SERVER": "localhost",
            "JIXIAO_MAIL_FROM": "a@b.example",
            "JIXIAO_MAIL_TO": "a@b.example",
            "JIXIAO_MAIL_USER": "robot",
            "JIXIAO_MAIL_PASSWORD": "hidden-1",
            "JIXIAO_WEBHOOK_URL": "https://user:hidden-2@example.org/hidden-3?key=hidden-4",
            "JIXIAO_WEBHOOK_SECRET": "hidden-5",
        }
    )
    assert "hidden" not in repr(settings)
    assert {"hidden-1", "hidden-2", "hidden-3", "hidden-4", "hidden-5"} <= set(settings.notification.secrets)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"JIXIAO_NOTIFY_ON": "always"}, "JIXIAO_NOTIFY_ON has 'always': use some of released, failed"),
        ({"JIXIAO_NOTIFY_LANGUAGE": "fr"}, "JIXIAO_NOTIFY_LANGUAGE is 'fr': use zh, en or both"),
        ({"JIXIAO_NOTIFY_SECONDS": "3600"}, "JIXIAO_NOTIFY_SECONDS is '3600': use a whole number from 1 to 300"),
        ({"JIXIAO_NOTIFY_LINK": "javascript:alert(1)"}, "JIXIAO_NOTIFY_LINK is not a URL"),
        ({"JIXIAO_WEBHOOK_URL": "ftp://key@x/"}, "JIXIAO_WEBHOOK_URL is not a URL that begins with http"),
        ({"JIXIAO_WEBHOOK_URL": "https://x:key/"}, "JIXIAO_WEBHOOK_URL is not a URL"),
        ({"JIXIAO_WEBHOOK_SECRET": "key"}, "JIXIAO_WEBHOOK_SECRET is set, but JIXIAO_WEBHOOK_URL is not"),
        ({"JIXIAO_MAIL_TO": "a@b.example"}, "JIXIAO_MAIL_TO is set, but JIXIAO_MAIL_SERVER is not"),
        ({"JIXIAO_MAIL_SERVER": "mail"}, "JIXIAO_MAIL_SERVER is set, but JIXIAO_MAIL_TO is not"),
        ({"JIXIAO_MAIL_SERVER": "mail", "JIXIAO_MAIL_TO": "a@b.example"}, "JIXIAO_MAIL_FROM must be one address"),
        ({"JIXIAO_MAIL_TO": "Name <a@b>"}, "JIXIAO_MAIL_TO has 'Name'"),
        ({"JIXIAO_MAIL_TLS": "ssl"}, "JIXIAO_MAIL_TLS is 'ssl': use starttls, tls or none"),
        (
            {
                "JIXIAO_MAIL_SERVER": "mail", "JIXIAO_MAIL_TO": "a@b.c", "JIXIAO_MAIL_FROM": "a@b.c",
                "JIXIAO_MAIL_USER": "u", "JIXIAO_MAIL_PASSWORD": "key", "JIXIAO_MAIL_TLS": "none",
            },
            "the password would be sent unencrypted",
        ),
    ],
)  # fmt: skip
def test_an_invalid_setting_is_refused_without_its_secret(environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence) as caught:
        read_settings(environment)
    assert "key" not in str(caught.value)


def test_a_section_counts_what_it_leaves_off() -> None:
    assert make_section(same("t"), [same(number) for number in range(7)]) == Section(
        same("t"), tuple(same(number) for number in range(5)), 2
    )
