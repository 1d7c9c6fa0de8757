"""Numbers as prose writes them: reading one that stands before its key, and finding those that look like a result."""
import dataclasses
import re

from tools.fences import without_code

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
MAGNITUDES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}

UNSIGNED = r"(?:\d{1,3}(?:(?:,|\{,\})\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+−]?\d+)?"  # {,} is the thousands comma of TeX
NUMBER = rf"[-+−]?{UNSIGNED}"
TEN_TO_THE = r"\s?(?:×|\\times|\\cdot)\s?10(?:\^\{?\s?[-+−]?\d+\s?\}?|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
PERCENT = r"(?:\s|\\,)?\\?%"
MAGNITUDE = r"\s(?:thousand|million|billion)"
TIME = r"(?:ms|µs|μs|ns|s|seconds?|milliseconds?|microseconds?)"
THING = (r"(?:minutes?|hours?|times|epochs?|parameters?|steps?|iterations?|updates?|examples?|samples?|images?|weights?|errors?|mistakes?"
         r"|percentage points?|FLOPs?|MFLOPs?|[kMG]i?B)")
COMPARED = "more|less|fewer|faster|slower|larger|smaller|bigger|longer|shorter|weaker|stronger|better|worse|higher|lower"
QUALITY = r"(?:accuracy|accuracies|loss|error|errors|score|scores|precision|recall)"
LINKING = r"(?:\s+(?:of|is|was|are|were|at|about|to|only|reaches|reached|falls|fell|rises|rose|drops|dropped|from|by|just|over|under)\b)+"

PRINTED = re.compile(rf"(?<![\d.])((?:(?<![\w)])[-+−])?{UNSIGNED})({TEN_TO_THE})?(?:({PERCENT})|({MAGNITUDE}))?")

# In text, strongest first: what one rule has found, no other finds again.
RULES = [
    ("a percentage", re.compile(rf"{NUMBER}(?:\s?%|\sper\s?cent\b)")),
    ("a power of ten", re.compile(rf"{NUMBER}{TEN_TO_THE}")),
    ("a time", re.compile(rf"(?<![\w.])(?!(?:19|20)\d0s\b){NUMBER}\s?{TIME}\b")),
    ("a ratio", re.compile(rf"(?<![\w.×]){NUMBER}(?:\s?[x×](?![\w×])(?!\s*\d)|-fold\b|\stimes\s(?:as|{COMPARED}))")),
    ("a decimal number", re.compile(r"(?<![\w.])[-+−]?[\d,]*\d\.\d+(?:[eE][-+−]?\d+)?(?!\.?\d)")),
    ("an exponent", re.compile(r"(?<![\w.])\d+[eE][-+−]?\d+\b")),
    ("a long count", re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\w,])|(?<![\w.,])\d{5,}(?![\w.])")),
    ("a count", re.compile(rf"(?<![\w.×])(?<!×\s)\d{{2,}}(?:\s|-){THING}\b")),
    ("a share", re.compile(r"(?<![\w.])(?:\d{2,} (?:out )?of (?:the |all )?\d+|\d+ (?:out )?of (?:the |all )?\d{2,})\b")),
    ("a score", re.compile(rf"\b{QUALITY}{LINKING}\s+\d{{2,}}\b", re.I)),
]

# What holds no result: code, markup, a name, a version, a heading, a choice of a self-check question.
PROSE_DIRECTIVES = "note|tip|warning|important|admonition|seealso|hint|caution|dropdown|figure|table|list-table"
INLINE_CODE = re.compile(r"(?<!`)(`{1,2})(?!`).*?(?<!`)\1(?!`)", re.S)
NO_PROSE = [
    re.compile(r"(?<!`)\{(?:cite|ref|numref|doc|eq|term|glue)[\w:]*\}`[^`]*`"),
    INLINE_CODE,
    re.compile(r"<!--.*?-->", re.S),
    re.compile(r"<summary>.*?</summary>", re.S),
    re.compile(r"</?[a-zA-Z][^<>]*>"),
    re.compile(r"<https?://[^>]*>|https?://\S+"),
    re.compile(r"(?<=\])\([^)\s]*(?:\s\"[^\"]*\")?\)"),
    re.compile(r"^\([\w:.-]+\)=$|^:\w+:.*$", re.M),
    re.compile(r"^#{1,6} .*$", re.M),
    re.compile(r"^\*\*Time:\*\* about [\d,–-]+ minutes\b.*?$", re.M),
    re.compile(r"^\s*\d+\. (?=\S)", re.M),  # an item of a numbered list
    re.compile(r"\bar[xX]iv:\s?\S+|\b10\.\d{4,}/\S+|\b\d+\.\d+\.\d+(?:\.\w+)*\b"),
    re.compile(r"(?:\b(?:Python|NumPy|Keras|TensorFlow|PyTorch|JAX|scikit-learn|matplotlib|version|CC BY|section|chapter|figure|Fig\."
               r"|table|equation|exercise)|§)(?:[ ~]|-SA )\d+(?:\.\d+)*(?:\s?[–-]\s?\d+(?:\.\d+)*)?", re.I),
]
SETTING = re.compile(r"(?<!`)`([±−+-]?\d[\d,_]*(?:\.\d+)?(?:[eE][-+]?\d+)?)`(?!`)")  # a number in code, and nothing else in it
MATH = re.compile(r"\$\$.*?\$\$|(?<![\\$])\$(?!\s)(?:\\.|[^$\\])+?\$|\\begin\{(\w+\*?)\}.*?\\end\{\1\}", re.S)
APPROXIMATE = re.compile(r"\\(?:approx|simeq)\s*([-+−]?\d[\d,]*(?:\.\d+)?)")
EQUAL = re.compile(rf"(?:=|^\$+)\s*([-+−]?\d+\.\d+)(?!\d|{PERCENT}|{TEN_TO_THE})")


@dataclasses.dataclass(frozen=True)
class Printed:
    """A number as it stands in a text: its value, half a unit of its last printed place, and where it begins."""
    text: str
    value: float
    half_unit: float
    percent: bool
    start: int


def number_before(text, unit=False):
    """The number on which `text` ends, in prose, in bold, in code or at the end of $math$; None if there is none.

    `unit=True` allows one word of unit between the number and the end.
    """
    end = len(text.rstrip(" \n"))
    if unit:
        end = len(re.sub(rf"(?<=\d)(?:\s|-)?(?:{TIME}|{THING}|[x×]|times \w+|per\s?cent)$", "", text[:end]))
    end = len(text[:end].rstrip("*_`"))
    if text[:end].endswith("$"):
        end = len(re.sub(r"(?:\\[,;!]|\s)*$", "", text[:end].rstrip("$")))
        start = text.rfind("$", 0, end) + 1
    else:
        start = max(text.rfind("\n\n", 0, end), 0)
    last = next((match for match in PRINTED.finditer(text, start, end) if match.end() == end), None)
    return None if last is None else _printed(last)


def rounds_to(value, printed):
    """Whether `value` rounded to the printed places gives the printed number; glued values have six digits."""
    measured = value * 100 if printed.percent else value
    return abs(measured - printed.value) <= printed.half_unit * (1 + 1e-6) + 1e-6 * abs(measured) * (printed.half_unit < 0.4)


def result_like(text):
    """All numbers in Markdown that look like a result, as (sentence, position) pairs, in the order of the text."""
    text = blank(without_code(text, PROSE_DIRECTIVES), *NO_PROSE)
    found = []
    for math in MATH.finditer(text):
        found += [(f"{what} without a key: {shown!r}", math.start() + place) for what, shown, place in _in_math(math.group())]
    text = blank(text, MATH)
    for what, pattern in RULES:
        for match in pattern.finditer(text):
            found.append((f"{what} without a key: {match.group().strip()!r}", match.start()))
            text = text[:match.start()] + re.sub(r"[^\n]", " ", match.group()) + text[match.end():]
    return sorted(found, key=lambda item: item[1])


def settings(text):
    """All numbers in Markdown that are written as code, as (value without its sign, as written, position)."""
    found = SETTING.finditer(without_code(text, PROSE_DIRECTIVES))
    return [(float(re.sub("[±−+,_]|^-", "", match.group(1))), match.group(1), match.start()) for match in found]


def visible(text):
    """The text with spaces in the place of code: a comment in code is shown, not meant."""
    return blank(without_code(text, PROSE_DIRECTIVES), INLINE_CODE)


def blank(text, *patterns):
    """The text with spaces in the place of all that the patterns find; positions and lines stay."""
    for pattern in patterns:
        text = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    return text


def _in_math(math):
    """Results in a formula: what is approximate, a percentage, or has three or more digits that no setting has."""
    found = [("an approximate value", match.group(1), match.start()) for match in APPROXIMATE.finditer(math)
             if "." in match.group(1) or len(match.group(1)) > 1]
    found += [("a percentage", match.group(), match.start()) for match in re.finditer(rf"{NUMBER}(?:\\,|\s)?\\%", math)]
    found += [("a power of ten", match.group(), match.start()) for match in re.finditer(rf"\d\.\d+{TEN_TO_THE}", math)]
    for match in EQUAL.finditer(math):
        digits = re.sub(r"\D", "", match.group(1)).lstrip("0")
        if len(digits) >= 3 and set(digits) != {"9"}:  # 0.999 is a setting
            found.append(("a decimal number", match.group(1), match.start()))
    return found


def _printed(match):
    number, power, percent, magnitude = match.groups()
    mantissa, _, exponent = re.sub(r"[,{}]", "", number.lower()).replace("−", "-").partition("e")
    power_of_ten = int(exponent or 0)
    if power:
        written = power.partition("10")[2].translate(SUPERSCRIPTS).replace("−", "-")
        power_of_ten += int(re.sub(r"[^\d+-]", "", written))
    scale = 10.0 ** power_of_ten * MAGNITUDES.get((magnitude or "").strip(), 1.0)
    decimals = len(mantissa.partition(".")[2])
    return Printed(match.group().strip(), float(mantissa) * scale, 0.5 * 10.0 ** -decimals * scale, bool(percent), match.start())
