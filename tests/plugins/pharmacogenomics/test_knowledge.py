"""A site takes a newer export of CPIC into use without a change of code, and sees what it changes; what nobody has read says so."""

import json
from pathlib import Path

import pytest

from chartside import Genotype
from plugins.pharmacogenomics.cpic import bring_in
from plugins.pharmacogenomics.difference import differences
from plugins.pharmacogenomics.matching import match
from plugins.pharmacogenomics.release import KnowledgeError, in_use, read, shipped
from plugins.pharmacogenomics.results import results
from plugins.pharmacogenomics.tables import wording_hash
from tests.engine.cli.conftest import chartside  # noqa: F401 - a fixture

SHARED = Path(__file__).parents[4] / "shared" / "facts" / "pgx"
OURS = "Our own words: give half of it."
NEW = "A wording that nobody has read yet."
ROW = {
    "id": 1,
    "guidelineid": 100411,
    "drugid": "RxNorm:32968",
    "classification": "Strong",
    "population": "CVI ACS PCI",
}


@pytest.fixture
def export(tmp_path):
    """An export of one changed and one new recommendation, one changed allele, and one changed level."""
    folder = tmp_path / "export"
    folder.mkdir()
    rows = [
        ROW | {"lookupkey": {"CYP2C19": "Poor Metabolizer"}, "drugrecommendation": OURS},
        ROW | {"id": 2, "lookupkey": {"CYP2C19": "Ultrarapid Metabolizer"}, "drugrecommendation": NEW},
        ROW
        | {
            "id": 3,
            "lookupkey": {"CYP2C19": "Indeterminate"},
            "drugrecommendation": None,
            "classification": "No recommendation",
        },
    ]
    alleles = [
        {"genesymbol": "CYP2C19", "name": "*1", "clinicalfunctionalstatus": "Normal function", "activityvalue": None},
        {"genesymbol": "CYP2C19", "name": "*2", "clinicalfunctionalstatus": "No function", "activityvalue": None},
        {"genesymbol": "CYP2C19", "name": "*99", "clinicalfunctionalstatus": "No function", "activityvalue": "n/a"},
    ]
    (folder / "recommendation.json").write_text(json.dumps(rows))
    (folder / "allele.json").write_text(json.dumps(alleles))
    (folder / "readings.tsv").write_text(f"wording\taction\tquantity\tcare\n{wording_hash(OURS)}\tREDUCE_DOSE\t50%\t\n")
    return folder


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site's own folder of knowledge; what is remembered of the one in use is forgotten before and after."""
    monkeypatch.setenv("CHARTSIDE_KNOWLEDGE", str(tmp_path / "site"))
    in_use.cache_clear()
    yield tmp_path / "site" / "pharmacogenomics"
    in_use.cache_clear()


def test_what_an_export_changes_is_said_before_it_is_taken_into_use(chartside, export, site):  # noqa: F811
    ran = chartside("knowledge", "diff", "pharmacogenomics", export, "--readings", export / "readings.tsv", "--all")
    assert ran.status == 1
    said = ran.out
    assert (
        "clopidogrel, CVI ACS PCI: CYP2C19 Poor Metabolizer: AVOID (Strong) prasugrel/ticagrelor -> REDUCE_DOSE 50% (Strong)"
        in said
    )
    assert "CYP2C19 *99: nothing -> No function" in said
    assert "codeine, general: CYP2D6 0.0: AVOID (Strong) -> nothing" in said
    assert not site.exists()


def test_it_is_taken_into_use_and_what_nobody_has_read_is_named(chartside, export, site):  # noqa: F811
    ran = chartside(
        "knowledge",
        "import",
        "pharmacogenomics",
        export,
        "--as-of",
        "2026-11-20",
        "--readings",
        export / "readings.tsv",
    )
    assert ran.status == 0
    assert "1 wordings were never read" in ran.out
    assert NEW in (site / "unread.tsv").read_text()
    in_use.cache_clear()
    one = in_use()
    assert (one.version, one.date) == ("2026.11.20", "2026-11-20")
    assert one.sha256 != shipped().sha256
    [poor] = match(one, "clopidogrel", results(one, [Genotype(ref="g", gene="CYP2C19", reported="*2/*99")]))
    assert (poor.recommendation.action, poor.recommendation.quantity) == ("REDUCE_DOSE", "50%")
    shown = chartside("knowledge", "show", "pharmacogenomics").out
    assert "1 recommendations have a wording that nobody has read" in shown
    assert str(site) in shown


def test_an_answer_of_a_wording_that_nobody_has_read_says_to_read_it(export, tmp_path):
    imported = bring_in(export, tmp_path / "made", "1", shipped_day())
    assert set(imported.unread.values()) == {OURS, NEW}
    rows = read(tmp_path / "made").recommendations["clopidogrel"]
    assert {row.action for row in rows} == {"UNREAD", "NONE"}


def shipped_day():
    from datetime import date

    return date.fromisoformat(shipped().date)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not a table of CPIC's interface"),
        ("{}", "expected a list of rows"),
        ('[{"id": 1}]', "row 1: lookupkey is missing"),
        (json.dumps([ROW | {"lookupkey": {"A": "x"}, "drugid": "RxNorm:0"}]), "row 1: RxNorm:0 is missing"),
        (json.dumps([ROW | {"lookupkey": []}]), "row 1: lookupkey is no object"),
    ],
)  # fmt: skip
def test_what_is_no_export_is_refused_and_nothing_is_taken_into_use(chartside, export, site, content, said):  # noqa: F811
    (export / "recommendation.json").write_text(content)
    ran = chartside("knowledge", "import", "pharmacogenomics", export)
    assert ran.status == 2
    assert said in ran.err
    assert not site.exists()


def test_a_folder_that_holds_no_release_is_refused(tmp_path):
    with pytest.raises(KnowledgeError, match=r"release\.toml"):
        read(tmp_path)


def test_a_release_is_not_different_from_itself(chartside, site, tmp_path):  # noqa: F811
    assert list(differences(shipped(), shipped())) == []
    folder = Path(__file__).parents[3] / "plugins" / "pharmacogenomics" / "knowledge"
    ran = chartside("knowledge", "diff", "pharmacogenomics", folder)
    assert (ran.status, ran.out) == (0, "nothing changes\n")


@pytest.mark.skipif(not SHARED.exists(), reason="CPIC's tables are not beside the project")
def test_an_export_made_of_cpics_own_tables_changes_nothing(tmp_path):
    import csv

    texts = json.loads((SHARED / "recommendation_texts.json").read_text("utf-8"))
    with (SHARED / "recommendations.tsv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file, delimiter="\t"))
    rows = [
        {
            "id": r["cpic_rec_id"], "guidelineid": r["guideline_id"], "drugname": r["drug"], "lookupkey": json.loads(r["lookupkey"]),
            "drugrecommendation": texts.get(r["text_id"]), "classification": r["strength"], "population": r["population"],
        }
        for r in found
    ]  # fmt: skip
    (tmp_path / "recommendation.json").write_text(json.dumps(rows))
    imported = bring_in(tmp_path, tmp_path / "made", shipped().version, shipped_day())
    assert imported.unread == {}
    changed = [c for c in differences(shipped(), read(tmp_path / "made")) if c.table == "recommendations"]
    assert changed == []


def test_every_command_lists_what_the_analyses_rest_on(chartside, site):  # noqa: F811
    lines = chartside("knowledge", "show", "--json").json
    one = next(line for line in lines if line["name"] == "pharmacogenomics/knowledge")
    assert one["sha256"] == shipped().sha256
    assert "pharmacogenomics.order" in one["analyses"]
    assert "ships its knowledge with its code" in chartside("knowledge", "diff", "biomarkers", "x").err
    assert "no plugin 'x'" in chartside("knowledge", "import", "x", "y").err
