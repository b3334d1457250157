from __future__ import annotations

import pytest

from companion.domain.addresses import is_this_computer, server_address
from companion.domain.errors import RejectedError


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://companion.example.com", "https://companion.example.com"),
        ("  companion.example.com/ ", "https://companion.example.com"),
        ("https://example.com/companion/", "https://example.com/companion"),
        ("companion.example.com:8443", "https://companion.example.com:8443"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("localhost:8080", "http://localhost:8080"),
        ("127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("HTTPS://Example.com", "https://Example.com"),
    ],
)
def test_address_when_typed_is_completed(typed: str, address: str) -> None:
    assert server_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "https://",
        "ftp://example.com",
        "file:///etc/passwd",
        "https://rep:secret@example.com",
        "https://example.com?token=1",
        "https://example.com#part",
        "https://exa mple.com",
        "https://example.com:port",
        "https://example.com:99999",
        "https://[::1",
        "https://a..b",
        f"https://{'a' * 64}.com",
    ],
)
def test_address_when_it_cannot_be_one_is_refused(typed: str) -> None:
    with pytest.raises(RejectedError) as refusal:
        server_address(typed)

    assert refusal.value.code == "wrong_address"
    assert "https://companion.example.com" in refusal.value.sentence


@pytest.mark.parametrize(
    "typed",
    ["http://companion.example.com/a", "http://10.0.0.1", "http://localhost.example.com"],
)
def test_address_when_plain_and_elsewhere_is_refused_with_the_safe_one(typed: str) -> None:
    with pytest.raises(RejectedError) as refusal:
        server_address(typed)

    assert refusal.value.code == "insecure_address"
    assert typed.replace("http:", "https:") in refusal.value.sentence


def test_is_this_computer_when_elsewhere_is_false() -> None:
    assert is_this_computer("http://[::1]:80")
    assert not is_this_computer("https://example.com")
