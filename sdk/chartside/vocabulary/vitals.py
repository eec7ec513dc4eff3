"""Vital signs, found alone or as components of the panels that hold them."""

from typing import Annotated

from chartside.facts import Quantity
from chartside.inputs import Latest, days
from chartside.missing import Missing
from chartside.vocabulary.table import table

_TABLE = table("vitals")
SYSTOLIC_BP = _TABLE.code_set("systolic-bp")
DIASTOLIC_BP = _TABLE.code_set("diastolic-bp")
MEAN_BP = _TABLE.code_set("mean-bp")
HEART_RATE = _TABLE.code_set("heart-rate")
RESPIRATORY_RATE = _TABLE.code_set("respiratory-rate")
TEMPERATURE = _TABLE.code_set("temperature")
OXYGEN_SATURATION = _TABLE.code_set("oxygen-saturation")
FIO2 = _TABLE.code_set("fio2")
OXYGEN_FLOW = _TABLE.code_set("oxygen-flow")
WEIGHT = _TABLE.code_set("weight")
HEIGHT = _TABLE.code_set("height")
BMI = _TABLE.code_set("bmi")
WAIST = _TABLE.code_set("waist")
GCS = _TABLE.code_set("gcs")
PAIN = _TABLE.code_set("pain")
URINE_OUTPUT = _TABLE.code_set("urine-output")

SystolicBP = Annotated[Quantity | Missing, Latest(SYSTOLIC_BP, unit="mm[Hg]", max_age=days(90))]
"""The newest systolic blood pressure of the last 90 days, in mm[Hg]."""
DiastolicBP = Annotated[Quantity | Missing, Latest(DIASTOLIC_BP, unit="mm[Hg]", max_age=days(90))]
"""The newest diastolic blood pressure of the last 90 days, in mm[Hg]."""
MeanBP = Annotated[Quantity | Missing, Latest(MEAN_BP, unit="mm[Hg]", max_age=days(1))]
"""The newest mean blood pressure of the last day, in mm[Hg]."""
HeartRate = Annotated[Quantity | Missing, Latest(HEART_RATE, unit="/min", max_age=days(1))]
"""The newest heart rate of the last day, in /min."""
RespiratoryRate = Annotated[Quantity | Missing, Latest(RESPIRATORY_RATE, unit="/min", max_age=days(1))]
"""The newest respiratory rate of the last day, in /min."""
Temperature = Annotated[Quantity | Missing, Latest(TEMPERATURE, unit="Cel", max_age=days(1))]
"""The newest body temperature of the last day, in Cel."""
OxygenSaturation = Annotated[Quantity | Missing, Latest(OXYGEN_SATURATION, unit="%", max_age=days(1))]
"""The newest oxygen saturation of the last day, in %."""
FiO2 = Annotated[Quantity | Missing, Latest(FIO2, unit="%", max_age=days(1))]
"""The newest fraction of inspired oxygen of the last day, in %."""
OxygenFlow = Annotated[Quantity | Missing, Latest(OXYGEN_FLOW, unit="L/min", max_age=days(1))]
"""The newest inhaled oxygen flow of the last day, in L/min."""
Weight = Annotated[Quantity | Missing, Latest(WEIGHT, unit="kg", max_age=days(90))]
"""The newest body weight of the last 90 days, in kg."""
Height = Annotated[Quantity | Missing, Latest(HEIGHT, unit="cm", max_age=days(3650))]
"""The newest body height of the last 3650 days, in cm."""
BodyMassIndex = Annotated[Quantity | Missing, Latest(BMI, unit="kg/m2", max_age=days(365))]
"""The newest body mass index of the last 365 days, in kg/m2."""
Waist = Annotated[Quantity | Missing, Latest(WAIST, unit="cm", max_age=days(365))]
"""The newest waist circumference of the last 365 days, in cm."""
GlasgowComaScore = Annotated[Quantity | Missing, Latest(GCS, unit="{score}", max_age=days(1))]
"""The newest Glasgow coma score of the last day, in {score}."""
Pain = Annotated[Quantity | Missing, Latest(PAIN, unit="{score}", max_age=days(1))]
"""The newest pain severity, 0 to 10 of the last day, in {score}."""
UrineOutput = Annotated[Quantity | Missing, Latest(URINE_OUTPUT, unit="mL", max_age=days(1))]
"""The newest urine output of the last day, in mL."""
