"""Storage: weights of an ONNX file kept as float16 and widened when it is opened, which halves the file.

Checkpoints are saved in float16 already, so nothing that was learnt is lost; runtimes fold the widening away at load.
"""

from typing import Any

LEAST_VALUES = 256  # smaller tensors are shapes and constants, not worth a node each
SUFFIX = "_float16"


def halved(model: Any) -> Any:
    """Store large float32 initialisers as float16, each widened by a Cast; changes the ONNX model and returns it."""
    import numpy as np
    import onnx

    large = [tensor for tensor in model.graph.initializer if _is_large(tensor)]
    casts = []
    for tensor in large:
        values = onnx.numpy_helper.to_array(tensor).astype(np.float16)
        stored = onnx.numpy_helper.from_array(values, tensor.name + SUFFIX)
        casts.append(onnx.helper.make_node("Cast", [stored.name], [tensor.name], to=onnx.TensorProto.FLOAT))
        tensor.CopyFrom(stored)
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def widened(model: Any) -> Any:
    """Undo `halved`: every initialiser is float32 again, under its own name; changes the model and returns it."""
    import numpy as np
    import onnx

    stored = {tensor.name: tensor for tensor in model.graph.initializer if tensor.name.endswith(SUFFIX)}
    for tensor in stored.values():
        values = onnx.numpy_helper.to_array(tensor).astype(np.float32)
        tensor.CopyFrom(onnx.numpy_helper.from_array(values, tensor.name.removesuffix(SUFFIX)))
    widening = {f"{tensor.name}{SUFFIX}" for tensor in stored.values()}
    nodes = [node for node in model.graph.node if not (node.op_type == "Cast" and node.input[0] in widening)]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def _is_large(tensor: Any) -> bool:
    import onnx

    values = 1
    for length in tensor.dims:
        values *= length
    return bool(tensor.data_type == onnx.TensorProto.FLOAT and values >= LEAST_VALUES)
