"""Run the benchmark: `python -m bench --help`."""

import argparse
import asyncio
import json
import shlex
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench import deadline, knowledge, report
from bench.client import get, once
from bench.measure import check, measure
from bench.question import NOW, question
from bench.server import Server, serving

RESULTS = Path(__file__).parent / "results"
UVICORN = [sys.executable, "-m", "uvicorn", "--port", "{port}", "--log-level", "warning", "--no-access-log"]
UVICORN += ["--loop", "uvloop", "--http", "httptools", "--lifespan", "off"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, or with --profile tell where the time goes."""
    options = _parse(arguments)
    with tempfile.TemporaryDirectory(prefix="chartside-bench-") as folder:
        if options.profile:
            from bench import profile  # noqa: PLC0415 - only the profile has the engine in this process

            print(profile.table(Path(folder), options.service, options.size[0], options.calls))
            return
        if options.knowledge:
            print(knowledge.table(options.rounds))
            return
        if options.models:
            from bench import models  # noqa: PLC0415 - it has the engine in this process

            print(models.table(options.calls))
            return
        if options.deadline:
            print(deadline.table(Path(folder), _words(options, Path(folder))))
            return
        _measure(options, Path(folder))


def _measure(options: argparse.Namespace, folder: Path) -> None:
    with ExitStack() as stack:

        def start(name: str, command: Sequence[str], path: str = "/") -> Server:
            return replace(
                stack.enter_context(serving(name, command, folder / f"{name.partition(' ')[0]}.log")), path=path
            )

        service = start(report.SERVICE, _words(options, folder), f"/cds-services/{options.service}")
        templates, hook = _discover(service, options.service)
        bodies = {size: question(templates, size, hook) for size in options.size}
        print(_what_it_did(check(service, bodies[options.size[0]])))
        servers = [
            start(report.ECHO, [*UVICORN, "bench.floors:echo"]),
            start(report.ENVELOPE, [*UVICORN, "bench.floors:envelope"]),
            service,
        ]
        samples = measure(
            servers, bodies, callers=options.callers, rounds=options.rounds, calls=options.calls, said=print
        )
    print(report.table(samples))
    file = RESULTS / f"{options.name}.json"
    report.keep(samples, {"command": options.command, "service": options.service, "calls": options.calls}, file)
    print(f"kept in {file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file}")


def _words(options: argparse.Namespace, folder: Path) -> list[str]:
    return [word.replace("{data}", str(folder / "data")) for word in shlex.split(options.command)]


def _discover(service: Server, id: str) -> tuple[Mapping[str, str], str]:
    offered = json.loads(asyncio.run(once(service.port, get("/cds-services"))))["services"]
    found = next((one for one in offered if one["id"] == id), None)
    if found is None:
        raise SystemExit(f"no service {id!r}; offered: {', '.join(sorted(one['id'] for one in offered))}")
    return found.get("prefetch", {}), found["hook"]


def _what_it_did(answer: bytes) -> str:
    """Say how much work an answer stands for, so that no figure is read without it."""
    said: dict[str, Any] = json.loads(answer)
    outcomes = [line["outcome"] for line in said["extension"]["org.chartside.outcomes"]]
    counts = ", ".join(f"{outcomes.count(name)} {name}" for name in sorted(set(outcomes)))
    return f"each call of chartside: {len(outcomes)} analyses ({counts}), {len(said['cards'])} cards, {len(answer)} bytes, one record"


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    chartside = shlex.quote(str(Path(sys.executable).with_name("chartside")))
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--name", default="call", help="the result's name in bench/results")
    parser.add_argument("--service", default="patient-view", help="the service to call")
    parser.add_argument("--size", type=int, nargs="+", default=[report.SMALL, report.LARGE], help="bytes of a call")
    parser.add_argument("--callers", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=200, help="calls in each round, or of the profile")
    parser.add_argument(
        "--deadline", action="store_true", help="tell how the deadline is kept at twice the load instead"
    )
    parser.add_argument(
        "--knowledge", action="store_true", help="tell what loading the pharmacogenomic tables costs instead"
    )
    parser.add_argument("--models", action="store_true", help="tell what models cost the workers instead")
    parser.add_argument("--profile", action="store_true", help="tell where the time of one process goes instead")
    parser.add_argument(
        "--command",
        default=f"{chartside} serve --port {{port}} --data {{data}} --now {NOW.isoformat()}",
        help="what starts the service under test",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
