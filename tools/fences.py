"""Code blocks in Markdown, between fences of backticks or tildes: no heading, link or number in them is one."""
import re

FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})(.*)")
NONE, ALL = r"(?!)", r"[\w:-]+"  # directives


def without_code(text, directives=NONE):
    """The text with spaces in the place of its code blocks; positions and lines stay. A block that is not closed reaches to the end.

    A directive whose name matches the pattern `directives` is no code: what stands in it is read on, with the code blocks in it.
    """
    lines, blocks = [], []  # the open blocks: (their fence, whether they are code)
    for line in text.split("\n"):
        fence, rest = match.groups() if (match := FENCE.match(line)) else ("", "")
        inside_code = bool(blocks) and blocks[-1][1]
        if fence and blocks and fence.startswith(blocks[-1][0]) and not rest.strip():
            blocks.pop()
        elif fence and not inside_code:
            blocks.append((fence, not re.match(rf"\{{(?:{directives})\}}", rest)))
            inside_code = blocks[-1][1]
        lines.append(" " * len(line) if inside_code else line)
    return "\n".join(lines)
