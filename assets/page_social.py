"""The picture that a link to the book shows in a chat or a social network: 1200 × 630 pixels, drawn while the book is built."""
import itertools
import math

from PIL import Image, ImageDraw, ImageFont

from tools import vendor

FONTS = vendor.MODULES / "katex" / "dist" / "fonts"
SIZE = (1200, 630)
PAPER, INK, MUTED = "#10222f", "#f4f1ea", "#a9c0cd"
COLORS = {1: "#56b4e9", -1: "#e69f00"}
LAYERS = [3, 5, 5, 2]


def draw(target, title):
    """Draw the picture with the book's title and write it to `target` as PNG."""
    scale = 2  # drawn large and reduced: smooth lines
    image = Image.new("RGB", (SIZE[0] * scale, SIZE[1] * scale), PAPER)
    pen = ImageDraw.Draw(image)
    _network(pen, scale)
    words = ImageFont.truetype(str(FONTS / "KaTeX_Main-Bold.ttf"), 84 * scale)
    small = ImageFont.truetype(str(FONTS / "KaTeX_Main-Regular.ttf"), 34 * scale)
    y = 170 * scale
    for line in _lines(pen, title, words, 590 * scale):
        pen.text((80 * scale, y), line, font=words, fill=INK)
        y += 98 * scale
    pen.text((82 * scale, y + 30 * scale), "A textbook that runs", font=small, fill=MUTED)
    image.resize(SIZE, Image.LANCZOS).quantize(64).save(target, optimize=True)


def _network(pen, scale):
    """A small network at the right; the sign and size of each weight show as colour and width."""
    columns = [[(720 + 130 * layer, 315 + 92 * (index - (units - 1) / 2)) for index in range(units)] for layer, units in enumerate(LAYERS)]
    for layer, (left, right) in enumerate(itertools.pairwise(columns)):
        for i, (x0, y0) in enumerate(left):
            for j, (x1, y1) in enumerate(right):
                weight = math.sin(2.3 * i + 4.1 * j + 1.7 * layer + 0.6)
                pen.line([x0 * scale, y0 * scale, x1 * scale, y1 * scale], fill=COLORS[1 if weight > 0 else -1],
                         width=max(1, round(5 * abs(weight) * scale)))
    for column in columns:
        for x, y in column:
            pen.ellipse([(x - 21) * scale, (y - 21) * scale, (x + 21) * scale, (y + 21) * scale], fill=PAPER, outline=INK, width=4 * scale)


def _lines(pen, text, font, width):
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and pen.textlength(longer, font=font) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
