"""Makes `rag/data/overflow.onnx`, which tells whether sums of int8 products overflow: see rag/models/onnx.py.

python -m training.overflow
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

PRODUCTS, COLUMNS = 64, 16


def main() -> None:
    """Writes a network of one product of integers, whose weights are the largest there are."""
    weights = numpy_helper.from_array(np.full((PRODUCTS, COLUMNS), 127, np.int8), "w")
    given = helper.make_tensor_value_info("a", TensorProto.UINT8, ["rows", PRODUCTS])
    told = helper.make_tensor_value_info("y", TensorProto.INT32, ["rows", COLUMNS])
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "w"], ["y"])], "overflow", [given], [told], [weights]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    (Path(__file__).parents[1] / "rag" / "data" / "overflow.onnx").write_bytes(model.SerializeToString())


if __name__ == "__main__":
    main()
