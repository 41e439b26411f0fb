"""The TypeScript client beside plain fetch, openapi-fetch and what generators make of the same contract: size, and CPU per call."""

import gzip
import subprocess
import tempfile
from pathlib import Path
from statistics import median

from codegen.node import node_executable, run_tool
from codegen.paths import GENERATED, ROOT
from tests.bench.callers import KEY, TENANT
from tests.bench.client import server

ROUNDS = 7
CONTRACT = GENERATED / "openapi.json"
HERE = Path(__file__).parent
LARGEST_CLIENT = 12_000
"""Bytes of the whole client, minified and compressed."""

TITLES = {
    "fetch": "fetch",
    "azotte": "azotte",
    "openapi-fetch": "openapi-fetch",
    "hey-api": "@hey-api/openapi-ts's own output",
    "redocly": "redocly generate-client's own output",
}


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bundles = {candidate: bundle(candidate, folder) for candidate in TITLES}
        sizes(bundles)
        calls(bundles, folder)


def bundle(candidate: str, folder: Path) -> Path:
    """Make a candidate's client of the contract, and one minified module of all that it exports."""
    made = folder / f"{candidate}.mjs"
    source = entry(candidate, folder / candidate)
    if source is None:
        made.write_text("", encoding="utf-8")
        return made
    options = ("--bundle", "--minify", "--format=esm", "--target=es2022", f"--outfile={made}")
    run("esbuild", str(source), *options)
    return made


def entry(candidate: str, folder: Path) -> Path | None:
    """Return the module that a candidate's user imports; `None` for what is in the language."""
    match candidate:
        case "azotte":
            return GENERATED / "typescript" / "src" / "index.ts"
        case "openapi-fetch":
            return HERE / "node_modules" / "openapi-fetch" / "dist" / "index.mjs"
        case "hey-api":
            generator = HERE / "node_modules" / ".bin" / "openapi-ts"
            command = [node_executable(), generator.resolve(), "-i", CONTRACT, "-o", folder]
            subprocess.run([*map(str, command)], cwd=HERE, check=True, capture_output=True)
            module = folder / "with-client.ts"
            # Its user needs the client too, to set the keys.
            module.write_text("export * from './index';\nexport { client } from './client.gen';\n")
            return module
        case "redocly":
            run("redocly", "generate-client", str(CONTRACT), "--output", f"{folder}/client.ts")
            return folder / "client.ts"
        case _:
            return None


def sizes(bundles: dict[str, Path]) -> None:
    """What a page loads for the whole client."""
    print(f"{'whole client, minified':44} {'bytes':>8} {'gzip -9':>8}  bar")
    for candidate, module in bundles.items():
        if content := module.read_bytes():
            bar = LARGEST_CLIENT if candidate == "azotte" else ""
            compressed = len(gzip.compress(content, 9))
            print(f"{TITLES[candidate]:44} {len(content):8} {compressed:8}  {bar}")


def calls(bundles: dict[str, Path], folder: Path) -> None:
    """What a page of 20 costs. Rounds are interleaved, so that a change of the machine's speed meets all."""
    costs: dict[str, list[float]] = {candidate: [] for candidate in bundles}
    with server(folder) as port:
        for _ in range(ROUNDS):
            for candidate, module in bundles.items():
                costs[candidate].append(cost(candidate, module, f"http://127.0.0.1:{port}/v1"))
    floor = median(costs["fetch"])
    print(f"\n{'page of 20, Node':44} {'CPU µs':>8} {'ratio':>7}")
    for candidate, samples in costs.items():
        print(f"{TITLES[candidate]:44} {median(samples):8.0f} {median(samples) / floor:7.2f}")


def cost(candidate: str, module: Path, base_url: str) -> float:
    """CPU microseconds of one call."""
    script = HERE / "callers.mjs"
    finished = subprocess.run(
        [node_executable(), script, candidate, module.as_uri(), base_url, KEY, TENANT],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return float(finished.stdout)


def run(tool: str, *arguments: str) -> None:
    """Run one of the workspace's tools."""
    finished = run_tool(tool, *arguments, cwd=ROOT)
    if finished.returncode != 0:
        raise RuntimeError(f"{tool} failed:\n{finished.stderr}")


if __name__ == "__main__":
    main()
