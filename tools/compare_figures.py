"""Do two drawings show the same? SVG mark by mark, raster images by their worst block of pixels.

In SVG, words are glyphs with names and are compared exactly; coordinates may differ by 0.05 % of the figure's size, which
is far below what a reader sees and far above the rounding of a drawing. In a cell with a stated tolerance, coordinates may
differ by that fraction of the figure's size, and images are blurred by as much before they are compared.
"""
import base64
import binascii
import io
import re
import xml.etree.ElementTree as ElementTree

import numpy as np
from PIL import Image, ImageFilter

from tools.compare_text import compare_text

POSITION_RTOL = 0.0005  # of the figure's larger side
COLOR_STEP = 3  # of 255: one step of a colour map
PNG_BLOCK = 8  # pixels
PNG_THRESHOLD = 10.0  # of 255, mean over a block
EMBEDDED_THRESHOLD = 2.0  # an image inside an SVG is data without letters or edges: 1 % of the colour range is 2.55

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
COLOR = re.compile(r"#[0-9a-fA-F]{6}\b|rgba?\([^)]*\)")
MADE_ID = re.compile(r"\b[a-zA-Z]{1,3}[0-9a-f]{10}\b")  # matplotlib names clip paths and markers by a hash of their coordinates
POSITIONS = {"d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "points", "width", "height", "viewBox"}


def compare_svg(stored, new, tolerance):
    """The first difference between two SVG texts in a sentence, or None."""
    if stored == new:
        return None
    try:
        old_root, new_root = ElementTree.fromstring(stored), ElementTree.fromstring(new)
    except ElementTree.ParseError as error:
        return f"not a readable SVG: {error}"
    size = _size(old_root)
    allowed = size * (tolerance.rtol if tolerance.stated else POSITION_RTOL)
    old_marks, new_marks = _marks(old_root), _marks(new_root)
    old_names, new_names = {}, {}
    for old, fresh in zip(old_marks, new_marks, strict=False):
        where = _where(old)
        if old[0].tag != fresh[0].tag or old[1] != fresh[1]:
            return f"another structure: {where} became {_where(fresh)}"
        if difference := _compare_mark(old[0], fresh[0], allowed, tolerance, old_names, new_names):
            return f"{where}: {difference} (figure size {size:.0f})"
    if len(old_marks) != len(new_marks):
        return f"{len(old_marks)} marks were stored, now there are {len(new_marks)}"
    return None


def compare_png(stored, new, tolerance):
    """The first difference between two base64-encoded images in a sentence, or None."""
    if stored.strip() == new.strip():
        return None
    blur = tolerance.rtol if tolerance.stated else 0.0
    return _compare_pixels(_decoded(stored), _decoded(new), PNG_BLOCK, PNG_THRESHOLD, blur)


def largest_block_difference(a, b, block):
    """The largest mean difference over `block` × `block` pixels (a rest at the edge is a block too), and where (row, column).

    `a`, `b`: (height, width, channels), 0 to 255; of the channels, the one that differs most counts.
    """
    difference = np.abs(a.astype(float) - b).max(axis=2)  # (height, width)
    rows, columns = np.arange(0, difference.shape[0], block), np.arange(0, difference.shape[1], block)
    sums = np.add.reduceat(np.add.reduceat(difference, rows, axis=0), columns, axis=1)
    areas = np.outer(np.diff(np.append(rows, difference.shape[0])), np.diff(np.append(columns, difference.shape[1])))
    means = sums / areas
    row, column = np.unravel_index(np.argmax(means), means.shape)
    return float(means[row, column]), (int(row) * block, int(column) * block)


def _compare_pixels(a, b, block, threshold, blur):
    """`blur`: the radius of a Gaussian as a fraction of the image's larger side; what moves by less then changes little."""
    if isinstance(a, str) or isinstance(b, str):
        return a if isinstance(a, str) else b
    if a.shape != b.shape:
        return f"the image's size changed from {a.shape[1]}×{a.shape[0]} to {b.shape[1]}×{b.shape[0]} pixels"
    if blur:
        smooth = ImageFilter.GaussianBlur(blur * max(a.shape))
        a, b = (np.asarray(Image.fromarray(image).filter(smooth)) for image in (a, b))
    worst, (row, column) = largest_block_difference(a, b, block)
    if worst <= threshold:
        return None
    return (f"the image changed: the {block}×{block} pixels at row {row}, column {column} differ by {worst:.1f} of 255 on average, "
            f"{threshold:g} is allowed")


def _decoded(text):
    """Base64 text as an RGBA array on white (height, width, 3), or a sentence why it is none."""
    try:
        image = Image.open(io.BytesIO(base64.b64decode(text, validate=False))).convert("RGBA")
    except (OSError, binascii.Error, ValueError) as error:
        return f"not a readable image: {error}"
    white = Image.new("RGBA", image.size, "white")
    return np.asarray(Image.alpha_composite(white, image).convert("RGB"))


def _size(root):
    box = [float(number) for number in NUMBER.findall(root.get("viewBox", ""))]
    sides = box[2:] or [float(NUMBER.match(root.get(side, "100")).group()) for side in ("width", "height")]
    return max(sides)


def _marks(root):
    """All elements but metadata as (element, depth, nearest named ancestor), in the order of drawing."""
    found = []

    def walk(element, depth, name):
        if element.tag.endswith("}metadata"):
            return
        name = element.get("id") or name
        found.append((element, depth, name))
        for child in element:
            walk(child, depth + 1, name)

    walk(root, 0, "")
    return found


def _where(mark):
    element, _, name = mark
    tag = element.tag.split("}")[-1]
    return f"<{tag}> in {name!r}" if name and not MADE_ID.fullmatch(name) else f"<{tag}>"


def _compare_mark(old, new, allowed, tolerance, old_names, new_names):
    if set(old.attrib) != set(new.attrib):
        return f"attributes {sorted(old.attrib)} became {sorted(new.attrib)}"
    if (old.text or "").strip() != (new.text or "").strip() and (problem := _words(old.text or "", new.text or "", tolerance)):
        return problem
    for key, before in old.attrib.items():
        after, name = new.attrib[key], key.split("}")[-1]
        if before == after and not MADE_ID.search(before):
            continue
        if before.startswith("data:image") and after.startswith("data:image"):
            problem = _compare_embedded(before, after, tolerance)
        elif name in POSITIONS:
            problem = _compare_positions(before, after, allowed, tolerance)
        elif name in ("transform", "gradientTransform"):
            problem = _compare_transforms(before, after, allowed)
        elif name in ("aria-label", "alt", "title"):
            problem = _words(before, after, tolerance)
        else:
            problem = _compare_style(_named(before, old_names), _named(after, new_names), tolerance)
        if problem:
            return f"{name}: {problem}"
    return None


def _words(before, after, tolerance):
    return compare_text(before.strip(), after.strip(), tolerance)


def _named(value, names):
    """The attribute with each made-up id replaced by its number in the order of first use."""
    return MADE_ID.sub(lambda found: names.setdefault(found.group(), f"id{len(names)}"), value)


def _compare_positions(before, after, allowed, tolerance):
    if NUMBER.sub("", before).split() != NUMBER.sub("", after).split():
        return _compare_shapes(before, after, allowed) if tolerance.stated else "the shape has other segments"
    a, b = _numbers(before), _numbers(after)
    if len(a) != len(b):
        return _compare_shapes(before, after, allowed) if tolerance.stated else f"the shape has {len(a)} coordinates, now {len(b)}"
    worst = int(np.argmax(np.abs(a - b))) if len(a) else 0
    if not len(a) or abs(a[worst] - b[worst]) <= allowed:
        return None
    return f"coordinate {a[worst]:g} became {b[worst]:g}, {allowed:.3g} is allowed"


def _compare_shapes(before, after, allowed):
    """Two outlines with another number of vertices agree if no vertex of one is far from the other's line."""
    a, b = _outline(before, allowed), _outline(after, allowed)
    if min(len(a), len(b)) < 2:
        return f"the shape has {len(a)} points, now {len(b)}"
    distances = np.concatenate([_distances(a, b), _distances(b, a)])
    return None if distances.max() <= allowed else f"the shape moved by {distances.max():.3g}, {allowed:.3g} is allowed"


def _outline(path, step):
    """Points along a path, at most `step` apart: (points, 2)."""
    points, pieces = _numbers(path), []
    points = points[:len(points) // 2 * 2].reshape(-1, 2)
    for start, end in zip(points[:-1], points[1:], strict=True):
        pieces.append(np.linspace(start, end, 2 + int(np.hypot(*(end - start)) / step)))
    return np.concatenate(pieces) if pieces else points


def _distances(points, others):
    return np.array([np.hypot(*(others - point).T).min() for point in points])


def _compare_transforms(before, after, allowed):
    calls = [re.findall(r"(\w+)\(([^)]*)\)", text) for text in (before, after)]
    if [name for name, _ in calls[0]] != [name for name, _ in calls[1]]:
        return f"{before!r} became {after!r}"
    for (name, old), (_, new) in zip(*calls, strict=True):
        a, b = _numbers(old), _numbers(new)
        if len(a) != len(b):
            return f"{before!r} became {after!r}"
        moved = np.zeros(len(a), bool)
        moved[{"translate": 0, "matrix": 4}.get(name, len(a)):] = True  # lengths; the others are factors and angles
        limits = np.where(moved, allowed, 1e-3 * np.maximum(np.abs(a), 1e-3))
        if (np.abs(a - b) > limits).any():
            return f"{name}({old}) became {name}({new}), {allowed:.3g} is allowed"
    return None


def _compare_style(before, after, tolerance):
    if before == after:
        return None
    old_colors, new_colors = COLOR.findall(before), COLOR.findall(after)
    step = max(COLOR_STEP, tolerance.rtol * 255) if tolerance.stated else COLOR_STEP
    for old, new in zip(old_colors, new_colors, strict=False):
        if np.abs(_channels(old) - _channels(new)).max() > step:
            return f"the colour {old} became {new}"
    return _words(COLOR.sub("colour", before), COLOR.sub("colour", after), tolerance)


def _channels(color):
    if color.startswith("#"):
        return np.array([int(color[place:place + 2], 16) for place in (1, 3, 5)], float)
    return _numbers(color)[:3]


def _compare_embedded(before, after, tolerance):
    a, b = (_decoded(text.partition(",")[2]) for text in (before, after))
    small = not isinstance(a, str) and min(a.shape[:2]) < 8 * PNG_BLOCK  # every pixel of a small image is a number of its own
    least, wide = (COLOR_STEP, 0.0) if small else (EMBEDDED_THRESHOLD, tolerance.rtol)
    if not tolerance.stated:
        return _compare_pixels(a, b, 1 if small else PNG_BLOCK, least, 0.0)
    return _compare_pixels(a, b, 1 if small else PNG_BLOCK, max(least, tolerance.rtol * 255), wide)


def _numbers(text):
    return np.array([float(number) for number in NUMBER.findall(text)])
