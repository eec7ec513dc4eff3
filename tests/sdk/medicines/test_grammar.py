"""The grammar of names: what it reads whole, and what it will not read at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.medicines import tables

parse = tables().grammar.parse

INGREDIENTS = st.sampled_from(["warfarin", "codeine", "acetaminophen", "omeprazole", "insulin glargine", "metoprolol"])


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("warfarin", {"warfarin"}),
        ("Warfarin Sodium 5 MG Oral Tablet [Coumadin]", {"warfarin"}),
        ("24 HR metoprolol succinate 100 MG Extended Release Oral Tablet [Toprol]", {"metoprolol"}),
        ("acetaminophen 325 MG / hydrocodone bitartrate 7.5 MG Oral Tablet", {"acetaminophen", "hydrocodone"}),
        ("Acetaminophen 300 MG / HYDROcodone Bitartrate 5 MG [Vicodin]", {"acetaminophen", "hydrocodone"}),
        ("codeine/acetaminophen", {"codeine", "acetaminophen"}),
        ("hydrocodone-acetaminophen 5-325 mg tablet", {"hydrocodone", "acetaminophen"}),
        ("Lisinopril and hydrochlorothiazide 20 mg/12.5 mg tablet", {"lisinopril", "hydrochlorothiazide"}),
        ("1 ML buprenorphine 0.3 MG/ML Injection [Buprenex]", {"buprenorphine"}),
        ("0.3 ML Epinephrine 1 MG/ML Auto-Injector", {"epinephrine"}),
        ("NDA020503 200 ACTUAT Albuterol 0.09 MG/ACTUAT Metered Dose Inhaler", {"salbutamol"}),
        ("Abuse-Deterrent 12 HR Oxycodone Hydrochloride 15 MG Extended Release Oral Tablet", {"oxycodone"}),
        ("amoxicillin 250 mg/5 ml oral suspension", {"amoxicillin"}),
        ("Vitamin B 12 5 MG/ML Injectable Solution", {"cyanocobalamin"}),
        ("NITROFURANTOIN, MACROCRYSTALS 50 MG Oral Capsule", {"nitrofurantoin"}),
        ("Carbamazepine[Tegretol]", {"carbamazepine"}),
        ("Lasix 40mg", {"furosemide"}),
        ("Suboxone 2 MG / 0.5 MG Sublingual Film", {"buprenorphine", "naloxone"}),
        ("Percocet 5/325", {"acetaminophen", "oxycodone"}),
        (
            "insulin human, isophane 70 UNT/ML / Regular Insulin, Human 30 UNT/ML Injectable Suspension [Humulin]",
            {"insulin isophane human", "insulin regular human"},
        ),
        (
            "{21 (ethinyl estradiol 0.03 MG / levonorgestrel 0.15 MG Oral Tablet) / 7 (inert 1 MG Oral Tablet) } Pack [Nordette 28]",
            {"ethinyl estradiol", "levonorgestrel"},
        ),
        ("{2 (0.1 ML) (diazepam 75 MG/ML Nasal Spray [Valtoco]) } Pack [Valtoco 15 MG Dose Kit]", {"diazepam"}),
    ],
)
def test_a_name_is_read_whole(name, holds):
    assert set(parse(name)) == holds


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "/",
        "{",
        "{ } Pack",
        "5 MG",
        "Oral Tablet",
        "unknownium 5 MG Oral Tablet",
        "acetaminophen 325 MG / unknownium 5 MG Oral Tablet",  # one unknown part
        "{10 (warfarin 5 MG Oral Tablet) / 4 (unknownium 5 MG Oral Tablet) } Pack",
        "{10 (warfarin 5 MG Oral Tablet) / 4 unknownium } Pack",
        "codeine 30 MG / 300 MG Oral Tablet",  # the second strength is of an ingredient that is not named
        "codeine 30 mg/300 mg tablet",
        "hydrocodone 5/325",
        "{12 (codeine 30 MG / 300 MG Oral Tablet) } Pack",
        "acetaminophen 325 MG / codeine 30/8 MG Oral Tablet",
        "lisinopril 20-12.5 mg",
        "no warfarin",
        "warfarin 5 mg (stopped)",
        "warfarin allergy",
        "aspirin-free",
        "Tylenol Something",  # a brand's other line could hold more
        "warfarinn 5 MG Oral Tablet",  # never fuzzy
        "Simvistatin 10 MG",
        "potassium",
        "x" * 5000,
    ],
)
def test_what_is_not_known_whole_is_not_read(name):
    assert parse(name) == ()


def test_omeprazole_is_not_esomeprazole():
    assert parse("omeprazole 20 MG Delayed Release Oral Capsule") == ("omeprazole",)
    assert parse("esomeprazole 20 MG Delayed Release Oral Capsule") == ("esomeprazole",)


@given(
    INGREDIENTS,
    st.sampled_from(["5 MG", "0.25 MG/ML", "1,000 MG", ""]),
    st.sampled_from(["Oral Tablet", "Injection", ""]),
)
def test_case_and_spacing_do_not_matter(ingredient, strength, form):
    name = f"{ingredient} {strength} {form}"
    expected = (ingredient,)
    assert parse(name) == expected
    assert parse(name.upper()) == expected
    assert parse("  " + name.replace(" ", " \N{NO-BREAK SPACE} ") + "\t") == expected


@given(st.lists(INGREDIENTS, min_size=1, max_size=4, unique=True))
def test_a_combination_is_told_whole_in_any_order(parts):
    name = " / ".join(f"{part} 5 MG" for part in parts) + " Oral Tablet"
    assert parse(name) == tuple(parts)
    assert parse(name.replace(" Oral Tablet", " / unknownium 5 MG Oral Tablet")) == ()


@given(st.text(max_size=200))
def test_any_text_is_read_or_not_and_raises_nothing(text):
    assert all(name in tables().ingredients for name in parse(text))


def test_a_mention_is_a_hint_only():
    mentioned = tables().grammar.mentioned
    assert mentioned("Captopril tabl. 25, as before") == {"captopril"}
    assert mentioned("something for the heart") == frozenset()
