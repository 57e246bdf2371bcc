"""Tab in the real shells: what a user types, and what the shell makes of it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from lrcalc import __version__

pytestmark = pytest.mark.shells
COMPLETIONS = Path(__file__).parent.parent / "completions"
SCRIPTS = {"bash": "lrcalc.bash", "zsh": "_lrcalc", "fish": "lrcalc.fish"}
SHELLS = {"bash": ["bash", "--norc", "--noprofile"], "zsh": ["zsh", "-f"], "fish": ["fish", "--no-config"]}
SETUP = {
    "bash": "bind 'set enable-bracketed-paste off'; bind 'set bell-style none'; source {folder}/lrcalc.bash; {prompt}",
    "zsh": "fpath=({folder} $fpath); autoload -U compinit; compinit -D -u; unsetopt zle_bracketed_paste; {prompt}",
    "fish": "source {folder}/lrcalc.fish; function fish_prompt; echo 'rea''dy> '; end",
}
PROMPT = "PS1='rea''dy> '"


class Tab(NamedTuple):
    """What a user types up to Tab and behind it, and the words that the program is given then."""

    typed: str
    after: str
    words: list[str]

    def __str__(self) -> str:
        return self.typed

    def within(self, quote: str, shell: str) -> "Tab":
        """Return what is typed in some quotes; in them fish writes an equals sign behind an option."""
        words = [re.sub(r"(--[a-z-]+) 5$", r"\1=5", word) if shell == "fish" else word for word in self.words]
        return Tab(self.typed.replace("{}", quote), self.after.replace("{}", quote), words)


# In every shell, without quotes.
TABS = [
    Tab("expo", "", ["exponential"]),
    Tab("examples po", "", ["examples", "polynomial"]),
    Tab("solve cosine-", "", ["solve", "cosine-restarts"]),
    Tab("help outp", "", ["help", "output"]),
    Tab("help solve expo", "", ["help", "solve", "exponential"]),
    Tab("completion z", "", ["completion", "zsh"]),
    Tab("from keras c", "", ["from", "keras", "code.py"]),
    Tab("from ker", "", ["from", "keras"]),
    Tab("step --smo", "", ["step", "--smooth"]),
    Tab("step --gam", "", ["step", "--gamma"]),  # an alias
    Tab("step --lr 0.1 --every=5 --smo", "", ["step", "--lr", "0.1", "--every=5", "--smooth"]),
    Tab("--color always expo", "", ["--color", "always", "exponential"]),
    Tab('compare "step --lr 1" --dif', "", ["compare", "step --lr 1", "--diff"]),
    Tab("step -f c", "", ["step", "-f", "csv"]),
    Tab("step --format c", "", ["step", "--format", "csv"]),
    Tab("step --format=c", "", ["step", "--format=csv"]),
    Tab("step --format=j", "l", ["step", "--format=jsonl"]),  # json and jsonl begin with it
    Tab("step --color al", "", ["step", "--color", "always"]),
    Tab("solve cosine --lr 1 --for t", "", ["solve", "cosine", "--lr", "1", "--for", "t-max"]),
    Tab("step -o out", "", ["step", "-o", "out.xyz"]),
    Tab("step --output=out", "", ["step", "--output=out.xyz"]),
    Tab("show r", "", ["show", "run.csv"]),  # and not run.xyz
    Tab("show run.x", "", ["show", "run.xyz"]),  # where none has a suffix of a curve
    Tab("fit run.csv dee", "curve", ["fit", "run.csv", "deep/curve"]),
    Tab("compare r", "", ["compare", "run.csv"]),
    Tab('show "my r', "", ["show", "my run.csv"]),
    Tab('compare "my r', "", ["compare", "my run.csv"]),
    Tab("step -- --smo", "", ["step", "--", "--smo"]),  # behind which there are no options
]

# In quotes, which Tab must leave open.
QUOTED = [
    Tab("product {}expo", "--lr 1{}", ["product", "exponential --lr 1"]),
    Tab("compare {}cosine --t", "5{}", ["compare", "cosine --t-max 5"]),
    Tab("sequence {}step --ra", "5{} --switch 3", ["sequence", "step --rate 5", "--switch", "3"]),
    Tab("compare {}cosine --lr=1 --perio", "--t-max=5{}", ["compare", "cosine --lr=1 --periodic --t-max=5"]),
    Tab("compare {}wsd --shape li", "{}", ["compare", "wsd --shape linear "]),
    Tab("compare {}wsd --shape=li", "{}", ["compare", "wsd --shape=linear "]),
    Tab("compare {}half=expo", "--lr 1{}", ["compare", "half=exponential --lr 1"]),
    Tab("compare {}my run=step --ev", "5{}", ["compare", "my run=step --every 5"]),
    Tab("compare {}step --lr 1{} {}cosine --t", "5{}", ["compare", "step --lr 1", "cosine --t-max 5"]),
    Tab("compare {}gradient --lay", "5{}", ["compare", "gradient --layers 5"]),
    Tab("compare {}from torch x --pi", "5{}", ["compare", "from torch x --pick 5"]),
]

PROGRAM = """#!/bin/sh
if [ -n "$_LRCALC_COMPLETE" ]; then
    touch "$HOME/asked"
    case $_LRCALC_COMPLETE in
        zsh_complete) printf 'plain\\nzebra\\nStripes, many\\n' ;;
        bash_complete) echo plain,zebra ;;
        fish_complete) printf 'plain,zebra\\tStripes, many\\n' ;;
    esac
fi
printf '<%s>' "$@"
"""


def installed(prefix: Path, *versions: str) -> Path:
    """Install a program that prints its words, and writes down that it was asked; return it."""
    program = prefix / "bin/lrcalc"
    program.parent.mkdir(parents=True)
    program.write_text(PROGRAM)
    program.chmod(0o755)
    for version in versions:
        (prefix / f"lib/python3.11/site-packages/lrcalc_cli-{version}.dist-info").mkdir(parents=True)
    return program


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment with an empty home whose bin is on the path."""
    path = f"{tmp_path}/bin{os.pathsep}{os.environ['PATH']}"
    return {"HOME": str(tmp_path), "PATH": path, "TERM": "xterm", "LANG": "C.UTF-8"}


@contextmanager
def terminal(command: list[str], environment: dict[str, str], setup: str) -> Iterator[Any]:
    """Start a shell in a terminal of its own and bring it to its prompt."""
    import pexpect

    if shutil.which(command[0]) is None:
        pytest.fail(f"{command[0]} is not installed")
    shell = pexpect.spawn(
        command[0],
        command[1:],
        env=environment,
        cwd=environment["HOME"],
        encoding="utf-8",
        timeout=20,
        dimensions=(40, 200),
    )
    shell.delaybeforesend = None
    shell.sendline(setup)
    shell.expect("ready> ")
    try:
        yield shell
    finally:
        shell.close(force=True)


@contextmanager
def session(name: str, environment: dict[str, str]) -> Iterator[Any]:
    """Start a shell that has our script."""
    with terminal(SHELLS[name], environment, SETUP[name].format(folder=COMPLETIONS, prompt=PROMPT)) as shell:
        yield shell


def given(shell: Any, typed: str, after: str = "") -> list[str]:
    """Type words of lrcalc, Tab, what comes behind it, and Enter; return the words that the program is given."""
    shell.send(f"lrcalc {typed}\t{after}\r")
    shell.expect(r"((?:<[^>\r\n]*>)+)")
    return re.findall("<([^>]*)>", shell.match[1])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the home with a program of this version and with files."""
    installed(tmp_path, __version__)
    (tmp_path / "deep").mkdir()
    for name in ("code.py", "out.xyz", "run.csv", "run.xyz", "my run.csv", "deep/curve.json"):
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize("name", SHELLS)
@pytest.mark.parametrize("tab", TABS, ids=str)
def test_tab(name: str, tab: Tab, folder: Path, environment: dict[str, str]) -> None:
    """Names, options, values and files are completed by the script alone: no program is started."""
    with session(name, environment) as shell:
        assert given(shell, tab.typed, tab.after) == tab.words
    assert not (folder / "asked").exists()


@pytest.mark.parametrize("name", SHELLS)
@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("tab", QUOTED, ids=str)
def test_tab_in_quotes(name: str, tab: Tab, quote: str, folder: Path, environment: dict[str, str]) -> None:
    """In quoted parts the same is completed, and the quotes stay open."""
    tab = tab.within(quote, name)
    with session(name, environment) as shell:
        assert given(shell, tab.typed, tab.after) == tab.words
    assert not (folder / "asked").exists()


@pytest.mark.parametrize("name", SHELLS)
@pytest.mark.parametrize("versions", [(), ("99.0",), (__version__, "99.0")], ids=["none", "newer", "both"])
def test_another_version_is_asked(
    name: str, versions: tuple[str, ...], tmp_path: Path, environment: dict[str, str]
) -> None:
    """Where the program is not known to be of the script's version, it says itself what there is."""
    installed(tmp_path, *versions)
    with session(name, environment) as shell:
        assert given(shell, "ze") == ["zebra"]
        assert given(shell, "step --ze", "--x") == ["step", "--ze--x"] if name == "fish" else ["step", "zebra", "--x"]


@pytest.mark.parametrize("name", SHELLS)
def test_an_upgrade_is_seen(name: str, tmp_path: Path, environment: dict[str, str]) -> None:
    """A shell that runs while the program is replaced, behind a link as pipx makes it, notes it at the next Tab."""
    program = installed(tmp_path / "venv one", __version__)
    link = tmp_path / "bin/lrcalc"
    link.parent.mkdir()
    link.symlink_to(program)
    with session(name, environment) as shell:
        assert given(shell, "expo") == ["exponential"]
        assert given(shell, "expo") == ["exponential"]
        assert not (tmp_path / "asked").exists()
        link.unlink()
        link.symlink_to(installed(tmp_path / "two", "99.0"))
        assert given(shell, "ze") == ["zebra"]
        (tmp_path / "two/lib/python3.11/site-packages/lrcalc_cli-99.0.dist-info").rename(
            tmp_path / f"two/lib/python3.11/site-packages/lrcalc_cli-{__version__}.dist-info"
        )
        assert given(shell, "expo") == ["exponential"]


@pytest.mark.parametrize("name", SHELLS)
@pytest.mark.parametrize("word", ["{home}/other/bin/lrcalc", "~/other/bin/lrcalc", "other/bin/lrcalc"])
def test_a_program_by_its_path(name: str, word: str, tmp_path: Path, environment: dict[str, str]) -> None:
    """The program that is typed decides, not one on the path."""
    installed(tmp_path, "99.0")
    installed(tmp_path / "other", __version__)
    with session(name, environment) as shell:
        shell.send(f"{word.format(home=tmp_path)} expo\t\r")
        shell.expect_exact("<exponential>")
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize("name", SHELLS)
def test_another_program_by_its_path(name: str, tmp_path: Path, environment: dict[str, str]) -> None:
    """It is asked by its path."""
    installed(tmp_path / "other", "99.0")
    with session(name, environment) as shell:
        shell.send("~/other/bin/lrcalc ze\t\r")
        shell.expect_exact("<zebra>")


@pytest.mark.parametrize("name", SHELLS)
def test_the_real_program(name: str, environment: dict[str, str]) -> None:
    """The installed program is known by its version: on its own, nothing is started either."""
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment["PYTHONHOME"] = "/nowhere"  # no Python can start
    with session(name, environment) as shell:
        shell.send("lrcalc expo\t")
        shell.expect_exact("nential")


def test_bash_that_cuts_no_words_at_equals_signs(folder: Path, environment: dict[str, str]) -> None:
    """Without the equals sign among bash's word breaks, a value is completed behind it all the same."""
    with session("bash", environment) as shell:
        shell.sendline("COMP_WORDBREAKS=${COMP_WORDBREAKS//=}")
        assert given(shell, "step --format=c") == ["step", "--format=csv"]
    assert not (folder / "asked").exists()


@pytest.mark.parametrize("name", SHELLS)
def test_a_package_of_the_distribution(name: str, tmp_path: Path, environment: dict[str, str]) -> None:
    """Debian's Python has its packages in a folder of another name."""
    installed(tmp_path)
    (tmp_path / f"lib/python3/dist-packages/lrcalc_cli-{__version__}.dist-info").mkdir(parents=True)
    with session(name, environment) as shell:
        assert given(shell, "expo") == ["exponential"]
    assert not (tmp_path / "asked").exists()


def test_bash_options_that_forbid_globs(tmp_path: Path, environment: dict[str, str]) -> None:
    """Where the version cannot be looked up, the program is asked, and nothing is said."""
    installed(tmp_path, __version__)
    with session("bash", environment) as shell:
        for option in ("shopt -s failglob", "shopt -u failglob; set -f"):
            shell.sendline(option)
            assert given(shell, "ze") == ["zebra"]


def test_zsh_shows_titles(tmp_path: Path, environment: dict[str, str]) -> None:
    """Zsh has the whole title beside each word, of commands as of options, commas and colons and all."""
    installed(tmp_path, __version__)
    for typed, title in {
        "ste": "The updates of a run: samples, batch, devices, epochs",
        "step --s": "Add the rows' mean, sum, smallest and largest rate with their epochs, and last",
        'compare "step --': "Decay continuously: the formula without rounding down",
    }.items():
        with session("zsh", environment) as shell:
            shell.send(f"lrcalc {typed}\t\t")
            shell.expect_exact(title)


@pytest.mark.parametrize("name", SHELLS)
def test_syntax(name: str) -> None:
    """The shell's own check finds nothing."""
    run = subprocess.run([name, "-n", str(COMPLETIONS / SCRIPTS[name])], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_fish_shows_titles(quote: str, tmp_path: Path, environment: dict[str, str]) -> None:
    """Fish has the whole title beside each word, commas and all, in quotes as well."""
    installed(tmp_path, __version__)
    typed = f"lrcalc compare {quote}step --lr" if quote else "lrcalc step --lr"
    script = f"source {COMPLETIONS}/lrcalc.fish; complete -C $TYPED"
    answer = subprocess.run(
        ["fish", "--no-config", "-c", script],
        env={**environment, "TYPED": typed},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    before = "step " if quote else ""
    assert f"{before}--lr-min{'=' * bool(quote)}\tFloor: the rate never falls below it\n" in answer


def test_bash_completion_loads_the_installed_file(tmp_path: Path, environment: dict[str, str]) -> None:
    """The bash-completion package finds the file by its name, where the wheel puts it."""
    package = Path("/usr/share/bash-completion/bash_completion")
    assert package.exists(), "bash-completion is not installed"
    installed(tmp_path, __version__)
    folder = tmp_path / "share/bash-completion/completions"
    folder.mkdir(parents=True)
    shutil.copy(COMPLETIONS / "lrcalc.bash", folder / "lrcalc")
    environment["XDG_DATA_HOME"] = str(tmp_path / "share")
    with terminal(SHELLS["bash"], environment, f"source {package}; {PROMPT}") as shell:
        assert given(shell, "step --format=c") == ["step", "--format=csv"]


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_evaluated_scripts(name: str, tmp_path: Path, environment: dict[str, str]) -> None:
    """The script works by eval as well, as the help of the command says."""
    installed(tmp_path, __version__)
    setup = {"bash": "", "zsh": "autoload -U compinit; compinit -D -u; "}[name]
    with terminal(SHELLS[name], environment, f'{setup}eval "$(cat {COMPLETIONS / SCRIPTS[name]})"; {PROMPT}') as shell:
        assert given(shell, "step --smo") == ["step", "--smooth"]
