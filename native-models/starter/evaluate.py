"""A quick evaluation to steer by. The figures of the model card come from the studio's own engine instead."""

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from transformers import JanusForConditionalGeneration

from art import Art
from chat import Words
from draw import answer, draw
from exam import CATEGORIES, KINDS, askings, drawings
from judge import Judge, agrees
from scene import paint
from shape import Shape
from vq import decode, encode, pixels


def evaluate(work: Path, shape: Shape, art: Art, words: Words, janus: JanusForConditionalGeneration) -> None:
    """Scores `janus` on held-out compositions; writes `scores.json` and sheets of pictures."""
    few = shape.name == "smoke"
    janus.eval()
    folder = work / "evaluation"
    folder.mkdir(parents=True, exist_ok=True)
    scores = {
        "reconstruction": _reconstruct(folder, art, janus, 8 if few else 64),
        "drawing": score_drawing(folder, art, words, janus, 1 if few else 16),
        "asking": score_asking(folder, art, words, janus, 1 if few else 20),
    }
    (folder / "scores.json").write_text(json.dumps(scores, indent=2) + "\n")
    print(json.dumps(scores, indent=2))


def _reconstruct(folder: Path, art: Art, janus: JanusForConditionalGeneration, count: int) -> dict[str, float]:
    """PSNR of pictures through the VQ tokenizer, and a sheet of originals above reconstructions."""
    pictures = [paint(art, drawing.scene) for drawing in drawings(-(-count // len(CATEGORIES)))[:count]]
    images = pixels(pictures)
    made = np.concatenate([decode(janus.model.vqmodel, encode(janus.model.vqmodel, batch)) for batch in images.split(8)])
    error = ((made.astype(np.float32) - np.stack(pictures)) ** 2).mean((1, 2, 3))
    shown = min(count, 40)
    rows = [np.concatenate(list(part), 1) for at in range(0, shown, 8)
            for part in (np.stack(pictures[at : at + 8]), made[at : at + 8])]
    Image.fromarray(np.concatenate(rows)).save(folder / "reconstructions.png")
    return {"psnr": round(float((10 * np.log10(255**2 / error)).mean()), 2)}


def score_drawing(folder: Path, art: Art, words: Words, janus: JanusForConditionalGeneration, count: int) -> dict[str, float]:
    """The share of held-out prompts drawn right, by category, and a sheet with each prompt under its picture."""
    judge = Judge(art)
    asked = drawings(count)
    right = defaultdict(list)
    cells = []
    tokens = draw(janus, words, [one.prompt for one in asked])
    pictures = np.concatenate([decode(janus.model.vqmodel, batch) for batch in tokens.split(16)])
    for one, picture in zip(asked, pictures):
        good = agrees(one.scene, judge.look(picture)[0], one.category)
        right[one.category].append(good)
        cells.append(_captioned(picture, one.prompt, good))
    _sheet(cells, 8).save(folder / "drawings.png")
    scores = {category: round(float(np.mean(right[category])), 3) for category in CATEGORIES}
    return {**scores, "overall": round(float(np.mean(list(scores.values()))), 3)}


def score_asking(folder: Path, art: Art, words: Words, janus: JanusForConditionalGeneration, count: int) -> dict[str, float]:
    """The share of answers that hold every slot, by kind, and all of them in `answers.txt`."""
    right = defaultdict(list)
    lines = []
    for one in askings(count):
        said = answer(janus, words, pixels([paint(art, one.picture)]), [one.exchange.question])[0]
        good = all(slot in said for slot in one.exchange.slots)
        right[one.exchange.kind].append(good)
        lines.append(f"{'+' if good else '-'} {one.exchange.kind}: {one.exchange.question} | {said} | {one.exchange.answer}")
    (folder / "answers.txt").write_text("\n".join(lines) + "\n")
    return {kind: round(float(np.mean(right[kind])), 3) for kind in KINDS}


def _captioned(picture: np.ndarray, text: str, good: bool) -> Image.Image:
    """A picture over its prompt; English only, for want of a Korean font everywhere."""
    cell = Image.new("RGB", (136, 162), "white")
    cell.paste(Image.fromarray(picture), (4, 4))
    pen = ImageDraw.Draw(cell)
    latin = text.encode("latin-1", "replace").decode("latin-1")
    for line in range(2):
        pen.text((4, 134 + 12 * line), latin[22 * line : 22 * (line + 1)], fill="black" if good else "#b91c1c")
    return cell


def _sheet(cells: list[Image.Image], columns: int) -> Image.Image:
    width, height = cells[0].size
    sheet = Image.new("RGB", (width * columns, height * -(-len(cells) // columns)), "white")
    for index, cell in enumerate(cells):
        sheet.paste(cell, (index % columns * width, index // columns * height))
    return sheet
