# /// script
# dependencies = ["nox>=2025.2.9"]
# ///
"""The front door: one session for each job a person has. `nox --list` shows them, plain `nox` runs the API owner's loop."""

from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_missing_interpreters = True
nox.options.download_python = "never"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "generate", "types", "tests"]

QUIET = {"REDOCLY_TELEMETRY": "off", "DO_NOT_TRACK": "1"}


@nox.session
def lint(session: nox.Session) -> None:
    """Check the contract against the house rules, and the code against ruff."""
    workspace(session)
    session.run("python", "-m", "codegen.check", *session.posargs, env=QUIET)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def generate(session: nox.Session) -> None:
    """Make generated/ from the contract; `-- --check` only tells whether it is up to date."""
    workspace(session)
    session.run("python", "-m", "codegen", *session.posargs, env=QUIET)


@nox.session
def types(session: nox.Session) -> None:
    """Type-check our own and generated code: pyright strict, mypy strict, TypeScript strict."""
    workspace(session)
    packages(session)
    session.run("node", "node_modules/pyright/index.js", *session.posargs)
    session.run("mypy", *session.posargs)
    session.run("node", "node_modules/typescript/bin/tsc", "--noEmit", "-p", "generated/typescript")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests; `-- -m "not slow"` is the quick suite."""
    workspace(session)
    packages(session)
    # Prism, the foreign server that the contract run is tried on.
    session.run_install("npm", "--prefix", "tests/bench", "install", silent=True)
    session.run("pytest", *(session.posargs or ("-n", "2")), env=QUIET)


@nox.session(default=False)
def sandbox(session: nox.Session) -> None:
    """Run the platform in miniature on this machine."""
    workspace(session)
    packages(session)
    session.run("azotte-sandbox", *(session.posargs or ("serve",)))


@nox.session(default=False)
def contract(session: nox.Session) -> None:
    """Check a server against the contract: the sandbox, or `-- --url https://…`."""
    workspace(session)
    packages(session)
    session.run("azotte-conformance", *session.posargs, env=QUIET)


@nox.session(default=False)
def prove(session: nox.Session) -> None:
    """Prove the contract tests: they find known faults of the sandbox; `-- 6 --quick` tries a sample."""
    workspace(session)
    packages(session)
    session.run("python", "-m", "tests.conformance.faults", *session.posargs, env=QUIET)


@nox.session(default=False)
def reference(session: nox.Session) -> None:
    """Build the API reference; `-- --serve` serves it with the sandbox beside it."""
    workspace(session)
    packages(session)
    session.run("python", "-m", "codegen.reference", *session.posargs, env=QUIET)


@nox.session(default=False)
def diff(session: nox.Session) -> None:
    """Compare the contract with a git revision or a published version, and say who is broken."""
    workspace(session)
    packages(session)
    session.run("python", "-m", "codegen.diff", *session.posargs, env=QUIET)


@nox.session(default=False)
def build(session: nox.Session) -> None:
    """Build what is released, with bills of materials, in dist/."""
    workspace(session)
    session.run("python", "-m", "codegen.packages", *session.posargs, env=QUIET)


@nox.session(default=False)
def publish(session: nox.Session) -> None:
    """Publish the npm package of `build`; `-- --dry-run` only shows what would go."""
    workspace(session)
    tarballs = map(str, Path("dist/npm").glob("*.tgz"))
    session.run("npm", "publish", *tarballs, "--access", "public", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure the client and the sandbox against their peers."""
    workspace(session)
    packages(session)
    session.run_install("npm", "--prefix", "tests/bench", "install", silent=True)
    session.run("python", "-m", "tests.bench.client")
    session.run("python", "-m", "tests.bench.typescript")
    session.run("python", "-m", "tests.bench.sandbox")
    session.run("python", "-m", "tests.reference.bench")


def workspace(session: nox.Session) -> None:
    """Install the tools, exactly as the two lock files name them."""
    session.install("--require-hashes", "-r", "requirements.lock")
    session.run_install("npm", "install", silent=True)


def packages(session: nox.Session) -> None:
    """Install our own packages from this checkout."""
    ours = ("generated/python", "sandbox", "conformance")
    session.install("--no-deps", "--no-build-isolation", *(f"-e{folder}" for folder in ours))


if __name__ == "__main__":
    nox.main()
