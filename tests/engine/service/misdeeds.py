"""A plugin that does to its process what the patient's id says, and what must become of each deed."""

from pathlib import Path

from tests.engine.service.calls import FULL, PATIENT, bundle, creatinine, view
from tests.engine.strangers import GOOD, GREETING, install

SOURCE = """
    import ctypes, logging, os, re, signal, sys, threading, time
    from collections.abc import Iterator
    from chartside import Analysis, Card, Patient, Source, analysis, hookimpl

    SOURCE = Source("A test", "https://example.org", "1", "2026-01-01")

    def busy():
        while True:
            pass

    def copies():
        if os.fork() == 0:
            busy()

    def daemon():
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(600)
            os._exit(0)

    def deep(n):
        return deep(n + 1) + 1

    def regex():
        re.match("(a+)+$", "a" * 60 + "b")  # holds the lock of the interpreter

    DEEDS = {
        "loop": busy,
        "regex": regex,
        "allocate": lambda: bytearray(2 << 30),
        "exit": lambda: os._exit(1),
        "quit": lambda: sys.exit(1),
        "recursion": lambda: deep(0),
        "segfault": lambda: ctypes.string_at(0),
        "thread": lambda: threading.Thread(target=busy).start(),
        "print": lambda: (print("Zebulon"), print("Zebulon", file=sys.stderr), logging.getLogger("own").error("Zebulon")),
        "close": lambda: os.closerange(0, 4096),
        "signal": lambda: os.kill(os.getpid(), signal.SIGKILL),
        "group": lambda: os.kill(0, signal.SIGKILL),
        "fork": copies,
        "return-twice": os.fork,
        "daemon": daemon,
        "odd": lambda: (_ for _ in ()).throw(type("Odd", (BaseException,), {})()),
        "interrupt": lambda: (_ for _ in ()).throw(KeyboardInterrupt()),
    }

    @analysis("{name}.deed", version="1.0.0", hooks=["patient-view"], pace="{pace}", source=SOURCE)
    def deed(patient: Patient) -> Iterator[Card]:
        \"\"\"Do what the id says.\"\"\"
        said = patient.ref.partition("/")[2]
        if said in DEEDS:
            DEEDS[said]()
        card = Card("Survived").because(patient)
        yield card.explain(much="x" * 10_000_000) if said == "talk" else card

    @hookimpl
    def chartside_analyses() -> list[Analysis]:
        return [deed]
"""
BECOMES = {
    "loop": "(time-limit)",
    "regex": "(time-limit)",
    "allocate": "MemoryError (reference ",
    "exit": "(worker-died)",
    "quit": "SystemExit (reference ",
    "recursion": "RecursionError (reference ",
    "segfault": "(worker-died)",
    "close": "(worker-died)",
    "signal": "(worker-died)",
    "group": "(worker-died)",
    "interrupt": "KeyboardInterrupt (reference ",
    "odd": "Odd (reference ",
    "talk": "(memory-limit)",
    "thread": "",
    "print": "",
    "fork": "",
    "return-twice": "",
    "daemon": "",
}
"""The reason of the failure; none where the deed costs the analysis nothing."""


def misdeed(folder: Path, name: str, pace: str = "background") -> None:
    """Install the plugin under this name."""
    install(folder, name, SOURCE.replace("{name}", name).replace("{pace}", pace))


def swift(folder: Path, name: str) -> None:
    """Install a plugin whose one analysis is instant, where that is granted."""
    paced = GOOD.replace('hooks=["patient-view"]', 'hooks=["patient-view"], pace="instant"')
    install(folder, name, paced.replace("{body}", GREETING).replace("{name}", name))


def about(deed: str) -> dict[str, object]:
    """Make a call about the patient whose id asks for a deed."""
    measured = {**creatinine(1.9), "subject": {"reference": f"Patient/{deed}"}}
    prefetch = {**FULL, "patient": {**PATIENT, "id": deed}, "observations": bundle(measured)}
    return view(prefetch, context={"userId": "Practitioner/d1", "patientId": deed})
