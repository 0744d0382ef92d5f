from __future__ import annotations

import json

import pandas as pd
import pytest

FINGERPRINTED = "jails.county.fingerprinted"


def test_sweep_writes_a_row_a_point_and_measure_with_labels_as_typed(cli, with_screening, tmp_path):
    vary = ("--vary", f"{FINGERPRINTED}=0.5:0.7:0.1", "--vary", "jails.county.screening=null")
    done = cli("sweep", with_screening, *vary, "--out", "out")
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(tmp_path / "out" / "sweep.csv", dtype=str, keep_default_na=False)
    assert list(table.columns[:5]) == ["point", FINGERPRINTED, "jails.county.screening", "jail", "measure"]
    assert list(dict.fromkeys(table[FINGERPRINTED])) == ["0.5", "0.6", "0.7"]
    assert set(table["jails.county.screening"]) == {"null"}
    paired = pd.read_csv(tmp_path / "out" / "sweep_paired.csv")
    assert set(paired["point"]) == {1, 2}
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert [each["point"] for each in record["points"]] == [0, 1, 2]
    assert record["engine"] == "staged"
    assert not (tmp_path / "out.unfinished").exists()


def test_the_number_of_jobs_changes_no_byte(cli, with_screening, tmp_path):
    options = ("--design", "lhs", "--range", f"{FINGERPRINTED}=0.5:0.9", "--samples", "4", "--quiet")
    for jobs in ("1", "2"):
        assert cli("sweep", with_screening, *options, "--jobs", jobs, "--out", f"out{jobs}").returncode == 0
    for name in ("sweep.csv", "sweep_paired.csv"):
        assert (tmp_path / "out1" / name).read_bytes() == (tmp_path / "out2" / name).read_bytes()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "give --vary"),
        (["--vary", f"{FINGERPRINTED}=0.5:0.7:0"], "the step must be"),
        (["--vary", f"{FINGERPRINTED}=0.5:0.7:nan"], "the step must be"),
        (["--vary", "jails.county.fingerprint=0.5"], "did you mean 'fingerprinted'"),
        (["--vary", f"{FINGERPRINTED}=0.5,1.5,x"], "must be at most 1, but is 1.5"),
        (["--vary", f"{FINGERPRINTED}=0:1:0.0000001"], "has 10,000,001 values"),
        (["--vary", f"{FINGERPRINTED}=0:1:0.001", "--vary", "jails.county.discloses=0:1:0.0009"], "give --yes"),
        (["--vary", f"{FINGERPRINTED}=0.5,0.6", "--base", "2"], "numbered from 0 to 1"),
        (["--design", "lhs"], "give --range"),
        (["--design", "lsh", "--range", f"{FINGERPRINTED}=0.5:0.7"], "did you mean 'lhs'"),
        (["--design", "sobol", "--range", f"{FINGERPRINTED}=0.5:0.7", "--samples", "5"], "power of two"),
        (["--design", "lhs", "--range", f"{FINGERPRINTED}=0.7:0.5"], "LOW must be less than HIGH"),
    ],
)
def test_what_cannot_be_swept_leaves_with_2_and_writes_nothing(cli, with_screening, tmp_path, words, message):
    done = cli("sweep", with_screening, "--out", "out", *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["with.yaml"]
