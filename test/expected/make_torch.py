"""Writes torch.golden.bin as PyTorch writes a state_dict, torch.golden.json with its values, and
torch.plain.bin: weights of BF16 and nothing else, as our own writer has them.

Run by hand, from the top of the repository: python test/expected/make_torch.py
"""

import collections
import json
import pathlib
import sys

import torch

here = pathlib.Path(__file__).parent


class Fixture(torch.nn.Module):
    """Tensors that share storages, begin inside of them, and walk them in other orders."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = torch.nn.Linear(12, 7).bfloat16()
        self.tied = torch.nn.Linear(12, 7, bias=False).bfloat16()
        self.tied.weight = self.linear.weight
        self.norm = torch.nn.BatchNorm1d(5)  # carries num_batches_tracked, int64
        fused = torch.randn(3 * 4, 10).half()
        for part, name in enumerate(["q", "k", "v"]):
            self.register_buffer(name, fused[4 * part : 4 * part + 4])  # offsets into one storage
        grid = torch.randn(6, 4, 9)
        self.register_buffer("transposed", grid.permute(2, 0, 1))
        self.register_buffer("columns", grid.reshape(24, 9)[:, 2:7])  # rows with gaps
        self.register_buffer("every_other", grid.view(-1)[1::2])
        self.register_buffer("bf16_transposed", torch.randn(40, 30).bfloat16().t())
        self.register_buffer("expanded", torch.randn(64)[3:8].expand(3, 5))  # stride 0
        self.register_buffer("scalar", torch.tensor(1.5))
        self.register_buffer("empty", torch.empty(0, 3))
        self.register_buffer("one_row", torch.randn(1, 8).half())
        self.register_buffer("used", torch.tensor([True, False, True]))
        self.register_buffer("bytes", torch.arange(5, dtype=torch.uint8))


names = {
    torch.bfloat16: "BF16", torch.float16: "F16", torch.float32: "F32",
    torch.int64: "I64", torch.bool: "BOOL", torch.uint8: "U8",
}


def main() -> None:
    torch.manual_seed(7)
    state = Fixture().state_dict()
    assert isinstance(state, collections.OrderedDict) and state._metadata
    torch.save(state, here / "torch.golden.bin")
    values = {
        name: {
            "dtype": names[tensor.dtype],
            "dims": list(tensor.shape),
            "contiguous": tensor.is_contiguous(),
            "hex": bytes(tensor.contiguous().reshape(-1).view(torch.uint8).tolist()).hex(),
        }
        for name, tensor in state.items()
    }
    (here / "torch.golden.json").write_text(json.dumps(values, indent=1) + "\n")
    shapes = [(), (0, 3), (300,), (1, 2, 3, 4), (70_000, 0)] + [(n, 5) for n in range(30)]
    plain = [(f"w{at}", torch.randn(shape).bfloat16()) for at, shape in enumerate(shapes)]
    torch.save(collections.OrderedDict(plain), here / "torch.plain.bin")
    print(f"Python {sys.version.split()[0]}, torch {torch.__version__}")


main()
