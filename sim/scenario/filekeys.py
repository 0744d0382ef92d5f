"""Keys that only files have: they are worked out before a scenario is validated, and no model keeps them."""

from __future__ import annotations

AS_OF = "agreements_as_of"
"""Of a scenario: the day whose agreements hold throughout."""

NETWORK_KEYS = ("jail_defaults", "field_office_defaults", "jails_file", AS_OF)
"""Of a scenario: what its jails and field offices share."""

AGREEMENT_DATES = ("agreement_from", "agreement_until")
"""Of a jail: the first and the last day of its agreement."""

AGREEMENT_KEYS = ("agreement", *AGREEMENT_DATES, "model")
"""Of a jail: whether it has an agreement, when and of which model, so when the teams of its screening are in force."""

JAIL_KEYS = (*AGREEMENT_KEYS, "bookings_per_resident_year")
"""Of a jail: when its teams are in force, and what its bookings follow from."""
