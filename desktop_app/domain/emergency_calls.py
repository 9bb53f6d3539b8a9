"""The public numbers that are called first when somebody is in need of help at once."""

from __future__ import annotations

from desktop_app.domain.errors import N_

EMERGENCY_CALLS = ((N_("急救"), "120"), (N_("报警"), "110"), (N_("火警"), "119"))
"""What is called and its number, in the order in which they are printed and shown everywhere."""
