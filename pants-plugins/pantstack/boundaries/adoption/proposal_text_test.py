"""A proposal as people read it."""

from __future__ import annotations

from pantstack.boundaries.adoption.model import Proposal, ProposedFacade, ProposedModule
from pantstack.boundaries.adoption.proposal_text import text

MODULES = (
    ProposedModule(
        "acme/billing",
        "Sends bills",
        tuple(f"acme/{name}" for name in "bcdefghij"),
        ProposedFacade("acme/billing", ("api.py",), ("acme/billing/api.py",), ("Bill", "send"), 3, 4, "most use it"),
        "it is one of acme/",
        files=12,
        private=7,
        private_from_tests=2,
    ),
    ProposedModule(
        "acme/text",
        "The package acme.text",
        (),
        ProposedFacade("acme/text", (), ("acme/text/a.py", "acme/text/b.py"), (), 0, 0, "it is declared already"),
        "it is one of acme/",
        files=2,
    ),
    ProposedModule("acme/web", "Serves", ("acme/text",), None, "it is one of acme/", "nothing outside imports it", 1),
)


def test_all_of_it() -> None:
    """Every decision has its reason, and what would be written."""
    proposal = Proposal(
        MODULES,
        {"acme/billing/BUILD": "", "acme/web/BUILD": ""},
        (("tests", "its name says that it holds tests"),),
        unowned=1,
    )

    assert (
        text(proposal, {"acme/web/BUILD"})
        == """\
3 modules with 15 files, 2 facades; 1 file in no module. 7 private imports for the baseline.

acme/billing (12 files): Sends bills
  module: it is one of acme/
  facade: acme/billing/api.py: most use it (3 of 4 files)
  names in use: Bill, send
  depends on: acme/b, acme/c, acme/d, acme/e, acme/f, acme/g, acme/h, acme/i and 1 more
  private imports for the baseline: 7, 2 of them in tests

acme/text (2 files): The package acme.text
  module: it is one of acme/
  facade: acme/text/: it is declared already (0 of 0 files)
  makes public: acme/text/a.py, acme/text/b.py
  names in use: none
  depends on: none
  private imports for the baseline: 0

acme/web (1 file): Serves
  module: it is one of acme/
  facade: none, nothing outside imports it
  depends on: acme/text
  private imports for the baseline: 0

Skipped:
  tests: its name says that it holds tests

BUILD files:
  acme/billing/BUILD (new)
  acme/web/BUILD (changed)
"""
    )


def test_nothing() -> None:
    """Where nothing is proposed, it says what to do."""
    assert text(Proposal(unowned=2)) == (
        "No directory is proposed as a module.\n"
        "Name those whose children should be, such as --under=src/acme, or a depth below the source roots.\n"
    )
