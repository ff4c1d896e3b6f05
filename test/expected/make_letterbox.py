"""Makes letterbox.golden.json: what Pillow and numpy do with images that both sides compute.

    python test/expected/make_letterbox.py

Pixel i of an image (counted over rows, columns and channels) is the top byte of a hash of i + seed,
or for even seeds a saw-tooth ramp: noise shows every weight and clip, a ramp every step.
Each result is its sha256 and some 64 bytes of it, so that a difference can be told from a disaster.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
from PIL import Image

GREY = (127, 127, 127)


def noise(count: int, seed: int) -> np.ndarray:
    i = np.arange(count, dtype=np.uint64) + np.uint64(seed)
    h = (i * 2654435761) & 0xFFFFFFFF
    return (((h ^ (h >> 15)) * 2246822519) & 0xFFFFFFFF).astype(np.uint32)


def image(width: int, height: int, seed: int) -> Image.Image:
    if seed % 2:
        pixels = (noise(height * width * 3, seed) >> 24).reshape(height, width, 3)
    else:
        y, x, c = np.ogrid[:height, :width, :3]
        pixels = (x * 5 + y * 3 + c * 85 + seed) // 2 % 256
    return Image.fromarray(pixels.astype(np.uint8))


def letterbox(source: Image.Image, side: int) -> Image.Image:
    """deepseek-ai/Janus, image_processing_vlm.py: resize and expand2square."""
    width, height = source.size
    longest = max(width, height)
    w = max(int(width / longest * side), 14)
    h = max(int(height / longest * side), 14)
    square = Image.new("RGB", (side, side), GREY)
    square.paste(source.resize((w, h), Image.BICUBIC), ((side - w) // 2, (side - h) // 2))
    return square


def cover(source: Image.Image, side: int) -> Image.Image:
    width, height = source.size
    shortest = min(width, height)
    w = side if width == shortest else int(side * width / shortest)
    h = side if height == shortest else int(side * height / shortest)
    left, top = (w - side) // 2, (h - side) // 2
    return source.resize((w, h), Image.BICUBIC).crop((left, top, left + side, top + side))


def told(pixels: bytes) -> list[str]:
    return [hashlib.sha256(pixels).hexdigest(), pixels[:: max(1, len(pixels) // 64)].hex()]


sizes = [  # from, to
    (767, 206, 384, 103), (1, 1, 384, 384), (1, 1, 1, 1), (2, 3000, 14, 384), (5000, 3, 384, 14),
    (384, 384, 384, 384), (384, 200, 384, 100), (200, 384, 100, 384), (384, 100, 384, 300),
    (1920, 1080, 384, 216), (1080, 1920, 216, 384), (1200, 1200, 384, 384), (13, 17, 293, 384),
    (7, 7, 1, 1), (640, 480, 640, 11), (640, 480, 11, 480), (259, 226, 251, 161), (44, 77, 94, 22),
    (383, 385, 384, 384), (2, 2, 3, 3), (3, 2, 2, 3), (99, 1, 384, 14), (1, 99, 14, 384),
]  # fmt: skip
squares = [
    (767, 206, 384), (206, 767, 384), (1, 1, 384), (2, 3000, 384), (5000, 3, 384), (384, 384, 384),
    (385, 384, 384), (384, 385, 384), (640, 427, 384), (427, 640, 384), (100, 30, 384), (16, 9, 384),
    (1000, 999, 384), (999, 1000, 384), (640, 480, 32), (480, 640, 48), (33, 500, 32), (15, 14, 16),
    (2, 3000, 16), (5000, 3, 16),
]  # fmt: skip

values = noise(30_000, 7).astype(np.float64) / 2**32 * 2.6 - 1.3
values = values.astype(np.float32)
pixels = np.clip((values + 1) / 2 * 255, 0, 255).astype(np.uint8)
levels = (np.arange(256, dtype=np.uint8) * (1 / 255)).astype(np.float32)
levels = (levels - np.float32(0.5)) / np.float32(0.5)

golden = {
    "resize": [
        [w, h, W, H, s, *told(image(w, h, s).resize((W, H), Image.BICUBIC).tobytes())]
        for w, h, W, H in sizes
        for s in (1, 2)
    ],
    "letterbox": [
        [w, h, side, s, *told(letterbox(image(w, h, s), side).tobytes())]
        for w, h, side in squares
        for s in (1, 2)
    ],
    "cover": [
        [w, h, side, s, *told(cover(image(w, h, s), side).tobytes())]
        for w, h, side in squares
        if side < 32 or max(w, h) < 1000 * min(w, h)  # Pillow would make all 384 x 576,000
        for s in (1, 2)
    ],
    "toPixelValues": told(levels.tobytes()),
    "fromPixelValues": told(pixels.tobytes()),
}
target = Path(__file__).parent / "letterbox.golden.json"
target.write_text(json.dumps(golden, separators=(",", ":")).replace("],[", "],\n[") + "\n")
print(target.stat().st_size, "bytes")
