from __future__ import annotations

import pytest

from companion.domain.errors import RejectedError
from companion.server.hooks.addresses import check_address, may_call, read_networks

INSIDE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",  # noqa: S104 - nobody binds to it
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_address_when_inside_then_nobody_is_called_there(address):
    assert not may_call(address, ())


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "::ffff:93.184.216.34"])
def test_address_when_outside_then_it_may_be_called(address):
    assert may_call(address, ())


def test_address_when_its_network_is_allowed_then_it_may_be_called():
    allowed = read_networks("10.1.0.0/16, ::1")
    assert may_call("10.1.2.3", allowed)
    assert may_call("::ffff:10.1.2.3", allowed)
    assert may_call("::1", allowed)
    assert not may_call("10.2.0.1", allowed)


@pytest.mark.parametrize("text", ["ten", "10.1.0.1/16", "10.1.0.0/99"])
def test_networks_when_one_is_none_then_the_setting_is_refused(text):
    with pytest.raises(RejectedError, match="COMPANION_HOOKS_ALLOW"):
        read_networks(text)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com/hooks",
        "ftp://example.com/",
        "http://example.com/",
        "https://",
        "https://user:word@example.com/",
        "https://example.com/#here",
        "https://exa mple.com/",
        "https://example.com:99999/",
        "https://[::1",
        "https://exämple.com/",
        "https://example.com/\r\nHost: inside",
        "https://127.0.0.1/",
        "https://[fd00::1]/",
        "https://169.254.169.254/latest",
        "https://example.com/" + "x" * 2_000,
    ],
)
def test_url_when_it_cannot_be_then_it_is_refused_with_its_field(url):
    with pytest.raises(RejectedError) as refused:
        check_address(url, ())
    assert [each.field for each in refused.value.problems] == ["url"]


def test_url_when_it_can_be_then_it_is_kept_as_it_is():
    assert (
        check_address(" https://example.com:8443/in?a=1 ", ()) == "https://example.com:8443/in?a=1"
    )
