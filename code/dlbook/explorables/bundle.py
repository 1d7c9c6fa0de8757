"""JupyterLab wants a figure as one text of JavaScript; the page loads the same modules file by file.

`bundle` inlines what a module imports: every imported module becomes a function that is called once and returns what it exports,
so private names cannot clash, and each import becomes a `const` that takes the names out of it. It understands what the modules here
use, `import { a, b } from "./c.mjs";` and `export` in front of a declaration, and refuses the rest.
"""
import re
from pathlib import Path

FOLDER = Path(__file__).parent
IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.mjs";$', re.M)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|const|class) (\w+))", re.M)


def asset_files():
    """Return the paths of all files that the page serves: the modules and the stylesheet."""
    return sorted([*FOLDER.glob("*.mjs"), *FOLDER.glob("*.css")])


def bundle(name, folder=FOLDER):
    """Return the module `name` (without `.mjs`) with everything that it imports, as the text of one module.

    Errors: FileNotFoundError for a module that is not there; ValueError for modules that import each other in a circle, for an import
    of a name that is not exported, and for a form of import or export that is not understood.
    """
    order, sources = [], {}

    def visit(module, path):
        if module in path:
            raise ValueError(f"modules import each other in a circle: {' → '.join([*path, module])}")
        if module not in sources:
            sources[module] = (Path(folder) / f"{module}.mjs").read_text(encoding="utf-8")
            for _, imported in IMPORT.findall(sources[module]):
                visit(imported, (*path, module))
            order.append(module)

    visit(name, ())
    exports = {module: EXPORT.findall(sources[module]) for module in order}

    def take_out(match):
        names, module = [each.strip() for each in match[1].split(",") if each.strip()], match[2]
        missing = [each for each in names if each not in exports[module]]
        if missing:
            raise ValueError(f"{module}.mjs exports {', '.join(exports[module]) or 'nothing'}, but {missing[0]!r} is imported from it")
        return f"const {{ {', '.join(names)} }} = module_{module};"

    parts = []
    for module in order:
        text = IMPORT.sub(take_out, sources[module])
        if module != name:
            text = EXPORT.sub("", text)
            text = f"const module_{module} = (() => {{\n{text}return {{ {', '.join(exports[module])} }};\n}})();\n"
        strange = re.search(r"^import\b.*$" if module == name else r"^(?:import|export)\b.*$", text, re.M)
        if strange:
            raise ValueError(f"{module}.mjs: {strange[0]!r} is not understood; write import {{ a }} from \"./b.mjs\"; or export function …")
        parts.append(text)
    return "".join(parts)
