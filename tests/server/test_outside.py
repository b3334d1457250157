from __future__ import annotations

import pytest

from companion.domain.errors import RejectedError
from companion.server.outside import MailServer, Provider
from companion.server.settings import Settings, read_settings

PUBLIC = "https://companion.example.com"


def settings(tmp_path, **given: str) -> Settings:
    flags = {"--" + name.replace("_", "-"): value for name, value in given.items()}
    return read_settings({"--data-dir": str(tmp_path), **flags}, {})


def test_settings_when_nothing_is_given_speak_to_nobody(tmp_path):
    found = settings(tmp_path)
    assert (found.public_url, found.provider, found.mail) == ("", None, None)


def test_provider_when_given_whole_is_read(tmp_path):
    found = settings(
        tmp_path,
        public_url=PUBLIC + "/",
        oidc_issuer="https://login.example.com/",
        oidc_client_id="companion",
        oidc_name="Example",
    )
    assert found.public_url == PUBLIC
    assert found.provider == Provider("https://login.example.com", "companion", "", "Example")


@pytest.mark.parametrize(
    "given",
    [
        {"oidc_issuer": "http://login.example.com", "oidc_client_id": "a", "public_url": PUBLIC},
        {"oidc_issuer": "https://login.example.com", "public_url": PUBLIC},
        {"oidc_issuer": "https://login.example.com", "oidc_client_id": "a"},
        {"public_url": "companion.example.com"},
        {"public_url": "https://companion.example.com/below"},
        {"public_url": "https://[broken"},
        {"smtp_url": "smtp://mail.example.com"},
        {"smtp_url": "http://mail.example.com", "mail_from": "c@example.com"},
        {"smtp_url": "smtp://mail.example.com:port", "mail_from": "c@example.com"},
    ],
)
def test_settings_when_they_cannot_be_say_which_one(tmp_path, given):
    with pytest.raises(RejectedError, match="COMPANION_"):
        settings(tmp_path, **given)


def test_mail_server_when_given_is_read_and_safe_but_on_this_machine(tmp_path):
    given = "smtp://post:a%40b@mail.example.com"
    found = settings(tmp_path, smtp_url=given, mail_from="companion@example.com").mail
    assert found == MailServer(
        "mail.example.com", 587, "companion@example.com", user="post", password="a@b"
    )
    assert found.needs_tls
    here = settings(tmp_path, smtp_url="smtp://127.0.0.1:2525", mail_from="c@example.com").mail
    assert here
    assert not here.needs_tls
