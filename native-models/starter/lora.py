"""Low-rank adapters: what a model learned since it was published, in a few megabytes.

The published weights stay as they are; beside each adapted matrix `W` `[out, in]` two thin ones are trained, and the layer
multiplies by `W + B A`. Source: Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models" (2021), equation 3, with
α = r. Files are as PEFT writes them, so that transformers' `load_adapter` and the studio's builder both read them.
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import Tensor, nn

RANK = 48
ADAPTED = ("language_model.layers.", "vision_model.encoder.layers.", "model.aligner.", "generation_head.", "lm_head")
PREFIX = "base_model.model."


class Adapted(nn.Linear):
    """A linear layer with an adapter of its own; `lora_A` `[rank, in]`, `lora_B` `[out, rank]`."""

    def __init__(self, plain: nn.Linear, rank: int):
        super().__init__(plain.in_features, plain.out_features, plain.bias is not None)
        self.weight, self.bias = plain.weight, plain.bias
        self.lora_A = nn.Parameter(nn.init.orthogonal_(torch.empty(rank, plain.in_features)))
        self.lora_B = nn.Parameter(torch.zeros(plain.out_features, rank))

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.weight + self.lora_B @ self.lora_A, self.bias)


def adapt(module: nn.Module, prefix: str = "", rank: int = RANK) -> None:
    """Gives every matrix that is adapted its adapter, and freezes all else. `prefix` is the module's own name in a Janus."""
    torch.manual_seed(4)
    module.requires_grad_(False)
    for name, layer in list(module.named_modules()):
        whole = prefix + name
        if isinstance(layer, nn.Linear) and any(part in whole for part in ADAPTED):
            parent, _, own = name.rpartition(".")
            setattr(module.get_submodule(parent), own, Adapted(layer, rank))


def is_adapter(name: str) -> bool:
    return name.endswith((".lora_A", ".lora_B"))


def adapters(module: nn.Module) -> dict[str, Tensor]:
    return {name: weight for name, weight in module.state_dict().items() if is_adapter(name)}


def shrink(module: nn.Module, share: float) -> None:
    """Leaves a `share` of what every adapter adds."""
    with torch.no_grad():
        for name, weight in module.named_parameters():
            if name.endswith(".lora_B"):
                weight.mul_(share)


def write_adapter(module: nn.Module, folder: Path, rank: int = RANK) -> None:
    """As PEFT writes it, in bf16. Every adapted matrix is told by its whole name: some share the end of theirs with others."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = adapters(module)
    targets = sorted({name.rpartition(".lora_")[0] for name in weights})
    save_file({f"{PREFIX}{name}.weight": weight.bfloat16().contiguous() for name, weight in weights.items()},
              folder / "adapter_model.safetensors", {"format": "pt"})
    config = {"peft_type": "LORA", "r": rank, "lora_alpha": rank, "target_modules": targets, "bias": "none",
              "lora_dropout": 0.0, "fan_in_fan_out": False, "inference_mode": True, "use_rslora": False, "use_dora": False}
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=2) + "\n")

