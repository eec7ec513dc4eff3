"""A stranger's plugin with a trained model, whose artefacts lie in a file beside it: they come and go as a test wants."""

import json
import sys
import typing
from pathlib import Path
from typing import Any

from chartside.inputs.injected import _LOADED
from tests.engine.strangers import install

NAME, ANALYSIS = "foretell", "foretell.coming-back"
SOURCE = """
    import json
    import os
    import time
    from collections.abc import Iterator
    from decimal import Decimal
    from typing import Annotated, Any
    from chartside import *
    from pathlib import Path
    from chartside.inputs import DerivedRequest

    def made(said):
        def load():
            if said.get("unloadable"):
                raise ValueError("Ann Smith")
            return said
        return Artefact(said["version"], said["sha256"], load, said["evaluation"], said.get("origin", "shipped"))

    def evaluate(artefact, path):
        return json.loads(path.read_text())

    ARTEFACTS = [made(said) for said in json.loads(Path(__file__).with_name("artefacts.json").read_text())]
    LIMITS = [Limit("auroc", at_least=Decimal("0.70"), bound="low"), Limit("brier", at_most=Decimal("0.2"))]
    PREDICTS = Predicts("readmission", 30, "risk")
    MODEL = Model.of("readmission", ARTEFACTS, limits=LIMITS, predicts=PREDICTS, evaluate=evaluate)
    Risk = Annotated[Any, MODEL]
    PRONE = DerivedKind("prone", "likely to come back", ("yes", "no"))
    SOURCE = Source("A test", "https://example.org", "1", "2026-01-01")

    @provides(PRONE)
    @analysis("foretell.coming-back", version="3.0.0", hooks=["patient-view"], source=SOURCE, pace="{pace}")
    def readmission(patient: Patient, model: Risk) -> Iterator[Card | Derived | CannotTell]:
        \"\"\"Foretell a readmission.\"\"\"
        does = model.get("does", "")
        if does == "raises":
            raise ValueError("Ann Smith")
        if does == "dies":
            os._exit(3)
        if does == "cannot tell":
            yield CannotTell("out of its range")
            return
        if does == "odd card":
            yield Card(5).because(patient)
            return
        time.sleep(model.get("takes", 0))
        yield PRONE.of("yes" if model["says"] > 50 else "no").because(patient)
        yield Card("Risk " + str(model["says"]) + " %" + "!" * model.get("shouts", 0)).because(patient)

    @analysis("foretell.follow-up", version="1.0.0", hooks=["patient-view"], source=SOURCE)
    def follow_up(prone: Annotated[Derived | Missing, DerivedRequest(PRONE)]) -> Iterator[Card]:
        \"\"\"Follow up who is likely to come back.\"\"\"
        if prone and prone.value == "yes":
            yield Card("Call within a week").because(prone)

    @hookimpl
    def chartside_analyses() -> list[Analysis]:
        return [readmission, follow_up]
"""


def sha256(version: str) -> str:
    return version.replace(".", "").ljust(64, "f")


def artefact(version: str, says: int = 10, auroc: float = 0.75, brier: float = 0.1, **more: Any) -> dict[str, Any]:
    """An artefact whose model says one number; ``does`` and ``takes`` make it misbehave."""
    evaluation = {
        "data": {"name": "made up", "sha256": "d" * 64, "rows": 1000, "events": 120},
        "measures": {
            "auroc": {"value": auroc + 0.02, "low": auroc, "high": auroc + 0.04},
            "brier": {"value": brier, "low": brier - 0.01, "high": brier + 0.01},
        },
        "subgroups": {
            "sex": {
                "female": {"auroc": {"value": 0.76, "low": 0.73, "high": 0.79}, "rows": {"value": 520}},
                "male": {"auroc": {"value": 0.75, "low": 0.72, "high": 0.78}, "rows": {"value": 480}},
            }
        },
    }
    return {"version": version, "sha256": sha256(version), "evaluation": evaluation, "says": says, **more}


def put(folder: Path, *artefacts: dict[str, Any]) -> None:
    """Let these artefacts be all that is installed from now on, the first shipped first."""
    (folder / "artefacts.json").write_text(json.dumps(artefacts))
    sys.modules.pop(f"{NAME}_plugin", None)
    # A hash names one content for ever, and here another in each test: what was remembered by it is forgotten.
    _LOADED.clear()
    for forget in typing._cleanups:  # type: ignore[attr-defined] - Annotated[Any, model] is remembered too
        forget()


def modelled(folder: Path, *artefacts: dict[str, Any], pace: str = "background") -> None:
    """Install the plugin."""
    install(folder, NAME, SOURCE.replace("{pace}", pace))
    put(folder, *artefacts)
