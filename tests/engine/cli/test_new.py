"""``chartside new``: the same scaffold as ``python -m chartside.new``."""


def test_a_plugin_is_made_and_found_by_its_file(chartside, tmp_path):
    made = chartside("new", "my-plugin")
    assert made.status == 0
    assert "pip install -e my-plugin" in made.out
    listed = chartside("plugins", "--json", "--plugin", "my-plugin/my_plugin/__init__.py")
    assert "my-plugin.first" in listed.out
    assert (tmp_path / "my-plugin" / "my_plugin" / "card.toml").is_file()


def test_a_name_that_cannot_be_and_a_folder_that_is_there_are_refused(chartside):
    refused = chartside("new", "My Plugin")
    assert (refused.status, "'my-plugin' would do" in refused.err) == (2, True)
    assert chartside("new", "my-plugin", "--into", "plugins").status == 0
    again = chartside("new", "my-plugin", "--into", "plugins")
    assert (again.status, "nothing is overwritten" in again.err) == (2, True)
