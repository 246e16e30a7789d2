from pathlib import Path

import pytest

from models import WeightsUnsuited, build_detector, shipped
from models.numbers import Precision, multiplies_bytes, settled


def cpu(path: Path, flags: str) -> Path:
    path.write_text(f"processor\t: 0\nmodel name\t: some CPU\nflags\t\t: fpu sse2 {flags}\n\nprocessor\t: 1\n")
    return path


@pytest.mark.parametrize(
    ("flags", "machine", "exact"),
    [
        ("avx2 avx512f avx512_vnni", "x86_64", True),
        ("avx2 avx_vnni", "x86_64", True),
        ("avx2 avx512f", "x86_64", False),
        ("", "aarch64", True),
    ],
)
def test_bytes_are_for_cpus_that_multiply_them_exactly(tmp_path: Path, flags: str, machine: str, exact: bool) -> None:
    assert multiplies_bytes(cpu(tmp_path / "cpuinfo", flags), machine) is exact


def test_a_system_that_does_not_tell_its_cpu_gets_float32(tmp_path: Path) -> None:
    assert not multiplies_bytes(tmp_path / "none", "x86_64")


def test_auto_never_means_bytes_for_weights_of_ones_own() -> None:
    assert settled("auto", "onnx", own_weights=True) == "f32"
    assert settled("auto", "ultralytics") == "f32"
    assert settled("auto", "onnx") in {"int8", "f32"}


@pytest.mark.parametrize(
    ("wanted", "runtime", "own", "words"),
    [
        ("bf16", "onnx", False, "DISHCERN_DETECTOR_RUNTIME=openvino"),
        ("int8", "ultralytics", False, "DISHCERN_DETECTOR_PRECISION=auto"),
        ("int8", "onnx", True, "DISHCERN_DETECTOR_PRECISION=auto"),
    ],
)
def test_a_precision_that_cannot_be_says_what_to_set(wanted: Precision, runtime: str, own: bool, words: str) -> None:
    with pytest.raises(WeightsUnsuited, match=words):
        settled(wanted, runtime, own_weights=own)


def test_both_precisions_ship_with_one_operating_point_and_one_class_list() -> None:
    whole, small = shipped(), shipped("detect", "int8")
    assert (whole.threshold, whole.classes, whole.input_size) == (small.threshold, small.classes, small.input_size)


@pytest.mark.parametrize("precision", ["f32", "int8"])
def test_the_detector_says_which_weights_it_runs(precision: Precision) -> None:
    detector = build_detector(None, foods={"food"}, precision=precision)
    assert detector.name.startswith(shipped("detect", precision).file.stem + " ")
