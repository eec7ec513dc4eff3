"""Of several medicines in a sentence each keeps its own dose, or has none that was read."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plugins.notes.medication.asking import lines

NAMES = ("lisinopril", "Lasix", "aspirin", "metoprolol tartrate", "insulin glargine")
# Each with the place of its dose; what has none says nothing of how much.
SAYINGS = (
    "{name} {dose} daily",
    "{name} {dose} PO BID",
    "{dose} of {name}",
    "{name}",
    "daily {name} {dose}",
    "{name} {dose} prn pain",
    "{name} at {dose} nightly",
    "IV {name} {dose}",
    "{name} {dose}",
    "{dose} {name}",
    "{name} ({dose})",
    "{name} daily",
    "{name} was increased to {dose}",
    "stopped {name}",
    "{name} {dose} for 7 days",
    "home {name} {dose}",
    "take {dose} of {name} with food",
    "oral {name} {dose} twice a day",
)
BETWEEN = (
    ", ",
    " and ",
    "; ",
    ". ",
    ", and ",
    " with ",
    "\n",
    " then ",
    ", then ",
    " plus ",
    ", foozumab 999 mg, ",
    " and foozumab 999 mg daily, ",
    " but not ",
    " 2. ",
    " #30, ",
    " in 100 mL NS, ",
    ", except ",
)
DOSES = st.integers(1, 400).map(lambda n: f"{n} mg") | st.sampled_from(
    ["0.5 mg", ".25 mg", "1,000 mg", "2 tablets", "10 units"]
)


@settings(max_examples=800, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(SAYINGS), DOSES), min_size=2, max_size=4),
    st.lists(st.sampled_from(BETWEEN), min_size=4, max_size=4),
    st.booleans(),
)
def test_each_keeps_its_own_dose_or_has_none(said, between, whole):
    text, own = "", {}
    for k, (saying, dose) in enumerate(said):
        text += (between[k] if k else "") + saying.format(name=NAMES[k], dose=dose)
        number, unit = dose.replace(",", "").split(" ")
        own[NAMES[k].lower()] = (float(number), unit.rstrip("s")) if "{dose}" in saying else None
    for line in lines(text, bounds=[(0, len(text))] if whole else None):
        name = text[line["name"][0] : line["name"][1]].lower()
        for attribute in ("dose", "strength"):
            if line[attribute] is not None:
                assert (float(line[attribute][0]), line[attribute][1]) == own[name], text
        assert line["doseHigh"] is None


def test_the_number_of_the_next_item_takes_no_dose_from_the_medicine_before_it():
    text = "lisinopril 1 mg daily, Lasix, 1 mg aspirin 2. metoprolol tartrate"
    said = {text[line["name"][0] : line["name"][1]]: line["dose"] for line in lines(text)}
    assert said.get("Lasix") is None
    assert said["aspirin"] is None  # "2." might be of it: not read
