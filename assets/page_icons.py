"""The icons of the theme, cut down to those that the pages show: a few kilobytes in place of 300.

The theme loads all of Font Awesome as web fonts. Its stylesheet, once trimmed to what occurs in the pages, names the letters that are
shown; the fonts keep these and nothing else.
"""
import hashlib
import pathlib
import re
import shutil

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = pathlib.Path("_static/vendor/fontawesome/webfonts")
FACE = re.compile(r'src:\s*url\(([^)]*/fa-[\w-]+)\.woff2\)\s*format\("woff2"\),\s*url\([^)]*\.ttf\)\s*format\("truetype"\)')


def code_points(css):
    """The icon letters that a stylesheet shows, written out or escaped."""
    escaped = {int(code, 16) for code in re.findall(r"\\([ef][0-9a-f]{3})\b", css)}
    return escaped | {ord(letter) for letter in css if "\ue000" <= letter <= "\uf8ff"}


def ask_for_cut_fonts(css):
    return FACE.sub(lambda match: f'src:url({match[1]}.woff) format("woff")', css)


def cut_fonts(folder, codes, cache):
    """Replace the icon fonts of the site in `folder` by fonts with the glyphs of `codes` alone; made ones are kept in `cache`."""
    for source in (pathlib.Path(folder) / FONTS).glob("*.ttf"):
        digest = hashlib.sha256(source.read_bytes() + repr(sorted(codes)).encode()).hexdigest()[:16]
        kept = pathlib.Path(cache) / f"{source.stem}-{digest}.woff"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            font = TTFont(source)
            options = subset.Options(layout_features=[], hinting=False, notdef_outline=False, drop_tables=["FFTM", "GSUB", "GPOS"])
            cutter = subset.Subsetter(options)
            cutter.populate(unicodes=codes)
            cutter.subset(font)
            font.flavor = "woff"
            font.save(kept)
        shutil.copyfile(kept, source.with_suffix(".woff"))
        source.unlink()
        source.with_suffix(".woff2").unlink(missing_ok=True)
