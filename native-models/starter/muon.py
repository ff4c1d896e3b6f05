"""Muon for the matrices, AdamW for the rest; one learning-rate schedule for both."""

import torch
from torch import Tensor, nn


class Muon(torch.optim.Optimizer):
    """Momentum whose update is made orthogonal, for weights of two or more axes.

    A convolution's kernel `[out, in, k, k]` is treated as the matrix `[out, in · k · k]`.
    Source: Keller Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024).
    """

    def __init__(self, weights: list[nn.Parameter], lr: float, momentum: float = 0.95, decay: float = 0.0):
        super().__init__(weights, {"lr": lr, "momentum": momentum, "decay": decay})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                state = self.state[weight]
                if not state:
                    state["velocity"] = torch.zeros_like(weight)
                state["velocity"].lerp_(weight.grad, 1 - group["momentum"])
                nesterov = weight.grad.lerp(state["velocity"], group["momentum"])
                matrix = nesterov.reshape(weight.shape[0], -1)
                update = orthogonal(matrix) * max(1, matrix.shape[0] / matrix.shape[1]) ** 0.5
                weight.mul_(1 - group["lr"] * group["decay"])
                weight.add_(update.view_as(weight), alpha=-group["lr"])


def orthogonal(matrix: Tensor, rounds: int = 5) -> Tensor:
    """The nearest matrix with singular values near one, by a quintic Newton–Schulz iteration in bf16."""
    x = matrix.bfloat16()
    tall = x.shape[0] > x.shape[1]
    if tall:
        x = x.T
    x = x / (x.norm() + 1e-7)
    for _ in range(rounds):
        gram = x @ x.T
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    return (x.T if tall else x).to(matrix.dtype)


class Optimiser:
    """Muon and AdamW stepping together.

    `lr` is Muon's, `adam_lr` AdamW's. Both follow the shape of `rate`.
    """

    def __init__(self, named: list[tuple[str, nn.Parameter]], lr: float, adam_lr: float, decay: float = 0.0):
        trained = [(name, weight) for name, weight in named if weight.requires_grad]
        matrices = [weight for name, weight in trained if _orthogonalised(name, weight)]
        others = [weight for name, weight in trained if not _orthogonalised(name, weight)]
        self.weights = [weight for _, weight in trained]
        self.parts: list[torch.optim.Optimizer] = []
        if matrices:
            self.parts.append(Muon(matrices, lr, decay=decay))
        if others:
            self.parts.append(torch.optim.AdamW(others, adam_lr, betas=(0.9, 0.95), weight_decay=decay))
        self.peaks = [part.param_groups[0]["lr"] for part in self.parts]

    def step(self, rate: float, clip: float = 1.0) -> None:
        """One update at `rate` (0..1) of the peak learning rates; gradients are clipped, then cleared."""
        torch.nn.utils.clip_grad_norm_(self.weights, clip)
        for part, peak in zip(self.parts, self.peaks):
            part.param_groups[0]["lr"] = peak * rate
            part.step()
            part.zero_grad(set_to_none=True)

    def state_dict(self) -> list[dict]:
        return [part.state_dict() for part in self.parts]

    def load_state_dict(self, states: list[dict]) -> None:
        for part, state in zip(self.parts, states, strict=True):
            part.load_state_dict(state)


def _orthogonalised(name: str, weight: nn.Parameter) -> bool:
    """Hidden matrices go to Muon; tables, first and last layers, norms and biases do not."""
    edge = ("embed", "codebook", "conv_in", "conv_out", "quant_conv", "lm_head", "vision_head", "_aligner.fc1")
    return weight.ndim >= 2 and not any(word in name for word in edge)


def rate(step: int, steps: int, warm: int = 0, fall: float = 0.0, last: float = 0.0) -> float:
    """Share of the peak learning rate: a warm-up, a plateau, and a linear fall to `last` over the last `fall` of the steps."""
    rise = min(1.0, (step + 1) / warm) if warm else 1.0
    left = last + (1 - last) * (steps - step) / max(1.0, fall * steps)
    return max(0.0, min(rise, left if fall else 1.0, 1.0))
