"""Going on from a published checkpoint instead of from nothing: `train.py --from assets/starter`.

Weights begin as published wherever a name is known and the shape fits; where only the first axis has grown (a longer
vocabulary, more codes), its first rows do. The text tokenizer is taken as it is, and published codes keep their cells,
so that whatever was learned about a token stays true. So a wider world costs only what is new in it.
"""

import shutil
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor, nn

CODES = "codes.png"  # the cells of a checkpoint's codes, 32 a row


class Published:
    """A checkpoint in the published layout."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.weights = load_file(folder / "model.safetensors")

    @torch.no_grad()
    def begin(self, module: nn.Module, prefix: str = "") -> None:
        """Copies the weights whose names start with `prefix` into a module that has them without it."""
        for name, weight in module.state_dict().items():
            known = self.weights.get(prefix + name)
            if known is None or known.shape[1:] != weight.shape[1:]:
                continue
            if known.ndim == 0:
                weight.copy_(known)
                continue
            rows = min(len(known), len(weight))
            weight[:rows].copy_(known[:rows])

    def words(self, work: Path) -> None:
        """Puts the text tokenizer where `words.py` will look for it."""
        work.mkdir(parents=True, exist_ok=True)
        if not (work / "tokenizer.json").exists():
            shutil.copy(self.folder / "tokenizer.json", work / "tokenizer.json")

    def cells(self) -> Tensor:
        """What each code stands for, as `codes.py` has it: how it looks on white and half of how on black, `[codes, 384]`."""
        sheet = np.asarray(Image.open(self.folder / CODES).convert("RGBA")).astype(np.float32)
        alpha = sheet[..., 3:] / 255
        looks = np.concatenate([sheet[..., :3] * alpha + 255 * (1 - alpha), sheet[..., :3] * alpha / 2], -1)
        cells = looks.reshape(-1, 8, 32, 8, 6).transpose(0, 2, 4, 1, 3)
        return torch.from_numpy(np.ascontiguousarray(cells.reshape(-1, 384)))


def write_cells(cells: Tensor, path: Path) -> None:
    """Cells `[codes, 384]` as a picture with alpha, 32 a row; the number of codes is a multiple of 32."""
    looks = cells.view(-1, 6, 8, 8)
    ink = looks[:, 3:] * 2
    alpha = 1 - (looks[:, :3] - ink).mean(1, keepdim=True).clamp(0, 255) / 255
    rgba = torch.cat([ink / alpha.clamp(min=1 / 255), 255 * alpha], 1).round().clamp(0, 255).byte()
    sheet = rgba.view(-1, 32, 4, 8, 8).permute(0, 3, 1, 4, 2).reshape(-1, 256, 4)
    Image.fromarray(sheet.contiguous().numpy(), "RGBA").save(path, optimize=True)
