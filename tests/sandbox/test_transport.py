"""Plain HTTP stays on loopback, TLS is served strictly, a proxy is believed only if it is listed."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import NamedTuple

import pytest
import trustme
from cryptography.hazmat.primitives import serialization
from hypothesis import given, settings
from hypothesis import strategies as st

from azotte_sandbox.transport import Peer, Transport, TransportError, transport
from tests.sandbox.engines import ON_SQLITE
from tests.sandbox.raw_http import Address, Connection, request
from tests.sandbox.servers import StartServer


class Files(NamedTuple):
    """A certificate for localhost and who issued it."""

    certificate: Path
    key: Path
    other_key: Path
    client: ssl.SSLContext


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("tls")
    authority = trustme.CA()
    issued = authority.issue_cert("localhost", "127.0.0.1")
    paths = Files(
        folder / "cert.pem",
        folder / "key.pem",
        folder / "other.pem",
        ssl.create_default_context(cadata=authority.cert_pem.bytes().decode()),
    )
    for blob in issued.cert_chain_pems:
        blob.write_to_path(str(paths.certificate), append=True)
    issued.private_key_pem.write_to_path(str(paths.key))
    authority.issue_cert("localhost").private_key_pem.write_to_path(str(paths.other_key))
    return paths


@pytest.fixture(scope="module")
def https(files: Files, start_server: StartServer) -> Address:
    server = start_server("--tls-cert", str(files.certificate), "--tls-key", str(files.key))
    assert server.url.startswith("https://")
    return server.address


# ------------------------------------------------------------------ the start-up rule


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_plain_http_is_served_on_loopback(host: str) -> None:
    assert transport(host) == Transport(private=True)


@pytest.mark.parametrize("host", ["", "0.0.0.0", "::", "192.0.2.1", "10.0.0.1", "2001:db8::1"])
def test_plain_http_beyond_loopback_needs_an_option(host: str) -> None:
    with pytest.raises(TransportError) as refused:
        transport(host)
    for option in ("--tls-cert", "--tls-key", "--trusted-proxy", "--plain-http", "--host"):
        assert option in str(refused.value)
    assert transport(host, plain_http=True) == Transport()


def test_behind_a_proxy_plain_http_is_served_to_the_proxy_alone() -> None:
    behind = transport("0.0.0.0", trusted_proxies=["10.0.0.0/24"])
    assert behind.https_required
    https = {b"x-forwarded-proto": b"https"}
    assert behind.peer("10.0.0.7", "http", https).secure
    assert not behind.peer("10.0.0.7", "http", {}).secure
    assert not behind.peer("10.0.0.7", "http", {b"x-forwarded-proto": b"http"}).secure
    assert not behind.peer("10.0.1.7", "http", https).secure


def test_behind_a_proxy_on_this_machine_clients_need_https_too() -> None:
    assert transport("127.0.0.1", trusted_proxies=["127.0.0.1"]).https_required
    assert not transport("127.0.0.1", trusted_proxies=["127.0.0.1"], plain_http=True).https_required


def test_certificate_is_enough_anywhere(files: Files) -> None:
    served = transport("0.0.0.0", certificate=files.certificate, key=files.key)
    assert (served.certificate, served.key) == (files.certificate, files.key)
    assert not served.https_required


def test_unusable_options_are_named(files: Files, tmp_path: Path) -> None:
    junk = tmp_path / "junk.pem"
    junk.write_text("junk")
    cases: list[tuple[str, Path | None, Path | None]] = [
        ("--tls-cert is given without --tls-key", files.certificate, None),
        ("--tls-key is given without --tls-cert", None, files.key),
        ("absent.pem cannot be read: No such file", tmp_path / "absent.pem", files.key),
        ("--tls-key .*absent.pem cannot be read", files.certificate, tmp_path / "absent.pem"),
        ("cannot be read: Is a directory", tmp_path, files.key),
        ("not that of the certificate", files.certificate, files.other_key),
        ("not in PEM, or is damaged", junk, files.key),
        ("not in PEM, or is damaged", files.certificate, junk),
        ("--tls-key is encrypted", files.certificate, _encrypted(files.key, tmp_path)),
    ]
    for message, certificate, key in cases:
        with pytest.raises(TransportError, match=message):
            transport("127.0.0.1", certificate=certificate, key=key)
    with pytest.raises(TransportError, match=r"--trusted-proxy 10\.0\.0\.1/24 is not an address"):
        transport("127.0.0.1", trusted_proxies=["10.0.0.1/24"])
    with pytest.raises(TransportError, match=r"--host no\.such\.host\.invalid has no address"):
        transport("no.such.host.invalid")


# ------------------------------------------------------------------ trusted proxies


PROXIED = transport("127.0.0.1", trusted_proxies=["10.0.0.0/24", "2001:db8::/64", "192.0.2.1"])


@pytest.mark.parametrize(
    ("connection", "forwarded", "client"),
    [
        pytest.param("203.0.113.9", "1.2.3.4", "203.0.113.9", id="not a proxy: not believed"),
        pytest.param("10.0.0.7", "1.2.3.4", "1.2.3.4", id="from the proxy"),
        pytest.param("10.0.0.7", "6.6.6.6, 1.2.3.4", "1.2.3.4", id="forged on the left"),
        pytest.param("10.0.0.7", "1.2.3.4, 192.0.2.1", "1.2.3.4", id="two proxies"),
        pytest.param("10.0.0.7", "6.6.6.6, 10.0.1.1", "10.0.1.1", id="unlisted proxy"),
        pytest.param("10.0.0.7", "10.0.0.9", "10.0.0.9", id="the proxy's own request"),
        pytest.param("10.0.0.7", None, "10.0.0.7", id="nothing said"),
        pytest.param("10.0.0.7", "unknown", "10.0.0.7", id="no address"),
        pytest.param("10.0.0.7", "1.2.3.4, x", "10.0.0.7", id="no address on the right"),
        pytest.param("10.0.0.7", "2001:db8:1::5", "2001:db8:1::5", id="IPv6 client"),
        pytest.param("2001:db8::1", "1.2.3.4", "1.2.3.4", id="IPv6 proxy"),
        pytest.param("::ffff:10.0.0.7", "1.2.3.4", "1.2.3.4", id="IPv4 proxy on an IPv6 socket"),
    ],
)
def test_client_is_who_the_nearest_trusted_proxy_says(
    connection: str, forwarded: str | None, client: str
) -> None:
    headers = {} if forwarded is None else {b"x-forwarded-for": forwarded.encode()}
    assert PROXIED.peer(connection, "http", headers) == Peer(client, secure=False)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([b"x-forwarded-for", b"x-forwarded-proto", b"forwarded", b"x-real-ip"]),
        st.binary(max_size=30) | st.sampled_from([b"https", b"127.0.0.1", b"10.0.0.7, ::1"]),
    )
)
def test_strangers_are_never_believed(headers: dict[bytes, bytes]) -> None:
    stranger = Peer("203.0.113.9", secure=False)
    assert PROXIED.peer("203.0.113.9", "http", headers) == stranger
    assert transport("127.0.0.1").peer("127.0.0.1", "http", headers) == Peer("127.0.0.1", False)


def test_only_the_last_protocol_counts() -> None:
    for protocols, secure in ((b"https", True), (b"http, https", True), (b"https, http", False)):
        assert PROXIED.peer("10.0.0.7", "http", {b"x-forwarded-proto": protocols}).secure is secure


# ------------------------------------------------------------------ TLS on the wire


@ON_SQLITE
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_https_gets_a_response_with_hsts(
    https: Address, files: Files, version: ssl.TLSVersion
) -> None:
    files.client.maximum_version = version
    try:
        with Connection(https, tls=files.client) as connection:
            assert isinstance(connection.socket, ssl.SSLSocket)
            assert connection.socket.version() == version.name.replace("_", ".")
            connection.send(request("/healthz"))
            response = connection.response()
    finally:
        files.client.maximum_version = ssl.TLSVersion.MAXIMUM_SUPPORTED
    assert response is not None
    assert response.status == 200
    assert response.header("strict-transport-security") == "max-age=31536000; includeSubDomains"


@ON_SQLITE
def test_old_tls_is_rejected(https: Address) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname = False
    old.verify_mode = ssl.CERT_NONE
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError, match=r"EOF|(?i:version)"):
        Connection(https, tls=old)


@ON_SQLITE
def test_plain_http_to_the_https_port_gets_nothing(https: Address) -> None:
    with Connection(https) as connection:
        connection.send(request(headers=["x-api-key: sk_dev_1234567890abcdef"]))
        # Perhaps a TLS alert, but no response and no redirect.
        connection.receive()
        assert b"HTTP" not in connection.unread


def _encrypted(key: Path, folder: Path) -> Path:
    private = serialization.load_pem_private_key(key.read_bytes(), None)
    file = folder / "encrypted.pem"
    file.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"pass phrase"),
        )
    )
    return file
