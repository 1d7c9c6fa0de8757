"""Finish the EPUB that Sphinx wrote: declare the formulas and figures that its pages hold, and make sure that every page is XML."""
import pathlib
import re
import xml.etree.ElementTree as ET
import zipfile


class EpubError(Exception):
    """The EPUB cannot be read by a reading program."""


def finish(folder):
    """Mend the one EPUB in `folder` and return its path. Raises EpubError for a page that is not well-formed XML."""
    path = next(pathlib.Path(folder).glob("*.epub"))
    with zipfile.ZipFile(path) as book:
        files = [(info, book.read(info)) for info in book.infolist()]
    properties, broken = {}, []
    for info, data in files:
        if not info.filename.endswith(".xhtml"):
            continue
        try:
            ET.fromstring(data)
        except ET.ParseError as error:
            broken.append(f"{info.filename}: {error}")
        found = [name for name, mark in (("mathml", b"<math"), ("svg", b"<svg")) if mark in data]
        if found:
            properties[info.filename] = " ".join(found)
    if broken:
        raise EpubError("pages of the EPUB are not well-formed XML:\n" + "\n".join(broken))
    temporary = path.with_suffix(".part")
    with zipfile.ZipFile(temporary, "w") as book:
        for info, data in files:  # `mimetype` stays first and uncompressed
            if info.filename.endswith(".opf"):
                data = declare(data.decode(), properties, pathlib.PurePosixPath(info.filename).parent).encode()
            book.writestr(info, data)
    temporary.replace(path)
    return path


def declare(manifest, properties, folder):
    """The package file with `properties` of each page named in its item, as EPUB 3 demands."""
    def item(match):
        href = re.search(r'href="([^"]*)"', match[0])[1]
        words = properties.get((folder / href).as_posix())
        if not words or "properties=" in match[0]:
            return match[0]
        return match[0].replace("<item ", f'<item properties="{words}" ', 1)

    return re.sub(r"<item\s[^>]*>", item, manifest)
