"""What a code cell's metadata states (a wider tolerance, an exemption) and what may be stored in it."""
import dataclasses
import hashlib

DEFAULT_RTOL, MAX_RTOL = 1e-6, 0.1
IGNORING_TAGS = ("nbval-ignore-output", "nbval-skip")


@dataclasses.dataclass(frozen=True)
class Tolerance:
    """How far two runs of a cell may differ."""
    rtol: float = DEFAULT_RTOL
    integers: bool = False  # True: integers get the same relative tolerance as floats

    @property
    def stated(self):
        return self.rtol > DEFAULT_RTOL


STRICT = Tolerance()


def tolerance_of(cell):
    """The tolerance that the cell's metadata states; ValueError where it has no reason or makes no sense."""
    stated = cell.metadata.get("dlbook", {})
    if "rtol" not in stated:
        if "integers" in stated:
            raise ValueError('metadata says "integers" but states no "rtol"')
        return STRICT
    rtol = stated["rtol"]
    if isinstance(rtol, bool) or not isinstance(rtol, (int, float)) or not DEFAULT_RTOL < rtol <= MAX_RTOL:
        raise ValueError(f"rtol must be a number above {DEFAULT_RTOL} and at most {MAX_RTOL}, got {rtol!r}")
    if not str(stated.get("reason", "")).strip():
        raise ValueError(f"rtol {rtol} without a reason: add \"reason\" to the cell's metadata")
    return Tolerance(float(rtol), stated.get("integers") is True)


def is_exempt(cell):
    """Whether the outputs of this cell are not compared, by tag or by nbval's comment in its source."""
    if set(IGNORING_TAGS) & set(cell.metadata.get("tags", [])):
        return True
    comments = {line.strip().lstrip("#").strip() for line in cell.source.splitlines() if line.strip().startswith("#")}
    return bool({"NBVAL_IGNORE_OUTPUT", "NBVAL_SKIP", "PYTEST_VALIDATE_IGNORE_OUTPUT"} & comments)


def exemption_problem(cell):
    """What is wrong with the exemption of this cell: a mark without a reason, or a reason without the mark; else None."""
    reason = cell.metadata.get("dlbook", {}).get("exempt")
    if is_exempt(cell) and not (isinstance(reason, str) and reason.strip()):
        return 'is exempt from comparison without a reason: add {"dlbook": {"exempt": "reason"}} to its metadata'
    if reason is not None and not is_exempt(cell):
        return "states a reason for an exemption but lacks the tag nbval-ignore-output"
    return None


def source_digest(cell):
    """The fingerprint of the source that made an exempt cell's outputs; nothing else would show that they are out of date."""
    return hashlib.sha256(cell.source.encode()).hexdigest()[:12]


def stored_problems(cell):
    """What is wrong with the stored outputs of a code cell, seen without running it."""
    if not cell.source.strip():
        return ["has outputs but no source"] if cell.outputs else []
    problems = [problem] if (problem := exemption_problem(cell)) else []
    if cell.execution_count is None:
        problems.append("was never executed: it has no execution count")
    for output in cell.outputs:
        if output.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", []):
            problems.append(f"has a stored error: {output.ename}: {output.evalue}")
        if output.output_type == "stream" and output.name == "stderr":
            problems.append("has stored stderr output: " + " / ".join(output.text.strip().splitlines()[:3])[:200])
    if is_exempt(cell) and cell.outputs and cell.metadata.get("dlbook", {}).get("source") != source_digest(cell):
        problems.append("is exempt and its outputs are older than its source: run tools/execute.py")
    try:
        tolerance_of(cell)
    except ValueError as error:
        problems.append(str(error))
    return problems
