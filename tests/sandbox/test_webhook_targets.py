"""Nothing is ever sent to an address that the network behind the sandbox alone can reach."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azotte_sandbox.webhooks.target import Resolver, TargetRefusedError, check, parse, resolve

PUBLIC = "93.184.215.14"


def resolving_to(*addresses: str) -> Resolver:
    async def resolver(host: str, port: int) -> Sequence[str]:
        return addresses

    return resolver


def addresses_of(url: str, *addresses: str, allow_loopback: bool = False) -> Sequence[str]:
    resolver = resolving_to(*addresses)
    return asyncio.run(resolve(url, allow_loopback=allow_loopback, resolver=resolver))[1]


FORBIDDEN = [
    # Loopback, in all its spellings
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "::1", "::", "::ffff:127.0.0.1", "::127.0.0.1",
    # Private networks
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "::ffff:192.168.0.1",
    "fc00::1", "fd12:3456::1", "fec0::1", "100.64.0.1",
    # Link-local, and with it most clouds' metadata
    "169.254.169.254", "::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "fe80::1", "fd00:ec2::254",
    "100.100.100.200", "168.63.129.16", "192.0.0.192",
    # Addresses that hold another one
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:0:1::1",
    # Neither hosts nor the internet's
    "224.0.0.1", "224.0.1.1", "239.255.255.255", "ff02::1", "ff0e::1", "255.255.255.255",
    "240.0.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "192.88.99.1",
    "2001:db8::1", "100::1",
]  # fmt: skip


@pytest.mark.parametrize("address", FORBIDDEN)
def test_forbidden_address_is_rejected_by_number_and_by_name(address: str) -> None:
    literal = f"[{address}]" if ":" in address else address
    with pytest.raises(TargetRefusedError):
        addresses_of(f"https://{literal}/hook")
    with pytest.raises(TargetRefusedError):
        check(f"https://{literal}/hook", allow_loopback=False)
    with pytest.raises(TargetRefusedError, match="not a public address"):
        addresses_of("https://hook.example.com/", address)
    with pytest.raises(TargetRefusedError):  # also when it hides among good ones
        addresses_of("https://hook.example.com/", PUBLIC, address)
    if address not in {"127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"}:
        with pytest.raises(TargetRefusedError):
            addresses_of("https://hook.example.com/", address, allow_loopback=True)


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "2606:4700::1111", "::ffff:93.184.215.14"])
def test_public_address_is_a_target_over_https_only(address: str) -> None:
    assert addresses_of("https://hook.example.com/", address) == (address,)
    assert addresses_of("https://hook.example.com/", address, allow_loopback=True) == (address,)
    for allow_loopback in (False, True):
        with pytest.raises(TargetRefusedError, match="https"):
            addresses_of("http://hook.example.com/", address, allow_loopback=allow_loopback)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_this_machine_is_a_target_if_allowed(address: str, scheme: str) -> None:
    url = f"{scheme}://localhost:3000/hook"
    assert addresses_of(url, address, allow_loopback=True) == (address,)
    with pytest.raises(TargetRefusedError):
        addresses_of(url, address)
    with pytest.raises(TargetRefusedError):  # one of this machine's and one public
        addresses_of(url, address, PUBLIC, allow_loopback=True)


@pytest.mark.parametrize(
    "url",
    [
        # Not http, or not a URL
        "", "https", "https://", "https:///x", "//example.com", "example.com", "file:///etc/passwd",
        "ftp://example.com", "gopher://example.com", "javascript:alert(1)", "https:example.com",
        "https:/example.com", "unix:///var/run/docker.sock", "data:,x",
        # Someone else's host by another reading
        "https://user@example.com/", "https://example.com:443@127.0.0.1/", "https://a:b@c/",
        "https://example.com#@127.0.0.1/", "https://example.com\\@127.0.0.1/",
        "https://127.0.0.1\\.example.com/", "https://example.com%2f@x/", "https://exa mple.com/",
        "https://example.com/#fragment", "https://example.com/\n", "\nhttps://example.com/",
        "https://example.com\t/", "https://example.com/a b", "https://example.com/\x00",
        "https://example.com/\r\nHost: 127.0.0.1", "https://ex\u0430mple.com/", "https://\uff11.1.1.1/",
        "https://127\u30020\u30020\u30021/", "https://%31%32%37.0.0.1/", "https://[::1%25lo]/",
        # Numbers that resolvers take for addresses
        "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.0.0.1/",
        "https://0177.0.0.1/", "https://127.0.0.01/", "https://1.2.3.4.5/", "https://0/",
        "https://example.0x/", "https://256.256.256.256/",
        # No host name
        "https://-a.example.com/", "https://a-.example.com/", "https://a..b/", "https://.a/",
        "https://a./", "https://" + "a" * 64 + ".com/", "https://" + "a." * 130 + "com/",
        "https://[::1/", "https://[]/", "https://[1.2.3.4]/", "https://[:::]/",
        # No port
        "https://example.com:0/", "https://example.com:65536/", "https://example.com:x/",
        "https://example.com:-1/", "https://example.com:443:443/",
        # Too long
        "https://example.com/" + "a" * 2048,
    ],
)  # fmt: skip
def test_hostile_url_is_rejected_without_a_lookup(url: str) -> None:
    with pytest.raises(TargetRefusedError) as refused:
        addresses_of(url, PUBLIC)
    assert str(refused.value).isascii()
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://169.254.169.254/", "169.254.169.254 is not a public address"),
        ("http://10.0.0.1/hook", "10.0.0.1 is not a public address"),
        ("http://example.com/hook", "Use an https URL"),
        ("http://93.184.215.14/hook", "Use an https URL"),
        ("http://localhost.example.com/", "Use an https URL"),
    ],
)
def test_an_impossible_target_is_rejected_without_a_lookup(url: str, told: str) -> None:
    for allow_loopback in (False, True):
        with pytest.raises(TargetRefusedError, match=told):
            check(url, allow_loopback=allow_loopback)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:3000/hook", "http://[::1]:3000/", "http://localhost:3000/hook",
        "http://shop.localhost/", "https://127.0.0.1/",
    ],
)  # fmt: skip
def test_this_machine_is_recognized_without_a_lookup(url: str) -> None:
    check(url, allow_loopback=True)
    with pytest.raises(TargetRefusedError):
        check(url, allow_loopback=False)


def test_a_name_over_https_is_accepted_before_its_lookup() -> None:
    check("https://no.such.host.invalid/hook", allow_loopback=True)
    check("https://no.such.host.invalid/hook", allow_loopback=False)


def test_a_name_is_looked_up_again_for_each_attempt() -> None:
    """DNS rebinding: public when the endpoint is created, this machine when a delivery is sent."""
    responses = iter([[PUBLIC], ["127.0.0.1"], [PUBLIC]])

    async def rebinding(host: str, port: int) -> Sequence[str]:
        assert (host, port) == ("rebind.example.com", 443)
        return next(responses)

    async def scenario() -> None:
        url = "https://rebind.example.com/hook"
        check(url, allow_loopback=False)
        _, addresses = await resolve(url, allow_loopback=False, resolver=rebinding)
        assert addresses == [PUBLIC]
        with pytest.raises(TargetRefusedError):
            await resolve(url, allow_loopback=False, resolver=rebinding)
        # With loopback allowed an https name may come to mean this machine, and no other.
        assert (await resolve(url, allow_loopback=True, resolver=rebinding))[1] == [PUBLIC]

    asyncio.run(scenario())


def test_name_without_an_address_is_rejected() -> None:
    with pytest.raises(TargetRefusedError):
        addresses_of("https://hook.example.com/")


def test_system_resolver_is_the_default() -> None:
    async def scenario() -> None:
        _, addresses = await resolve("http://localhost:1/", allow_loopback=True)
        assert "127.0.0.1" in addresses
        with pytest.raises(OSError, match=r"(?i)name"):
            await resolve("https://no.such.host.invalid/", allow_loopback=False)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("url", "host", "port", "authority", "path"),
    [
        ("https://Example.COM", "example.com", 443, "example.com", "/"),
        ("https://example.com:8443/a?b=[c]", "example.com", 8443, "example.com:8443", "/a?b=[c]"),
        ("http://example.com?a", "example.com", 80, "example.com", "/?a"),
        ("https://[2606:4700::1111]:1/", "2606:4700::1111", 1, "[2606:4700::1111]:1", "/"),
        ("https://my_app.internal-1.example/", "my_app.internal-1.example", 443, "my_app.internal-1.example", "/"),
    ],
)  # fmt: skip
def test_url_is_split_into_its_parts(
    url: str, host: str, port: int, authority: str, path: str
) -> None:
    target = parse(url)
    assert (target.host, target.port, target.authority, target.path) == (
        host,
        port,
        authority,
        path,
    )


@settings(deadline=None)
@given(st.text(max_size=40) | st.from_regex(r"https?://[^\s]{1,40}", fullmatch=True))
def test_any_text_is_a_target_or_rejected(url: str) -> None:
    try:
        target = parse(url)
    except TargetRefusedError:
        return
    assert not set(target.authority + target.path) & set(" \r\n\t\0@#\\")
    assert target.path.startswith("/")


@settings(deadline=None)
@given(st.ip_addresses())
def test_what_is_allowed_is_global(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    try:
        addresses_of("https://hook.example.com/", str(address))
    except TargetRefusedError:
        return
    inner = getattr(address, "ipv4_mapped", None) or address
    assert inner.is_global
    assert not any((inner.is_private, inner.is_loopback, inner.is_link_local, inner.is_multicast))
