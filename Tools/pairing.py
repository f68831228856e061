"""What the scripts that pair Facet with other programs share: building, running, medians."""
import os
import statistics
import subprocess
import sys
import tempfile

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def prepare(arguments):
    """Ends the program with a word when the peers or their Python are not there; sets the environment."""
    if not os.path.exists(os.path.join(arguments.peers, "fit_net.py")):
        sys.exit(print(f"skipped: no fit_net.py in {arguments.peers}"))
    if subprocess.run([arguments.python, "-c", "import torch"], stderr=subprocess.DEVNULL).returncode:
        sys.exit(print(f"skipped: {arguments.python} has no torch (name another with --python)"))
    # The kernels of OpenBLAS are left to the program to choose.
    os.environ.pop("OPENBLAS_CORETYPE", None)
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    arguments.peers = os.path.abspath(arguments.peers)


def build(product):
    """Path of a product, built for speed."""
    words = ["swift", "build", "--package-path", PACKAGE, "-c", "release"]
    subprocess.run(words + ["--product", product], check=True, stdout=sys.stderr)
    folder = subprocess.run(words + ["--show-bin-path"], check=True, capture_output=True, text=True)
    return os.path.join(folder.stdout.strip(), product)


def finished(command, **options):
    """Runs a command; its standard error and its peak memory in MB."""
    with tempfile.TemporaryFile("w+") as talk:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=talk, **options)
        _, status, usage = os.wait4(process.pid, 0)
        talk.seek(0)
        text = talk.read()
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}\n{text[-2000:]}")
    return text, usage.ru_maxrss / 1024


def spread(values, decimals):
    """Median (least … most)."""
    return (f"{statistics.median(values):.{decimals}f} "
            f"({min(values):.{decimals}f} … {max(values):.{decimals}f})")


def ratio(values, own, decimals=1):
    """Median of the ratios round by round."""
    return f"{statistics.median(a / b for a, b in zip(values, own)):.{decimals}f}"
