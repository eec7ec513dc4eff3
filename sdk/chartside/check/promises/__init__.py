"""Every promise of an analysis, as a function that looks whether it is kept; its docstring is the promise."""

from collections.abc import Callable

from chartside.check.finding import Verdict
from chartside.check.promises.absence import (
    missing_is_not_normal,
    never_more_certain_with_less_data,
    survives_extremes,
    survives_without,
)
from chartside.check.promises.cards import (
    cites_only_what_it_was_given,
    detail_is_safe,
    every_card_cites,
    source_has_url_and_version,
    summary_fits,
    yields_only_what_it_may,
)
from chartside.check.promises.cutoffs import cutoffs_as_declared
from chartside.check.promises.documents import documented, examples_hold, source_attributes_complete
from chartside.check.promises.isolation import (
    no_environment,
    no_files_outside_package,
    no_global_random,
    no_network,
    no_wall_clock,
)
from chartside.check.promises.need import declares_no_unused_input
from chartside.check.promises.pace import imports_quickly, quick_enough
from chartside.check.promises.privacy import no_identifiers_in_logs
from chartside.check.promises.record import (
    adding_an_unrelated_fact_changes_nothing,
    ignores_entered_in_error,
    ignores_other_patient,
    ignores_the_future,
    later_duplicate_changes_nothing,
)
from chartside.check.promises.same import does_not_change_inputs, same_answer_any_input_order, same_answer_twice
from chartside.check.promises.snapshot import survives_json
from chartside.check.promises.units import same_answer_in_other_units
from chartside.check.trial import Trial

Check = Callable[[Trial], Verdict]
CHECKS: tuple[Check, ...] = (
    same_answer_twice,
    same_answer_any_input_order,
    does_not_change_inputs,
    never_more_certain_with_less_data,
    missing_is_not_normal,
    survives_extremes,
    same_answer_in_other_units,
    ignores_entered_in_error,
    ignores_other_patient,
    ignores_the_future,
    adding_an_unrelated_fact_changes_nothing,
    later_duplicate_changes_nothing,
    no_wall_clock,
    no_network,
    no_files_outside_package,
    no_environment,
    no_global_random,
    yields_only_what_it_may,
    every_card_cites,
    cites_only_what_it_was_given,
    summary_fits,
    detail_is_safe,
    source_has_url_and_version,
    survives_json,
    no_identifiers_in_logs,
    declares_no_unused_input,
    quick_enough,
    imports_quickly,
    documented,
    source_attributes_complete,
    examples_hold,
    cutoffs_as_declared,
)
"""Each is asked once of every analysis; `survives_without` is asked besides for each input, by its name."""

__all__ = ["CHECKS", "Check", "survives_without"]
