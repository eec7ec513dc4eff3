"""The doctor at trained models: what shall speak and is gone, what speaks and misses a limit, what is tried."""

from chartside.registry import Registry
from engine.audit import Deed, ModelChange, Models, Named
from engine.doctor import models
from engine.doctor.finding import Site
from engine.installed import installed
from tests.engine.doctor.made import NOTHING, founded, ledger_of, site, told
from tests.engine.modelled import ANALYSIS, artefact, modelled, sha256
from tests.engine.service.conftest import strangers  # noqa: F401 - a fixture

A, B = Named("1.0.0", sha256("1.0.0")), Named("1.1.0", sha256("1.1.0"))
GONE = Named("0.9.0", "9" * 64)


def chosen(made: Site, active: Named | None, shadow: Named | None = None) -> None:
    database, ledger = ledger_of(made)
    change = ModelChange(Deed.ACTIVATE, None, active, active, shadow)
    Models(database, ledger).change("default", ANALYSIS, "model", lambda *_: change, who="officer", why="a test")
    ledger.close()
    database.close()


def a_site(tmp_path, folder, *artefacts) -> Site:
    modelled(folder, *artefacts)
    registry = installed()
    return founded(site(tmp_path, Registry({"foretell": registry.plugins["foretell"]})))


def test_all_is_well_where_what_speaks_is_here_and_meets_its_limits(tmp_path, strangers):  # noqa: F811
    assert told(models.speaking(site(tmp_path / "new", NOTHING))) == [("models", "ok")]
    made = a_site(tmp_path, strangers, artefact("1.0.0"), artefact("1.1.0"))
    assert told(models.speaking(made)) == [("models", "ok")]
    chosen(made, B)
    assert told(models.speaking(made)) == [("models", "ok")]


def test_an_artefact_on_record_that_is_not_installed_fails(tmp_path, strangers):  # noqa: F811
    made = a_site(tmp_path, strangers, artefact("1.0.0"))
    chosen(made, GONE, B)
    found = list(models.speaking(made))
    assert told(found) == [("models", "failed")] * 2
    assert found[0].said == "foretell.coming-back 0.9.0 (sha256 999999999999) shall speak and is not installed"
    assert "1.1.0 (sha256 110fffffffff) shall be tried and is not installed" in found[1].said
    without = list(models.speaking(founded_elsewhere := Site(made.settings, NOTHING, {}, made.now)))
    assert founded_elsewhere.registry is NOTHING
    assert told(without) == [("models", "failed")] * 2


def test_what_speaks_and_misses_a_limit_and_what_is_tried_warn(tmp_path, strangers):  # noqa: F811
    made = a_site(tmp_path, strangers, artefact("1.0.0", auroc=0.6), artefact("1.1.0"))
    [missed] = models.speaking(made)
    assert (missed.standing, "1.0.0 (sha256 100fffffffff) speaks and misses a limit: auroc (low)" in missed.said) == (
        "warning",
        True,
    )
    chosen(made, B, A)
    [tried] = models.speaking(made)
    assert (tried.standing, tried.said) == (
        "warning",
        "foretell.coming-back 1.0.0 (sha256 100fffffffff) is in shadow: asked and recorded, never shown",
    )


def test_a_record_that_cannot_be_read_is_said(tmp_path, strangers):  # noqa: F811
    made = a_site(tmp_path, strangers, artefact("1.0.0"))
    chosen(made, A)
    (made.settings.data / "keys" / "index-0001.key").unlink()
    assert told(models.speaking(made)) == [("models", "warning")]
