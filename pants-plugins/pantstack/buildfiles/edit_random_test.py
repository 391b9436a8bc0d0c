"""Edits of random declarations, judged by the interpreter's own parser."""

from __future__ import annotations

import ast
import io
import tokenize

from hypothesis import given, settings
from hypothesis import strategies as st

from pantstack.buildfiles.edit import set_items
from pantstack.buildfiles.parse import BuildFile

PATHS = ("a", "b/b", "c/" + "c" * 30, "d", "e/" + "e" * 60)
LAYOUTS = ("short", "lines", "hanging", "crowded")


def listed(paths: list[str], layout: str, comma: str, comments: frozenset[str]) -> str:
    """A list; paths among `comments` have one above and one beside them where the layout lets them."""
    texts = [f'"{path}"' for path in paths]
    if layout == "short" or not paths:
        return f"[{', '.join(texts)}{comma if paths else ''}]"
    lines = ["[" if layout != "hanging" else f"[{texts[0]},"]
    for path, text in list(zip(paths, texts))[layout == "hanging" :]:
        ended = text + ("," if path != paths[-1] else comma)
        if layout == "crowded" and len(lines) > 1 and "#" not in lines[-1]:
            lines[-1] += f" {ended}"
        else:
            lines += [f"    # above {path}"] * (path in comments) + [f"    {ended}"]
        lines[-1] += f"  # beside {path}" * (path in comments)
    return "\n    ".join((*lines, "]"))


def declared(text: str) -> tuple[str, list[str]]:
    """Everything but the list's items, and these."""
    tree = ast.parse(text)
    call = next(node for node in ast.walk(tree) if isinstance(node, ast.Call))
    field = next((each for each in call.keywords if each.arg == "depends_on"), None)
    if field is not None:
        call.keywords.remove(field)
    return ast.dump(tree), [] if field is None else ast.literal_eval(field.value)


def comments_in(text: str) -> list[str]:
    """All comments, in order."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from(PATHS), unique=True),
    st.sampled_from(LAYOUTS),
    st.sampled_from(["", ","]),
    st.frozensets(st.sampled_from(PATHS)),
    st.booleans(),
    st.frozensets(st.sampled_from(PATHS)),
    st.frozensets(st.sampled_from(PATHS)),
)
def test_random_declarations(  # noqa: PLR0913, PLR0917  what makes up a declaration, and an edit of it
    paths: list[str],
    layout: str,
    comma: str,
    commented: frozenset[str],
    wide: bool,  # noqa: FBT001
    add: frozenset[str],
    remove: frozenset[str],
) -> None:
    """The list says what it should, in order; all else is kept except the comments of what was removed."""
    between = "\n    " if wide else " "
    fields = (f"depends_on={listed(paths, layout, comma, commented)},", 'owners=["me"]')
    text = f"# top\nf({between.strip(' ')}{between.join(fields)})  # tail\n"
    remove -= add

    after = set_items(BuildFile("BUILD", text), "f", None, "depends_on", add, remove).text

    rest, items = declared(after)
    expected = [path for path in paths if path not in remove]
    expected += sorted(add - set(paths))
    assert rest == declared(text)[0]
    assert items == (sorted(expected) if paths == sorted(paths) else expected)
    assert comments_in(after) == [
        each for each in comments_in(text) if each.split()[-1] not in remove or each.split()[1] in ("top", "tail")
    ]
    assert set_items(BuildFile("BUILD", after), "f", None, "depends_on", add, remove).text == after
    assert after == text or add - set(paths) or remove & set(paths)
    if add - set(paths):
        assert max(len(line) for line in after.split("\n") if "depends_on" in line) <= 100
