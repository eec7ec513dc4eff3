"""What is claimed of a thing that a sentence names, by cue: each wording here is one that no label has."""

import pytest

from plugins.notes.assertion import Assertion
from plugins.notes.assertion.claims import Claims
from plugins.notes.assertion.cues import CueError, Cues, shipped
from plugins.notes.assertion.lexer import lexed
from plugins.notes.section import Section


def claimed(said: str, section: str = "", *, ticked: bool = False, reaction: bool = False) -> Assertion:
    """Read what is claimed of what stands between ``<`` and ``>``."""
    start, end = said.index("<"), said.index(">") - 1
    text = said.replace("<", "", 1).replace(">", "", 1)
    claims = Claims(lexed(text, 0, len(text)), shipped(), Section(section, 0, len(text)), ticked=ticked)
    return claims.of(start, end, reaction=reaction)


@pytest.mark.parametrize(
    ("said", "certainty"),
    [
        ("There is no <effusion>.", "absent"),
        ("No cough, wheeze, or <hemoptysis>.", "absent"),
        ("Denied <palpitations>.", "absent"),
        ("Abdomen without <tenderness>.", "absent"),
        ("CT negative for acute <hemorrhage>.", "absent"),
        ("ROS -ve for <rash>.", "absent"),
        ("<Influenza> swab was negative.", "absent"),
        ("<Pneumothorax> has been ruled out.", "absent"),
        ("Never had a <seizure>.", "absent"),
        ("She was neither febrile nor <confused>.", "absent"),
        ("(-) <dysuria>", "absent"),
        ("<Hematuria>: none", "absent"),
        ("I do not think that he has <meningitis>.", "absent"),
        ("Findings are not consistent with <cirrhosis>.", "absent"),
        ("No imaging to suggest <osteomyelitis>.", "absent"),
        ("no change in <vision>", "present"),
        ("Not only <migraine> but also vertigo.", "present"),
        ("No increase in the <effusion>.", "present"),
        ("No fever but has <chills>.", "present"),
        ("Denies nausea; reports <vomiting>.", "present"),
        ("There was no bleeding, the <ulcer> had healed.", "present"),
        ("He does not deny <heroin use>.", "present"),
        ("(+) <orthopnea>", "present"),
        ("[x] <asthma> [ ] gout", "present"),
        ("Possible <cellulitis>.", "possible"),
        ("Cannot rule out <ischemia>.", "possible"),
        ("?<appendicitis>", "possible"),
        ("Concern for <sepsis>.", "possible"),
        ("<Stroke> has not been excluded.", "possible"),
        ("<PE> is unlikely.", "possible"),
        ("It is unclear whether she has <lupus>.", "possible"),
        ("Suspected gout, <hypertension>.", "present"),
        ("Suspected gout, pseudogout, or <septic joint>.", "possible"),
        ("Not in the labor force, <stress>.", "present"),
    ],
)
def test_certainty(said: str, certainty: str) -> None:
    assert claimed(said).certainty == certainty


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("History of <pancreatitis>.", "past"),
        ("s/p <appendectomy>", "past"),
        ("<Pneumonia> two years ago.", "past"),
        ("Her <rash> has resolved.", "past"),
        ("<DVT> in 2011", "past"),
        ("The <rash> has not resolved.", "current"),
        ("<Headache> for 3 days.", "current"),
        ("Three-day history of <diarrhea>.", "current"),
        ("Previous stroke, now with <weakness>.", "current"),
        ("History of acute bacterial <sinusitis>.", "past"),
        ("History of gout, acute sinusitis, <shingles>.", "past"),
        ("History of gout, new <rash>.", "current"),
        ("Return if you develop <fever>.", "hypothetical"),
        ("Monitor for <bleeding>.", "hypothetical"),
        ("At risk of <falls>.", "hypothetical"),
        ("DVT <prophylaxis> continued.", "current"),
        ("Aspirin lowers the risk of infarction in <diabetes>.", "current"),
    ],
)
def test_time(said: str, time: str) -> None:
    assert claimed(said).time == time


@pytest.mark.parametrize(
    ("said", "subject"),
    [
        ("Father had <colon cancer>.", "family"),
        ("Family history of <melanoma>.", "family"),
        ("<Breast cancer> in her aunt.", "family"),
        ("Mother reports that the child has <croup>.", "patient"),
        ("A man whose brother died of leukemia, reports <fatigue>.", "patient"),
        ("Brother with asthma, patient has <eczema>.", "patient"),
        ("Her husband has <tuberculosis>.", "other"),
        ("The donor had <hepatitis>.", "other"),
        ("Victim of intimate partner violence, <anxiety>.", "patient"),
        ("Lives with his mother; <gout>.", "patient"),
    ],
)
def test_subject(said: str, subject: str) -> None:
    assert claimed(said).subject == subject


def test_a_heading_says_what_the_words_do_not() -> None:
    assert claimed("<Stroke>", "family-history").subject == "family"
    assert claimed("<Stroke>", "past-medical-history").time == "past"
    assert claimed("Mother with gout, patient has no <stroke>.", "family-history").subject == "patient"


def test_a_reaction_of_an_allergy_is_over_and_one_that_is_denied_never_was() -> None:
    assert claimed("Penicillin: <hives>", "allergies", reaction=True).time == "past"
    assert claimed("No <hives>", "allergies", reaction=True).time == "current"


def test_an_empty_box_is_absent_where_others_are_ticked_and_not_assessed_where_none_is() -> None:
    assert claimed("[ ] <gout>", ticked=True).certainty == "absent"
    none = claimed("[ ] <gout>")
    assert (none.certainty, none.time, none.subject) == (None, None, None)


def test_what_decided_is_quoted_with_its_rule() -> None:
    text = "Mother denied any history of gout."
    claim = Claims(lexed(text, 0, len(text)), shipped()).of(29, 33)
    quoted = [(text[cue.start : cue.end], cue.rule) for cue in claim.cues]
    assert quoted == [("denied any history of", "absent.deny")]


def test_what_runs_into_the_thing_named_is_read_again_without_it() -> None:
    assert claimed("No <change in vision>.").certainty == "absent"
    assert claimed("No <acute distress>.").certainty == "absent"


def test_a_table_that_says_two_things_of_one_phrase_is_refused() -> None:
    one = {"rule": "a", "axis": "certainty", "value": "absent", "reach": "after", "phrases": ["{no|nil}"]}
    other = {"rule": "b", "axis": "certainty", "value": "possible", "reach": "after", "phrases": ["nil"]}
    with pytest.raises(CueError, match="nil"):
        Cues({"cue": [one, other]})
    with pytest.raises(CueError, match="twice"):
        Cues({"cue": [one, one]})
    with pytest.raises(CueError, match="sideways"):
        Cues({"cue": [{**one, "sideways": True}]})


def test_every_rule_of_the_table_can_be_reached() -> None:
    for rule in shipped().rules.values():
        assert rule.axis in ("certainty", "time", "subject", "")
        assert (rule.reach == "none") == (rule.axis == "")


@pytest.mark.parametrize(
    ("said", "certainty"),
    [
        ("✓ tinnitus ✗ <vertigo>", "absent"),
        ("rash -, <itch> +", "present"),
        ("rash +, <itch> -", "absent"),
        ("Gout ___  <Asthma> _X_", "present"),
        ("<Gout> ___  Asthma _X_", "absent"),
        ("Refill ________ and <asthma> reviewed", "present"),
        ("Nil <jaundice>.", "absent"),
        ("Nobody with <melanoma>.", "absent"),
        ("The scan does not rule <stroke> out.", "possible"),
        ("<Gout> is favored.", "possible"),
    ],
)
def test_styles_of_other_houses(said: str, certainty: str) -> None:
    assert claimed(said, ticked="X" in said or "✓" in said).certainty == certainty


@pytest.mark.parametrize(
    ("said", "certainty"),
    [
        ("<measles> antibody", None),
        ("<syphilis> infectious titer test", None),
        ("tested for <malaria>", None),
        ("<Measles> antibody negative", "absent"),
        ("<Malaria> smear was positive", "present"),
        ("No <malaria> on testing", "absent"),
    ],
)
def test_of_what_was_tested_nothing_is_claimed_but_what_came_out(said: str, certainty: str | None) -> None:
    assert claimed(said).certainty == certainty


@pytest.mark.parametrize(
    ("said", "certainty", "time", "subject"),
    [
        ("She is not complaining of <nausea>.", "absent", "current", "patient"),
        ("<Headache> free since Tuesday.", "absent", "current", "patient"),
        ("He has been <seizure>-free.", "absent", "current", "patient"),
        ("<Ascites>, free air under the diaphragm.", "present", "current", "patient"),
        ("Mother says child has had <diarrhea>.", "present", "current", "patient"),
        ("Mother has <diarrhea>.", "present", "current", "family"),
        ("Workup for <sarcoidosis> was negative.", "absent", "current", "patient"),
        ("Workup for <sarcoidosis> is under way.", "possible", "current", "patient"),
        ("No cough, evaluate for <sarcoidosis>.", "possible", "current", "patient"),
        ("Infantile <eczema>, outgrown.", "present", "past", "patient"),
        ("CRP normal, no signs of ongoing <osteomyelitis>.", "absent", "current", "patient"),
        ("Hx <pancreatitis>.", "present", "past", "patient"),
        ("Hx given by the son. <Fever> for two days.", "present", "current", "patient"),
        ("<Dyspnea>, likely due to heart failure.", "present", "current", "patient"),
        ("Dyspnea, likely due to <heart failure>.", "possible", "current", "patient"),
    ],
)
def test_what_lines_of_a_later_reading_taught(said: str, certainty: str, time: str, subject: str) -> None:
    found = claimed(said)
    assert (found.certainty, found.time, found.subject) == (certainty, time, subject)


@pytest.mark.parametrize("said", ["<Stroke>: unknown", "<Asthma> - not assessed", "<Glaucoma>: N/A"])
def test_what_was_asked_and_not_answered_is_not_assessed(said: str) -> None:
    assert claimed(said).certainty is None
