"""Prescriptions in few words, and the answers about them."""

from decimal import Decimal
from typing import Any

from chartside import Dosage, Found, Prescription
from chartside.codes import RXNORM
from chartside.testing import ask
from plugins.opioids.analyses import daily_mme

ADULT = {"age": 50, "sickle_cell": False, "cancer": False, "end_of_life": False, "hospice": False}
OXYCODONE, OXYCODONE_ER, MORPHINE_ER, PATCH = "1049621", "1049502", "891881", "197696"
BUPRENORPHINE, METHADONE, TRAMADOL, LOZENGE, HYDROCODONE = "351266", "864706", "835603", "310297", "857002"


def taken(
    code: str, dose: Any = 1, unit: str = "{tablet}", times: Any = 1, hours: Any = 24, **more: Any
) -> Prescription:
    """Make a prescription of a product; None leaves dose or frequency out."""
    number = more.pop("number", 1)
    dosage = Dosage(
        None if dose is None else Decimal(str(dose)),
        unit,
        times=None if times is None else Decimal(str(times)),
        per_hours=None if hours is None else Decimal(str(hours)),
        as_needed=more.pop("as_needed", False),
    )
    return Prescription(
        "MedicationRequest",
        RXNORM(code),
        (RXNORM(code),),
        ref=f"MedicationRequest/{number}",
        **{"dosages": (dosage,), **more},
    )


def mme(*prescriptions: Prescription) -> Decimal | str:
    """Return the morphine equivalents a day, or the outcome where there are none."""
    answer = ask(daily_mme, opioids=Found(tuple(prescriptions)))
    [fact] = answer.derived or [None]
    return fact.value if fact else str(answer.outcome)
