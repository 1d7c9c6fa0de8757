"""Are two runs of a cell the same? Output by output: what is printed by compare_text.py, figures by compare_figures.py."""
import json
import re

from tools import compare_figures
from tools.cells import STRICT
from tools.compare_text import compare_text, short
from tools.notebooks import WIDGET_VIEW

IMAGES = ("image/png", "image/jpeg")


def compare_outputs(stored, new, tolerance=STRICT):
    """The first difference between two lists of outputs as lines to print; an empty list if they agree."""
    stored, new = merge_streams(stored), merge_streams(new)
    for number, (old, fresh) in enumerate(zip(stored, new, strict=False), start=1):
        if _kind(old) != _kind(fresh):
            return [f"output {number} is of another kind", f"stored: {_kind(old)}", f"now:    {_kind(fresh)}",
                    *_both(_plain(old), _plain(fresh))]
        for part, before, after in _parts(old, fresh):
            if part == "image/svg+xml":
                difference = compare_figures.compare_svg(_joined(before), _joined(after), tolerance)
            elif part in IMAGES:
                difference = compare_figures.compare_png(_joined(before), _joined(after), tolerance)
            else:
                difference = compare_text(_joined(before), _joined(after), tolerance)
            if difference:
                drawn = part in ("image/svg+xml", *IMAGES)
                shown = [] if drawn else _both(_joined(before), _joined(after))
                return [f"output {number}, {part}: {difference}", *shown]
    if len(stored) != len(new):
        extra = (stored if len(stored) > len(new) else new)[min(len(stored), len(new))]
        return [f"{len(stored)} outputs are stored, the run gave {len(new)}; "
                f"the first without a partner is {_kind(extra)}: {short(_plain(extra))}"]
    return []


def merge_streams(outputs):
    """The outputs with all text of one stream put together at its first place, and without the effects of carriage returns."""
    merged, streams = [], {}
    for output in outputs:
        if output.output_type != "stream":
            merged.append(output)
        elif output.name in streams:
            streams[output.name]["text"] += _joined(output.text)
        else:
            streams[output.name] = type(output)(output)
            streams[output.name]["text"] = _joined(output.text)
            merged.append(streams[output.name])
    for stream in streams.values():
        stream["text"] = re.sub(r"^.*\r(?=[^\n])", "", stream["text"], flags=re.M).replace("\r\n", "\n")
    return merged


def _parts(old, fresh):
    """Pairs to compare: the metadata of the two outputs (alt texts, keys), then every MIME type (their kinds agree)."""
    if old.output_type == "stream":
        return [("text", old.text, fresh.text)]
    if old.output_type == "error":
        return [("error", f"{old.ename}: {old.evalue}", f"{fresh.ename}: {fresh.evalue}")]
    metadata = [("metadata", _as_json(old.get("metadata", {})), _as_json(fresh.get("metadata", {})))]
    return metadata + [(mime, old.data[mime], fresh.data[mime]) for mime in _mimes(old)]


def _kind(output):
    if output.output_type == "stream":
        return output.name
    return "an error" if output.output_type == "error" else f"{output.output_type} of " + ", ".join(_mimes(output))


def _mimes(output):
    """The types to compare, the figure's own first: it says best what changed."""
    return sorted(set(output.data) - {WIDGET_VIEW}, key=lambda mime: (mime != "image/svg+xml", mime))


def _plain(output):
    if output.output_type == "stream":
        return _joined(output.text)
    return f"{output.ename}: {output.evalue}" if output.output_type == "error" else _joined(output.data.get("text/plain", ""))


def _joined(text):
    if isinstance(text, str):
        return text
    return "".join(text) if isinstance(text, list) and all(isinstance(line, str) for line in text) else _as_json(text)


def _as_json(value):
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, default=str)


def _both(stored, new, lines=12):
    def shown(text):
        kept = text.splitlines() or [""]
        rest = [f"    ... and {len(kept) - lines} lines more"] if len(kept) > lines else []
        return [f"    {line[:160]}" for line in kept[:lines]] + rest

    return ["  stored:", *shown(stored), "  now:", *shown(new)]
