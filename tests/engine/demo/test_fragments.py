"""What a plugin adds to an explanation's page: its words and nothing else, and a failure that is named."""

import pytest

from tests.engine.service.conftest import serving, strangers  # noqa: F401 - a fixture
from tests.engine.strangers import GOOD, GREETING, install

FRAGMENT = """
    from chartside import Fragment

    def write(explanation):
        {body}

    @hookimpl
    def chartside_fragments() -> list[Fragment]:
        return [Fragment("{name}.hello", "More about it", write)]
"""


def plugin(folder, body, name="teller"):
    source = GOOD.replace("{body}", GREETING).replace("{name}", name)
    install(folder, name, source + FRAGMENT.replace("{body}", body).replace("{name}", name))


@pytest.fixture
def page(strangers, tmp_path):  # noqa: F811 - the fixture
    def page(body):
        plugin(strangers, body)
        with serving(tmp_path / "site") as client:
            answer = client.get("/demo/ask", params={"patient": "ruth-halloran", "hook": "patient-view"})
            decision = str(answer.url).rpartition("/")[2]
            exchange = client.get(f"/demo/raw/{decision}").text
            uuid = client.app.state.desk.ledger.read("default", decision).payload["response"]["cards"]
            [card] = [c["uuid"] for c in uuid if c["summary"] == "Hello from teller"]
            assert exchange
            return client.get(f"/demo/explanation/{decision}/{card}").text

    return page


def test_it_stands_on_the_page_of_its_own_analysis(page):
    shown = page("return f\"Asked as **{explanation['analysis']}**, it was {explanation['outcome']}.\"")
    assert '<h2 id="passage-1">More about it</h2>' in shown
    assert "<p>Asked as <strong>teller.hello</strong>, it was answered.</p>" in shown
    assert "Added by the plugin of <code>teller.hello</code>" in shown


def test_it_cannot_bring_html_images_or_scripts(page):
    shown = page('return "<script>alert(1)</script> ![x](https://example.org/x.png) [go](javascript:alert(1))"')
    assert "<script>" not in shown
    assert 'src="https://example.org' not in shown
    assert 'href="javascript' not in shown


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('raise ValueError("Ann Smith")', "ValueError"),
        ("import os; os._exit(3)", "its worker gave no answer (worker-died)"),
        ("return 7", "it is no text (int)"),
        ('return "x" * 20_001', "it is longer than 20000 characters"),
        ("while True: pass", "it was not ready in time"),
    ],
)
def test_what_fails_is_named_and_the_rest_of_the_page_stands(page, body, said):
    shown = page(body)
    assert f"The plugin could not write this passage: {said}" in shown
    assert "Ann Smith" not in shown
    assert "What it rests on" in shown


def test_nothing_to_add_adds_nothing(page):
    assert "More about it" not in page('return ""')
