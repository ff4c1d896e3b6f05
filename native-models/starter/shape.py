"""The sizes of the model and the length of each stage, in full and for `--smoke`."""

from dataclasses import dataclass

from transformers import JanusConfig, JanusVisionConfig, JanusVQVAEConfig, LlamaConfig

GRID = 12  # picture tokens along one side; also patches along one side of the understanding encoder
TOKENS = GRID * GRID


@dataclass(frozen=True)
class Shape:
    """Everything that `--smoke` makes smaller. Steps are optimiser steps."""

    name: str
    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int  # rows of the text embedding; the tokenizer is trained to this length
    codebook: int
    vq_channels: int
    vq_multipliers: tuple[int, ...]
    sight_width: int
    sight_layers: int
    steps: dict[str, int]


FULL = Shape(
    name="full",
    hidden=256, layers=6, heads=4, intermediate=704, vocabulary=2048,
    codebook=1024, vq_channels=64, vq_multipliers=(1, 1, 2, 3),
    sight_width=192, sight_layers=4,
    steps={"vq": 500, "sight": 700, "language": 200, "stage1": 30, "stage2": 2500, "stage3": 2300},
)
SMOKE = Shape(
    name="smoke",
    hidden=64, layers=2, heads=1, intermediate=128, vocabulary=1024,
    codebook=256, vq_channels=32, vq_multipliers=(1, 1, 1, 2),
    sight_width=64, sight_layers=2,
    steps={"vq": 12, "sight": 4, "language": 4, "stage1": 3, "stage2": 4, "stage3": 3},
)


def vq_config(shape: Shape) -> JanusVQVAEConfig:
    """The VQ tokenizer: 96 pixels in, 12 × 12 codes, 8 numbers a code."""
    return JanusVQVAEConfig(
        embed_dim=8, num_embeddings=shape.codebook, latent_channels=shape.vq_channels * shape.vq_multipliers[-1],
        base_channels=shape.vq_channels, channel_multiplier=list(shape.vq_multipliers), num_res_blocks=1,
        num_patches=GRID, projection_dim=shape.hidden, image_token_embed_dim=shape.hidden, num_hidden_layers=2,
    )


def sight_config(shape: Shape) -> JanusVisionConfig:
    """The understanding encoder: 96 pixels in patches of 8.

    transformers derives the grid of picture tokens from this encoder's (`image_size // patch_size`),
    so both are 12 × 12.
    """
    return JanusVisionConfig(
        hidden_size=shape.sight_width, num_hidden_layers=shape.sight_layers, num_attention_heads=shape.sight_width // 32,
        image_size=96, patch_size=8, num_image_tokens=TOKENS, projection_dim=shape.hidden, mlp_ratio=4.0, depth=2,
    )


def janus_config(shape: Shape, image_token: int, pad: int, bos: int, eos: int) -> JanusConfig:
    """The whole model, as transformers' `JanusForConditionalGeneration` reads it."""
    return JanusConfig(
        text_config=LlamaConfig(
            hidden_size=shape.hidden, intermediate_size=shape.intermediate, num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads, num_key_value_heads=shape.heads, vocab_size=shape.vocabulary,
            max_position_embeddings=1024, rms_norm_eps=1e-6, rope_theta=10000.0, tie_word_embeddings=False,
            pad_token_id=pad, bos_token_id=bos, eos_token_id=eos,
        ).to_dict(),
        vision_config=sight_config(shape).to_dict(),
        vq_config=vq_config(shape).to_dict(),
        image_token_id=image_token,
        tie_word_embeddings=False,
    )
