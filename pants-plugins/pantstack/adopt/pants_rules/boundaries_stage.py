"""The stage `boundaries`: modules that are declared elsewhere, or that are guessed, and a baseline."""

from __future__ import annotations

from typing import Optional

from pantstack.adopt import choose_source, declared, declared_builds
from pantstack.adopt.choose_source import NONE
from pantstack.adopt.model import Changes
from pantstack.adopt.pants_toml import PantsToml
from pantstack.adopt.sources.model import ForeignDeclarations
from pantstack.base.errors import Parsed, UserError, UserErrors
from pantstack.boundaries.adoption.describe import first_sentence
from pantstack.boundaries.adoption.model import Options
from pantstack.boundaries.pants_rules import propose_modules
from pantstack.boundaries.pants_rules.goal_result import GoalResult
from pantstack.boundaries.pants_rules.propose_modules import Place
from pantstack.boundaries.run.evaluation import CheckResult
from pantstack.declarations.configuration import FILE


def boundaries(
    result: CheckResult, place: Place, options: Options, foreign: Optional[ForeignDeclarations], toml: str
) -> tuple[Changes, str]:
    """Propose modules, and describe them; nothing where all of them are there.

    Args:
        foreign: what another tool has declared; None to guess.
        toml: the text of pants.toml.

    Raises:
        UserError: where an option or a declaration is wrong.
        UserErrors: where modules could not be imported.
    """
    if foreign is None:
        proposed = _refused(propose_modules.proposal(result, options, place))
        is_declared = not proposed.files and result.facts.project.catalog.modules
        return Changes(proposed.files), "" if is_declared else proposed.text
    if options != Options():
        raise UserError(
            f"--under and --depth guess modules, and {foreign.path} declares them.",
            f"Leave them out, or guess all the same: --source={NONE}.",
        )
    errors = tuple(choose_source.root_errors(foreign, place.source_roots))
    if errors:
        raise UserErrors(errors)
    project = result.facts.project
    files = declared.docstring_files(foreign.modules, project.scans)
    docstrings = propose_modules.docstrings(place.root, files.values())
    descriptions = {module: first_sentence(docstrings[path]) for module, path in files.items()}
    found = declared.declare(foreign, project, descriptions)
    if not found.modules:
        return Changes(), ""
    settings = PantsToml(toml)
    notes = sorted({*found.notes, *declared_builds.with_settings(settings, foreign)})
    builds = declared_builds.build_texts(found.modules, project.builds, tuple(project.scans))
    text = declared_builds.describe(foreign, found.modules, notes)
    after = Place(place.root, place.source_roots, place.baseline, {**foreign.severities, **place.severities})
    proposed = _refused(propose_modules.with_baseline(result, found.project, GoalResult(text, builds), after))
    return Changes({**proposed.files, **({FILE: settings.text} if settings.text != toml else {})}), proposed.text


def _refused(proposed: Parsed[GoalResult]) -> GoalResult:
    if proposed.errors:
        raise UserErrors(proposed.errors)
    return proposed.value
