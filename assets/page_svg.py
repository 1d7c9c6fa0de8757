"""The SVG of a figure in the two forms in which a book holds it: a file of its own for the web pages, or part of a page.

A figure is thousands of elements. In a web page they would be laid out and styled with the words, most of them for figures that
nobody has scrolled to yet; as an image each figure is fetched when the reader comes near, and is sharp at any size all the same.
An image does not see the colours of its page. Its ink follows the theme by the address: `figure.svg` is drawn for a light page,
`figure.svg#dark` for a dark one (page.js chooses). On paper and in the EPUB the figure stands in the page and has the page's ink.
"""
import html
import re
import xml.etree.ElementTree as ET

INK = "#262626"  # dlbook.plotting.INK; the page cannot import matplotlib
DARK_INK = "#dfe3e7"  # --pst-color-text-base of the dark theme
# Colours of dlbook.plotting that are too deep for a dark page → their name and the lighter colour of the same hue.
DEEP = {"#0072b2": ("--blue", "#4ba3dc"), "#d55e00": ("--red", "#ee8146"), "#009e73": ("--green", "#2dbd92")}
DEEP_COLOR = re.compile("|".join(DEEP), re.I)
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"
REFERENCE = re.compile(r"url\(#([^)]+)\)")
THEMES = (f":root{{color:{INK}}}"
          f":root:target{{color:{DARK_INK};{';'.join(f'{name}:{light}' for name, light in DEEP.values())}}}")


def clean_svg(text):
    """The SVG document `text` without what a book does not need: `(svg, width, height)`, the size in CSS pixels.

    Ids that nothing refers to go, ink becomes `currentColor`, the rules that matplotlib writes for every element of a document are
    kept to this one. Raises ValueError for a text that is no SVG.
    """
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        raise ValueError(f"the SVG is not well formed: {error}") from None
    if root.tag != SVG + "svg":
        raise ValueError(f"expected an <svg> element, got <{root.tag}>")
    _remove_style(root)
    used = set()
    for element in root.iter():
        if XLINK in element.attrib:
            element.set("href", element.attrib.pop(XLINK))
        for name, value in element.attrib.items():
            used.update(REFERENCE.findall(value))
            if name == "href" and value.startswith("#"):
                used.add(value[1:])
    for element in root.iter():
        _rewrite(element, used)
    width, height = _pixels(root)
    for name in ("role", "aria-label"):
        root.attrib.pop(name, None)
    root.attrib.update({"width": f"{width:g}", "height": f"{height:g}"})
    root.attrib.setdefault("viewBox", f"0 0 {width:g} {height:g}")
    ET.register_namespace("", SVG[1:-1])
    return ET.tostring(root, encoding="unicode"), width, height


def inline_svg(svg, prefix, alt):
    """A cleaned SVG as an element of a page: its ids get `prefix`, `alt` describes it."""
    svg = re.sub(r'(\sid="|\shref="#|url\(#)', lambda match: match[1] + prefix, svg)
    return svg.replace("<svg ", f'<svg class="figure-svg" role="img" aria-label="{html.escape(alt)}" ', 1)


def svg_file(svg):
    """A cleaned SVG as a file for an `<img>`: for a light page, and for a dark one where the address ends in `#dark`."""
    # Only inside style="…": a presentation attribute takes no custom property.
    svg = re.sub(r'style="[^"]*"', lambda style: DEEP_COLOR.sub(_themed, style[0]), svg)
    opening = re.match(r"<svg\b[^>]*>", svg)[0]
    return opening.replace("<svg ", '<svg id="dark" ', 1) + f"<style>{THEMES}</style>" + svg[len(opening):]


def _themed(color):
    return f"var({DEEP[color[0].lower()][0]},{color[0]})"


def _remove_style(root):
    for parent in list(root.iter()):
        for child in list(parent):
            rules = (child.text or "").strip() if child.tag == SVG + "style" else None
            if rules is None and child.tag == SVG + "metadata":
                parent.remove(child)
            elif rules is not None:
                # A <style> inside a page holds for the whole page: what is said of `*` goes to the root and is inherited.
                whole = re.fullmatch(r"\*\s*\{([^}]*)\}", rules)
                if not whole:
                    raise ValueError(f"the SVG brings style rules that would hold for the whole page: {rules[:80]!r}")
                root.set("style", f"{root.get('style', '')}{';' if root.get('style') else ''}{whole[1].strip()}")
                parent.remove(child)


def _rewrite(element, used):
    for name, value in list(element.attrib.items()):
        if name == "id":
            if value not in used:
                del element.attrib["id"]
        elif name == "href":
            element.set("href", re.sub(r"\s+", "", value))
        else:
            value = re.sub(INK, "currentColor", value, flags=re.I)
            element.set(name, re.sub(r"\s+", " ", value).strip())
    for field in ("text", "tail"):
        if not (getattr(element, field) or "").strip():
            setattr(element, field, None)


def _pixels(root):
    """Width and height in CSS pixels, from lengths in pt, px or none (then the view box)."""
    box = [float(number) for number in root.get("viewBox", "0 0 300 150").split()]
    sizes = []
    for name, fallback in (("width", box[2]), ("height", box[3])):
        match = re.fullmatch(r"([\d.]+)\s*(pt|px|)", root.get(name, ""))
        sizes.append(float(match[1]) * (4 / 3 if match[2] == "pt" else 1) if match else fallback)
    return sizes
