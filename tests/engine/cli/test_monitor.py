"""``chartside monitor`` as an operator runs it: status, words, the record."""

import json
from datetime import timedelta

import pytest

from engine.audit import Keyring, Kind, Ledger
from engine.store import Database
from tests.docs.schemas import holds
from tests.engine.monitoring import made
from tests.engine.monitoring.made import FIRST, ID, asked_of, decide, people, tell


@pytest.fixture
def site(chartside, strangers, tmp_path):
    """A folder with a record and the made-up model installed."""
    made.plugin(strangers)
    assert chartside("migrate", "--data", "site").status == 0
    return tmp_path / "site"


@pytest.fixture
def record(site):
    database = Database(f"sqlite:///{site / 'chartside.db'}")
    ledger = Ledger(database, Keyring(site / "keys"))
    yield database, ledger, Keyring(site / "keys")
    ledger.close()
    database.close()


def with_outcomes(record, older=0.0):
    database, ledger, keyring = record
    foretold = asked_of(ledger, people(400, older=older))
    spare = decide(ledger, None, FIRST, [])
    falls = [(f"p{i}", FIRST + timedelta(days=20), True) for i, p in enumerate(foretold) if (i * 0.618) % 1 < p]
    tell(database, keyring, spare, falls, [(FIRST, FIRST + timedelta(days=90))])


def test_a_model_that_is_right_here(chartside, site, record):
    with_outcomes(record)
    ran = chartside("monitor", ID, "--data", site)
    assert (ran.status, ran.err) == (0, "")
    assert "asked 400 times: answered 400, cannot tell 0" in ran.out
    assert "fall within 30 days: known of 400, not known yet of 0" in ran.out
    assert ran.out.rstrip().endswith("no limit is passed")
    assert all(len(line) <= 100 for line in ran.out.splitlines())


def test_older_patients_are_an_alarm_with_its_number_limit_and_mend(chartside, site, record):
    with_outcomes(record, older=10)
    ran = chartside("monitor", ID, "--data", site, "--json")
    assert ran.status == 1
    found = [f for one in ran.json["artefacts"] for f in one["findings"] if f["what"] == "PSI of input age"]
    assert [(f["level"], f["limit"], f["value"] > 0.25) for f in found] == [("alarm", 0.25, True)]
    shown = chartside("monitor", ID, "--data", site)
    assert shown.status == 1
    assert "ALARM" in shown.out
    assert "-> Look at where this value comes from" in shown.out
    assert "no limit is passed" not in shown.out
    assert [s.kind for s in record[1].decisions("default", kind=Kind.MONITORING)] == []


def test_too_few_is_said_and_never_well(chartside, site, record):
    asked_of(record[1], people(20))
    ran = chartside("monitor", ID, "--data", site)
    assert ran.status == 0
    assert "too few: 20 of 100" in ran.out
    assert "not measured, so nothing is said of it: drift of falls-model 1.0.0, " in ran.out
    assert "no limit is passed" not in ran.out


def test_a_model_that_nobody_asked(chartside, site):
    ran = chartside("monitor", ID, "--data", site)
    assert ran.status == 0
    assert "the model was not asked in this time" in ran.out


def test_days_bound_what_is_looked_at(chartside, site, record):
    asked_of(record[1], people(48))
    words = ("--since", "2026-03-02", "--until", "2026-03-03", "--json")
    assert chartside("monitor", ID, "--data", site, *words).json["artefacts"][0]["answers"]["asked"] == 24


def test_with_who_and_why_it_is_on_record(chartside, site, record):
    with_outcomes(record)
    words = ("--who", "A. Officer", "--why", "monthly", "--since", "2026-03-01")
    ran = chartside("monitor", ID, "--data", site, "--json", *words)
    [kept] = record[1].decisions("default", kind=Kind.MONITORING)
    assert ran.json["decision"] == kept.id
    shown = chartside("audit", "show", kept.id, "--data", site, "--json").json
    holds("record-1", shown)
    statement = shown["envelope"]["statement"]
    assert (statement["who"], statement["why"], statement["window"]) == (
        "A. Officer",
        "monthly",
        {"since": "2026-03-01T00:00:00+00:00"},
    )
    assert statement["artefacts"] == ran.json["artefacts"]
    assert chartside("audit", "show", kept.id, "--data", site).status == 0
    said = chartside("monitor", ID, "--data", site, *words).out
    assert "recorded as decision" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("no.such",), "no analysis 'no.such'"),
        (("falls.plain",), "has no trained model"),
        ((ID, "--who", "A"), "--who and --why belong together"),
        ((ID, "--who", "A", "--why", " "), "cannot be empty"),
        ((ID, "--since", "2026-03-02", "--until", "2026-03-02"), "nothing is between them"),
        ((ID, "--since", "March"), "does not match the format"),
    ],
)
def test_what_cannot_be_done_ends_with_two_and_a_sentence(chartside, site, words, said):
    ran = chartside("monitor", *words, "--data", site)
    assert ran.status == 2
    assert said in " ".join(ran.err.replace("│", " ").split())
    assert ran.out == ""


def test_a_folder_without_a_record(chartside, strangers, tmp_path):
    made.plugin(strangers)
    ran = chartside("monitor", ID, "--data", tmp_path / "nothing")
    assert ran.status == 2
    assert "holds no record" in ran.err


def test_a_plugin_file_that_is_broken_is_no_alarm(chartside, site, tmp_path):
    (tmp_path / "broken_file.py").write_text("import nothing_of_that_name")
    ran = chartside("monitor", ID, "--data", site, "--plugin", tmp_path / "broken_file.py")
    assert ran.status == 2
    assert "BROKEN plugin" in ran.err


def test_a_real_question_is_watched_as_it_is_on_record(chartside, strangers, tmp_path):
    """What the engine itself writes down is what monitoring reads."""
    from tests.engine.service.calls import FULL, view
    from tests.engine.service.conftest import serving

    made.plugin(strangers)
    with serving(tmp_path / "site") as client:
        answer = client.post("/cds-services/patient-view", json=view(FULL)).json()
        became = {x["analysis"]: x["outcome"] for x in answer["extension"]["org.chartside.outcomes"]}
        assert became[ID] == "answered", json.dumps(answer)[:500]
        ledger = client.app.state.desk.ledger
        [decision] = ledger.asked("default", ID)
        [run] = [r for r in decision.payload["runs"] if r["analysis"] == ID]
    from engine.monitoring.prediction import predictions

    [read] = predictions(decision, ID, "falls-model", "fall_within_30_days")
    age = next(line["value"] for line in run["explanation"]["inputs"] if line["name"] == "age")
    assert (read.sha256, read.version, read.outcome) == (made.SHIPPED, "1.0.0", "answered")
    assert read.probability == pytest.approx(0.01 * (age - 50))
    assert (read.age, read.sex, read.inputs) == (age, "female", {"age": age})
    ran = chartside("monitor", ID, "--data", tmp_path / "site", "--json")
    assert (ran.status, ran.json["artefacts"][0]["answers"]["answered"]) == (0, 1)


def test_the_sheet_of_a_model_says_what_was_found_here(chartside, site, record, strangers):
    every = {f"E{n}": "not available: a test" for n in range(1, 14)} | {
        f"P{n}": "not available: a test" for n in range(1, 32)
    }
    every |= {"P27": "computed: by monitoring", "P29": "computed: by monitoring"}
    lines = "\n".join(f'{name} = "{value}"' for name, value in every.items())
    head = 'name = "falls"\ntitle = "A"\ndeveloper = "D"\ncontact = "c@example.org"\nlicence = "MIT"\nusers = "U"'
    card = [f"[plugin]\n{head}"]
    card += [
        f'[analyses.{name}]\nintended_use = "To try."\npopulation = "Adults."\nguideline = "None"\nguideline_date = "2024"\n'
        f'reviewer = "none: a test"\nreview_by = "2027-01-01"\nlimits = "None."\npredictive = true\n'
        f"[analyses.{name}.source_attributes]\n{lines}"
        for name in ("falls", "plain")
    ]
    (strangers / "falls_plugin.card.toml").write_text("\n".join(card))

    def shown():
        sheet = chartside("models", "show", ID, "--data", site, "--json").json
        assert sheet["manifestProblems"] == []
        told = sheet["sourceAttributes"]
        return {name: told[name]["value"] for name in ("P26", "P27", "P29")}

    assert shown()["P27"].startswith("not known: no monitoring of this model is on record here")
    with_outcomes(record)
    assert chartside("monitor", ID, "--data", site, "--who", "officer", "--why", "monthly").status == 0
    found = shown()
    assert found["P26"] == "not available: a test"
    assert "AUROC 0." in found["P27"]
    assert "sex female: AUROC" in found["P29"]


def test_a_model_may_be_named_by_its_end(chartside, site, record):
    with_outcomes(record)
    whole, end = (chartside("monitor", name, "--data", site, "--json") for name in (ID, ID.partition(".")[2]))
    assert (end.status, end.json) == (whole.status, whole.json)
    nobody = chartside("monitor", "nobody", "--data", site)
    assert (nobody.status, "no analysis 'nobody'" in nobody.err) == (2, True)
