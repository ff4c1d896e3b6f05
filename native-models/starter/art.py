"""The art: icons from npm, dyed in OKLCH, rasterised once to sprites."""

import io
import json
import re
import subprocess
import tarfile
from functools import lru_cache
from pathlib import Path

import numpy as np
import resvg_py
from PIL import Image

from things import COLOURS, ICON_SET, THING

VERSION = "1.2.6"


def fetch(work: Path) -> Path:
    """Downloads the icon set from npm, once. Returns its `icons.json`."""
    folder = work / "art"
    icons = folder / "package" / "icons.json"
    if not icons.exists():
        folder.mkdir(parents=True, exist_ok=True)
        packed = subprocess.run(
            ["npm", "pack", f"{ICON_SET}@{VERSION}", "--silent"],
            cwd=folder, check=True, capture_output=True, text=True,
        ).stdout.strip().splitlines()[-1]
        with tarfile.open(folder / packed) as archive:
            archive.extractall(folder, filter="data")
    return icons


class Art:
    """Sprites by thing, colour and size."""

    def __init__(self, icons: Path):
        self.bodies = {name: icon["body"] for name, icon in json.loads(icons.read_text())["icons"].items()}

    @lru_cache(maxsize=None)
    def sprite(self, thing: str, colour: str | None, size: int) -> np.ndarray:
        """One thing on nothing: `[size, size, 4]` uint8 RGBA, alpha not premultiplied."""
        body = self.bodies[THING[thing].icon]
        if colour is not None and colour != THING[thing].natural:
            body = dye(body, colour)
        return _raster(body, size)


def _raster(body: str, size: int) -> np.ndarray:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">{body}</svg>'
    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size, skip_system_fonts=True))
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


def dye(body: str, colour: str) -> str:
    """Gives an icon another colour: the fills near its dominant one move, the others stay.

    A fill keeps its distance in lightness from the dominant fill (scaled to 0.6) and its share of
    chroma, so shading survives; eyes, leaves and handles keep their own colour.
    """
    fills = {fill.lower(): _oklch(fill) for fill in re.findall(r"#[0-9a-fA-F]{6}", body)}
    dominant = _dominant(body, fills)
    middle = fills[dominant]
    target = COLOURS[colour].oklch

    def moved(fill: str) -> str:
        light, chroma, hue = fills[fill.lower()]
        if not _akin((light, chroma, hue), middle):
            return fill
        share = min(max(chroma / middle[1], 0.5), 1.3) if middle[1] > 0.05 else 1.0
        light = min(max(target[0] + (light - middle[0]) * 0.6, 0.12), 0.99)
        return _hex(light, target[1] * share, target[2])

    return re.sub(r"#[0-9a-fA-F]{6}", lambda match: moved(match.group()), body)


def _dominant(body: str, fills: dict[str, tuple[float, float, float]]) -> str:
    """The fill whose kin cover most of the icon."""
    pixels = _raster(body, 48).reshape(-1, 4)
    seen = pixels[pixels[:, 3] > 200][:, :3].astype(int)
    names = list(fills)
    palette = np.array([[int(name[i : i + 2], 16) for i in (1, 3, 5)] for name in names])
    nearest = np.abs(seen[:, None] - palette).sum(-1).argmin(1)
    area = np.bincount(nearest, minlength=len(names))
    # Near-black outlines and eyes never count: they would turn a face inside out.
    weight = [a if fills[name][0] > 0.35 else 0 for a, name in zip(area, names)]
    return names[int(np.argmax(weight))]


def _akin(fill, middle) -> bool:
    """Whether a fill is a tone of the dominant one: near in hue, or as grey."""
    if middle[1] < 0.05:
        return fill[1] < 0.06 and abs(fill[0] - middle[0]) < 0.35
    turn = abs((fill[2] - middle[2] + 180) % 360 - 180)
    return fill[1] > 0.035 and turn < 32 and abs(fill[0] - middle[0]) < 0.4


def _oklch(fill: str) -> tuple[float, float, float]:
    """sRGB hex to OKLCH. Source: Björn Ottosson, "A perceptual color space for image processing"."""
    srgb = np.array([int(fill[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    lms = np.cbrt(_LMS @ linear)
    light, a, b = _LAB @ lms
    return float(light), float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a)) % 360)


def _hex(light: float, chroma: float, hue: float) -> str:
    """OKLCH to sRGB hex; chroma shrinks until the colour fits."""
    angle = np.radians(hue)
    for shrink in np.linspace(1, 0, 26):
        lab = np.array([light, chroma * shrink * np.cos(angle), chroma * shrink * np.sin(angle)])
        linear = _LMS_INVERSE @ (_LAB_INVERSE @ lab) ** 3
        if linear.min() > -1e-4 and linear.max() < 1.0001:
            break
    linear = linear.clip(0, 1)
    srgb = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(255 * value):02x}" for value in srgb)


_LMS = np.array([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
])
_LAB = np.array([
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
])
_LMS_INVERSE = np.linalg.inv(_LMS)
_LAB_INVERSE = np.linalg.inv(_LAB)


