"""Numbers: which ones the shipped detector computes with, and whether this CPU is exact with the fast ones.

Eight-bit weights and activations take half the time of float32 and move recall and precision by less than 0.01
(docs/speed.md). That holds where the CPU adds products of bytes in 32 bits: ONNX Runtime's kernels for older x86
CPUs add two of them in 16 and cut off what does not fit.
"""

import platform
from pathlib import Path
from typing import Literal

from models.errors import WeightsUnsuited

__all__ = ["Precision", "multiplies_bytes", "settled"]

Precision = Literal["auto", "f32", "bf16", "int8"]
CPU_INFO = Path("/proc/cpuinfo")


def multiplies_bytes(info: Path = CPU_INFO, machine: str | None = None) -> bool:
    """Tell whether this CPU multiplies bytes exactly: 64-bit ARM does, x86 from VNNI on; where nothing tells, no."""
    if (machine or platform.machine()).lower() in {"aarch64", "arm64"}:
        return True
    try:
        lines = info.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:  # no Linux
        return False
    flags = next((line.split() for line in lines if line.startswith("flags")), [])
    return not {"avx512_vnni", "avx_vnni"}.isdisjoint(flags)


def settled(wanted: Precision, runtime: str, *, own_weights: bool = False) -> Precision:
    """Say what `auto` means here, and refuse what cannot be: raises WeightsUnsuited.

    `auto` is bytes on ONNX Runtime only: OpenVINO rounds them otherwise and was not measured with them.
    `own_weights` are computed with the numbers they were exported with.
    """
    if wanted == "bf16" and runtime != "openvino":
        raise WeightsUnsuited(
            f"precision 'bf16' is one of the openvino runtime, not of {runtime!r}: "
            "set DISHCERN_DETECTOR_RUNTIME=openvino, or DISHCERN_DETECTOR_PRECISION=auto"
        )
    if wanted == "int8" and (own_weights or runtime == "ultralytics"):
        raise WeightsUnsuited(
            "precision 'int8' is one of the shipped weights on the onnx and openvino runtimes: weights of your own are "
            "computed with the numbers in their file; set DISHCERN_DETECTOR_PRECISION=auto"
        )
    if wanted != "auto":
        return wanted
    return "int8" if runtime == "onnx" and not own_weights and multiplies_bytes() else "f32"
