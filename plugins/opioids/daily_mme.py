"""Provides the morphine milligram equivalents a day that other analyses read."""

from __future__ import annotations

from collections.abc import Iterator

from chartside import (
    CannotTell,
    Moment,
    NotApplicable,
    Quiet,
    Required,
    Today,
    analysis,
    provides,
)
from chartside.analysis import Yield
from chartside.vocabulary import DAILY_MME
from plugins.opioids.patient import Opioids, Tables
from plugins.opioids.reckoning import Line, reckon, shown
from plugins.opioids.tables import SOURCES

LIMITS = (
    "Factors are for what is swallowed and for fentanyl patches; injections, lozenges and sprays are not converted, and "
    "buprenorphine never. Prescriptions that overlap are added up; "
    "'as needed' counts as always; what is left over of an earlier fill, or taken otherwise than written, is not seen. Not for changing "
    "from one opioid to another: these are no equianalgesic doses."
)


@provides(DAILY_MME)
@analysis(
    "opioids.daily_mme",
    version="1.0.0",
    title="Morphine milligram equivalents a day",
    pace="instant",
    source=SOURCES,
    limits=LIMITS,
)
def daily_mme(opioids: Required[Opioids], today: Today, tables: Tables) -> Iterator[Yield]:
    """Add up what the opioids that count now come to in a day; tell nothing where one of them cannot be converted."""
    reckoning = reckon(tables, opioids, today)
    told = {"lines": [line.working() for line in reckoning.lines]}
    if opioids.unknown is not None:
        yield CannotTell(
            f"not every medicine is known: {opioids.unknown}", lacks={"opioids": "every medicine"}
        ).explain(**told, missing=["opioids"])
    elif reckoning.lacking:
        yield CannotTell(said(reckoning.lacking), lacks={"opioids": lacks(reckoning.lacking)}).explain(**told)
    elif reckoning.total is None:
        yield NotApplicable("no opioid counts now that is converted").explain(**told)
    else:
        counted = [line.prescription for line in reckoning.counted]
        yield DAILY_MME.of(reckoning.total, Moment.at(today)).because(*counted)
        yield Quiet(f"{shown(reckoning.total)} MME a day").explain(**told, total=reckoning.total, unit="mg/d")


def said(lacking: tuple[Line, ...]) -> str:
    """Return of which products what is not known."""
    return "not known: " + "; ".join(f"{line.product}: {line.lacks}" for line in lacking)


def lacks(lacking: tuple[Line, ...]) -> str:
    """Return what lacks, each once."""
    return ", ".join(dict.fromkeys(line.lacks for line in lacking))
