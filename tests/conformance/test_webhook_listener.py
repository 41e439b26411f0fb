"""Webhooks of a server that is not the run's own: a sandbox that delivers to where the run listens."""

import socket
import time
from pathlib import Path

import pytest

from azotte_conformance import SandboxCommand
from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.command_line import main
from azotte_conformance.configuration import (
    Configuration,
    Listener,
    read_configuration,
    read_listener,
)
from azotte_conformance.contract import Contract
from azotte_conformance.findings import Finding
from azotte_conformance.jobs import jobs
from azotte_conformance.masking import Hidden
from azotte_conformance.sandbox_process import RunningSandbox
from azotte_conformance.session import Session

SECRET = "whsec_0123456789abcdefghijABCDEFGHIJ"


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listened(
    contract: Contract, sandbox: RunningSandbox, port: int, *, secret: str | None = None
) -> Session:
    """A session after the rules about webhooks, on a sandbox as if it were somebody else's."""
    world = sandbox.commands.world(contract, f"w{time.time_ns()}", ("other",))
    main = world.main
    url = f"http://127.0.0.1:{port}/a/path?of=mine"
    own = sandbox.commands.add_endpoint(str(main.tenant), str(main.environment), url, "v1")
    listener = Listener("127.0.0.1", port, Hidden(secret or own, "$AZOTTE_WEBHOOK_SECRET"))
    session = Session(
        contract,
        world,
        sandbox.base(contract),
        job="webhooks",
        seed=1,
        began=time.monotonic(),
        live=True,
        configuration=Configuration(listener=listener),
    )
    for part in next(job for job in jobs("quick") if job.name == "webhooks").parts:
        with session.trying():
            part(session)
    return session


def failures(session: Session) -> list[Finding]:
    return [f for f in session.findings if f.rule.severity == "finding"]


@pytest.mark.slow
def test_a_server_that_delivers_as_promised_passes(
    contract: Contract, sandbox: RunningSandbox, port: int
) -> None:
    session = listened(contract, sandbox, port)
    assert [(f.rule.id, str(f.got)) for f in session.findings] == []
    assert session.skipped == []
    caused = {
        str(event)
        for operation in contract.operations.values()
        for rule in operation.effects
        for event in rule.get("events", ())
    }
    assert caused
    seen = {item.name for item in session.coverage.seen if item.kind == "webhook"}
    assert caused <= seen


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("signature-of-other-body", "webhooks.signed"),
        ("event-missing", "webhooks.delivered"),
        ("event-twice", "webhooks.once"),
    ],
)
def test_a_server_that_delivers_otherwise_does_not(
    contract: Contract, bundle: Path, port: int, fault: str, rule: str
) -> None:
    command = SandboxCommand("tests.conformance.faults.serve", (fault,))
    with RunningSandbox(bundle, command) as faulty:
        session = listened(contract, faulty, port)
    assert rule in {finding.rule.id for finding in failures(session)}


@pytest.mark.slow
def test_another_secret_is_one_finding(
    contract: Contract, sandbox: RunningSandbox, port: int
) -> None:
    session = listened(contract, sandbox, port, secret=SECRET)
    assert {f.rule.id for f in failures(session)} == {"webhooks.signed", "webhooks.again"}
    assert all(SECRET not in f"{f.got}{f.script}{f.entries}" for f in session.findings)


def test_a_listener_takes_a_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("AZOTTE_WEBHOOK_SECRET", raising=False)
    with pytest.raises(CannotStart, match="Set AZOTTE_WEBHOOK_SECRET to the signing secret"):
        read_listener("0.0.0.0:9000", {})
    file = tmp_path / "conformance.toml"
    file.write_text('[server]\nwebhook-listener = "[::1]:9000"\n', encoding="utf-8")
    found = read_configuration(file, {"AZOTTE_WEBHOOK_SECRET": SECRET})
    assert found.listener is not None and (found.listener.host, found.listener.port) == (
        "::1",
        9000,
    )
    assert SECRET not in repr(found)
    assert found.secrets() == [(SECRET, "$AZOTTE_WEBHOOK_SECRET")]


@pytest.mark.parametrize("address", ["9000", "host:", ":9000", "host:port", "host:99999"])
def test_an_address_that_is_none_is_named(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AZOTTE_WEBHOOK_SECRET", SECRET)
    assert main(["--url", "http://127.0.0.1:9/v1", "--webhook-listener", address]) == 2
    assert f"The webhook listener is {address!r}" in capsys.readouterr().err
