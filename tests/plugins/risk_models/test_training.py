"""Training: the shipped readmission model comes of the public data, byte by byte, and other data are refused with a sentence."""

import hashlib
import json
from pathlib import Path

import pytest

from plugins.risk_models.artefacts import ArtefactError, artefacts, checked
from plugins.risk_models.readmission import MODEL
from plugins.risk_models.training import readmission
from plugins.risk_models.training.command import train
from plugins.risk_models.training.trained import Trained
from plugins.risk_models.trees import read

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "diabetes130" / "dataset.zip"
with_data = pytest.mark.skipif(not DATA.is_file(), reason="Diabetes 130-US (dataset.zip) is not here")


@with_data
def test_retraining_gives_the_artefact_that_ships() -> None:
    raw = readmission.fit(readmission.learnt_from(DATA))
    assert hashlib.sha256(raw).hexdigest() == MODEL.artefacts[0].sha256


@with_data
def test_no_patient_is_on_both_sides_and_the_counts_are_those_of_the_literature() -> None:
    rows = list(readmission.discharges(DATA))
    learnt = {r.patient for r in readmission.learnt_from(DATA)}
    unseen = {r.patient for r in rows} - learnt
    assert len(rows) == 99_343
    assert round(sum(r.back for r in rows) / len(rows), 3) == 0.114
    assert len(learnt) + len(unseen) == len({r.patient for r in rows})
    assert 0.19 < len(unseen) / (len(learnt) + len(unseen)) < 0.21


@with_data
def test_what_was_measured_is_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugins.risk_models.training.measures.REPLICATES", 20)
    found, kept = readmission.evaluate(MODEL.artefacts[0], DATA), MODEL.artefacts[0].evaluation
    for name in ("auroc", "auprc", "brier", "observed_expected", "sensitivity", "ppv"):
        assert found["measures"][name]["value"] == kept["measures"][name]["value"], name
    assert 0.66 <= found["measures"]["auroc"]["value"] <= 0.67
    assert found["reference"] == kept["reference"]
    by_age = found["subgroups"]["age"]
    assert by_age["30-49"]["auroc"]["value"] > 0.7
    assert by_age["80 and more"]["auroc"]["value"] < 0.63


def test_every_artefact_that_ships_meets_its_limits() -> None:
    measures = MODEL.artefacts[0].evaluation["measures"]
    for limit in MODEL.limits:
        value = measures[limit.measure][limit.bound]
        assert limit.at_least is None or value >= limit.at_least
        assert limit.at_most is None or value <= limit.at_most


def test_data_that_are_none_are_refused_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "data.zip"
    wrong.write_text("no archive")
    assert train(["readmission", str(wrong), "--into", str(tmp_path)]) == 2
    assert "is no archive with diabetic_data.csv" in capsys.readouterr().err
    assert train(["breast_mass", str(tmp_path / "nothing.csv"), "--into", str(tmp_path)]) == 2
    assert "write 'scikit-learn' for that copy" in capsys.readouterr().err


def test_a_model_of_breast_masses_is_trained_into_a_folder_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(["breast_mass", "scikit-learn", "--version", "1.1.0", "--into", str(tmp_path)]) == 0
    folder = tmp_path / "breast_mass" / "1.1.0"
    assert {f.name for f in folder.iterdir()} == {"model.skops", "evaluation.json", "calibration.svg"}
    told = json.loads((folder / "evaluation.json").read_text("utf-8"))
    assert told["model"]["version"] == "1.1.0"
    assert told["model"]["sha256"] == hashlib.sha256((folder / "model.skops").read_bytes()).hexdigest()
    assert 0.987 <= told["measures"]["auroc"]["value"] <= 0.999
    assert "auroc" in capsys.readouterr().out


def trained(content: bytes = b"model") -> Trained:
    return Trained("made_up", "1.0.0", "model.json", content, {"measures": {}}, b"<svg/>")


def test_a_version_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    trained().write(tmp_path)
    trained().write(tmp_path)  # the same again is the same
    with pytest.raises(ArtefactError, match="give this one a version of its own"):
        trained(b"another").write(tmp_path)
    assert (tmp_path / "made_up" / "1.0.0" / "model.json").read_bytes() == b"model"


def test_a_site_s_own_artefacts_stand_behind_those_that_ship(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARTSIDE_KNOWLEDGE", str(tmp_path))
    Trained("readmission", "2.0.0", "model.skops", b"another", {"measures": {}}, b"<svg/>").write(
        tmp_path / "risk-models"
    )
    found = artefacts("readmission", read)
    assert [a.version for a in found] == ["1.0.0", "2.0.0"]
    assert found[0].origin == "shipped"
    assert found[1].origin == str(tmp_path / "risk-models" / "readmission" / "2.0.0")


def test_what_came_out_the_same_is_the_one_that_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARTSIDE_KNOWLEDGE", str(tmp_path))
    shipped = artefacts("readmission", read)
    (raw,) = (Path(readmission.__file__).parents[1] / "knowledge" / "readmission").glob("*/model.skops")
    same = Trained("readmission", "1.1.0", "model.skops", raw.read_bytes(), {"measures": {}}, b"<svg/>")
    same.write(tmp_path / "risk-models")
    Trained("readmission", "1.3.0", "model.skops", b"another", {"measures": {}}, b"<svg/>").write(
        tmp_path / "risk-models"
    )
    another = Trained("readmission", "1.2.0", "model.skops", b"another", {"measures": {}}, b"<svg/>")
    another.write(tmp_path / "risk-models")
    assert [(a.version, a.origin == "shipped") for a in artefacts("readmission", read)] == [
        ("1.0.0", True),
        ("1.2.0", False),
    ]
    assert artefacts("readmission", read)[0] == shipped[0]


def test_a_file_that_is_not_the_one_that_was_evaluated_is_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARTSIDE_KNOWLEDGE", str(tmp_path))
    folder = trained().write(tmp_path / "risk-models")
    (found,) = artefacts("made_up", bytes.decode)
    assert found.load().model == "model"
    (folder / "model.json").write_bytes(b"changed")
    with pytest.raises(ArtefactError, match="is not the file that was evaluated"):
        found.load()
    (folder / "model.json").unlink()
    with pytest.raises(ArtefactError, match="put back the file that was evaluated"):
        checked(folder / "model.json", found.sha256)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"model": {"version": "1.0.0"}}', '{"model": 3}'])
def test_a_folder_that_says_nothing_of_its_model_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("CHARTSIDE_KNOWLEDGE", str(tmp_path))
    folder = tmp_path / "risk-models" / "made_up" / "1.0.0"
    folder.mkdir(parents=True)
    (folder / "evaluation.json").write_text(text, "utf-8")
    with pytest.raises(ArtefactError, match=r"holds no evaluation\.json that says version, file and sha256"):
        artefacts("made_up", bytes.decode)


def test_every_model_is_measured_anew_by_its_own_training() -> None:
    from plugins.risk_models.breast_mass import MODEL as BREAST_MASS

    assert BREAST_MASS.evaluate is not None
    found = BREAST_MASS.evaluate(BREAST_MASS.artefacts[0], Path("scikit-learn"))
    assert found["measures"]["auroc"] == BREAST_MASS.artefacts[0].evaluation["measures"]["auroc"]
