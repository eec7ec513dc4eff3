"""What a worker's parent loads before workers are forked from it."""

from types import SimpleNamespace

from structlog.testing import capture_logs

from engine import perform


def test_every_plugin_is_warmed_and_one_that_raises_is_told_by_class(monkeypatch) -> None:
    warmed = []

    def raises() -> None:
        raise ValueError("of a patient")

    plugins = {
        "a": SimpleNamespace(name="a", warm=raises),
        "b": SimpleNamespace(name="b", warm=lambda: warmed.append("b")),
        "c": SimpleNamespace(name="c", warm=None),
    }
    monkeypatch.setattr(perform, "_registry", lambda: SimpleNamespace(plugins=plugins, analyses={}))
    monkeypatch.setenv(perform.PRELOAD, "true")
    with capture_logs() as logs:
        perform.warm()
    assert warmed == ["b"]
    assert [(one["plugin"], one["error"]) for one in logs] == [("a", "ValueError")]
    monkeypatch.setenv(perform.PRELOAD, "false")
    perform.warm()
    assert warmed == ["b"]
