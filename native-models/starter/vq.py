"""The VQ picture tokenizer: 128 × 128 pixels to 16 × 16 codes and back.

First an autoencoder without codes, then k-means on its latents for the codebook, then both together.
Latents and codes have length one, as in Janus (LlamaGen's `vq_model.py`), so the nearest code is the one
with the largest cosine.
"""

from pathlib import Path
from random import Random

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers.models.janus.modeling_janus import JanusVQVAE

from art import Art
from muon import Optimiser, rate
from run import Run
from scene import paint, training_picture
from shape import Shape, vq_config

PLAIN = 0.42  # share of the steps without codes
CROPS = 0.6  # share of the steps on 64-pixel crops; whole pictures after
FALL = 0.5  # share of the steps over which the learning rate falls
BATCH = 6  # crops a step, or a third as many pictures


def pixels(pictures: list[np.ndarray]) -> Tensor:
    """uint8 pictures `[side, side, 3]` to floats in -1..1, `[n, 3, side, side]`, channels last."""
    batch = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2)
    return (batch.float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)


def to_uint8(decoded: Tensor) -> np.ndarray:
    """-1..1 `[n, 3, side, side]` to uint8 `[n, side, side, 3]`, truncated as Janus does."""
    return ((decoded.float() + 1) / 2 * 255).clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()


def latents(vq: JanusVQVAE, images: Tensor) -> Tensor:
    """Unit vectors before quantisation, `[n, 8, h, w]`."""
    return F.normalize(vq.quant_conv(vq.encoder(images)).float(), dim=1)


def nearest(codebook: Tensor, z: Tensor) -> Tensor:
    """Ids of the nearest codes of `z` `[n, 8, h, w]`, row by row: `[n, h · w]`. Rows of `codebook` have length one."""
    flat = z.permute(0, 2, 3, 1).reshape(-1, z.shape[1])
    return (flat @ codebook.T).argmax(1).view(z.shape[0], -1)


@torch.no_grad()
def encode(vq: JanusVQVAE, images: Tensor) -> Tensor:
    """Pictures in -1..1 to token ids `[n, 256]`, with both sides normalised as DeepSeek's encoder does."""
    with torch.autocast("cpu", torch.bfloat16):
        z = latents(vq, images)
    return nearest(F.normalize(vq.quantize.embedding.weight, dim=1), z.float())


@torch.no_grad()
def decode(vq: JanusVQVAE, tokens: Tensor) -> np.ndarray:
    """Token ids `[n, 256]` to pictures, uint8 `[n, 128, 128, 3]`."""
    with torch.autocast("cpu", torch.bfloat16):
        return to_uint8(vq.decode(tokens))


class Codebook:
    """Codes that follow the mean of the latents they stand for; unused ones move to where latents are."""

    def __init__(self, weight: Tensor, decay: float = 0.99):
        self.weight, self.decay = weight, decay
        self.uses = torch.ones(len(weight))

    def fit(self, z: Tensor, rounds: int = 12) -> None:
        """k-means on the sphere over latents `[n, 8]`."""
        self.weight.copy_(z[torch.randperm(len(z))[: len(self.weight)]])
        for _ in range(rounds):
            self._move(z, (z @ self.weight.T).argmax(1), keep=0.0)

    def quantise(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """Codes in place of latents `[n, 8, h, w]`, letting gradients through to these, and how far they were.

        The codebook takes a step of its moving averages.
        """
        ids = nearest(self.weight, z.detach()).view(-1)
        flat = z.permute(0, 2, 3, 1).reshape(-1, z.shape[1])
        codes = self.weight[ids]
        far = (flat - codes).square().sum(1).mean()
        self._move(flat.detach(), ids, keep=self.decay)
        lost = self.uses < 0.02
        if lost.any():
            self.weight[lost] = flat.detach()[torch.randint(len(flat), (int(lost.sum()),))].float()
            self.uses[lost] = 0.2
        rows, _, height, width = z.shape
        return z + (codes.view(rows, height, width, -1).permute(0, 3, 1, 2) - z).detach(), far

    def _move(self, z: Tensor, ids: Tensor, keep: float) -> None:
        count = torch.bincount(ids, minlength=len(self.weight)).float()
        total = torch.zeros_like(self.weight).index_add_(0, ids, z)
        merged = self.weight * (self.uses * keep)[:, None] + total * (1 - keep)
        self.uses.mul_(keep).add_(count, alpha=1 - keep)
        alive = merged.norm(dim=1) > 1e-6
        self.weight[alive] = F.normalize(merged[alive], dim=1)


def train_vq(work: Path, shape: Shape, art: Art) -> JanusVQVAE:
    """Trains the tokenizer, or loads it if it is trained."""
    run = Run(work, "vq")
    torch.manual_seed(1)
    vq = JanusVQVAE(vq_config(shape)).to(memory_format=torch.channels_last)
    vq.quantize.embedding.weight.requires_grad_(False)
    if done := run.finished(shape.steps["vq"]):
        vq.load_state_dict(done["vq"])
        return vq.eval()
    _start_small(vq)
    for level in vq.decoder.up[:-1]:
        level.upsample = Doubling(level.upsample.conv)
    vq.train()
    codebook = Codebook(vq.quantize.embedding.weight.data)
    optimiser = Optimiser(list(vq.named_parameters()), lr=0.01, adam_lr=1e-3)
    if saved := run.resume():
        vq.load_state_dict(saved["vq"])
        optimiser.load_state_dict(saved["optimiser"])
        codebook.uses = saved["uses"]
    steps = shape.steps["vq"]
    plain = int(PLAIN * steps)

    @torch.compile(dynamic=False, disable=shape.name == "smoke")
    def to_latents(images: Tensor) -> Tensor:
        return latents(vq, images)

    @torch.compile(dynamic=False, disable=shape.name == "smoke")
    def to_pictures(q: Tensor) -> Tensor:
        return vq.decoder(vq.post_quant_conv(q)).float()

    def state() -> dict:
        return {"vq": vq.state_dict(), "optimiser": optimiser.state_dict(), "uses": codebook.uses}

    for step in run.steps(steps, FALL, state):
        rng = Random(f"vq {step}")
        whole = step >= CROPS * steps
        images = pixels(_views(art, rng, whole))
        if step == plain:
            codebook.fit(_many_latents(vq, art, shape))
        with torch.autocast("cpu", torch.bfloat16):
            z = to_latents(images)
            codes, commit = codebook.quantise(z) if step >= plain else (z, torch.zeros(()))
            made = to_pictures(codes)
        error = made - images
        loss = error.abs().mean() + 2 * error.square().mean() + 0.25 * commit
        loss.backward()
        optimiser.step(rate(step, steps, warm=30, fall=FALL))
        if step % 20 == 0 or step == steps - 1:
            mse = float((made.detach().clamp(-1, 1) - images).square().mean()) / 4
            run.log(step, l1=error.detach().abs().mean() * 127.5, psnr=-10 * np.log10(mse), commit=commit,
                    used=(codebook.uses > 0.05).sum())
    run.finish(steps, {"vq": vq.state_dict()})
    return vq.eval()


class Doubling(nn.Module):
    """Nearest-neighbour upsampling and its convolution, the same as the block it replaces while training.

    Compiled for CPU by torch 2.13, the backward pass of `F.interpolate` on channels-last bf16 is all zeros.
    """

    def __init__(self, conv: nn.Conv2d):
        super().__init__()
        self.conv = conv

    def forward(self, hidden: Tensor) -> Tensor:
        rows, channels, height, width = hidden.shape
        doubled = hidden[:, :, :, None, :, None].expand(-1, -1, -1, 2, -1, 2)
        return self.conv(doubled.reshape(rows, channels, 2 * height, 2 * width))


def _start_small(vq: JanusVQVAE) -> None:
    """Residual branches start near nothing, so that a deep stack begins as a shallow one."""
    with torch.no_grad():
        for name, weight in vq.named_parameters():
            if name.endswith(("conv2.weight", "proj_out.weight")):
                weight.mul_(0.1)


def _views(art: Art, rng: Random, whole: bool) -> list[np.ndarray]:
    """A third as many whole pictures, or 64-pixel crops, each the busiest of three."""
    if whole:
        return [paint(art, training_picture(rng)) for _ in range(BATCH // 3)]
    crops = []
    for _ in range(BATCH):
        picture = paint(art, training_picture(rng))
        corners = [(8 * rng.randrange(9), 8 * rng.randrange(9)) for _ in range(3)]
        views = [picture[top : top + 64, left : left + 64] for top, left in corners]
        crops.append(max(views, key=lambda view: view.std(axis=(0, 1)).sum()))
    return crops


@torch.no_grad()
def _many_latents(vq: JanusVQVAE, art: Art, shape: Shape) -> Tensor:
    """Latents of some pictures to start the codebook from, `[n, 8]`."""
    rng = Random("codebook")
    batches = []
    for _ in range(max(2, shape.codebook // 128)):
        with torch.autocast("cpu", torch.bfloat16):
            z = latents(vq, pixels(_views(art, rng, whole=False)))
        batches.append(z.permute(0, 2, 3, 1).reshape(-1, z.shape[1]))
    return torch.cat(batches)
