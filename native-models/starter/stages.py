"""Language pretraining and the three stages of Janus, as one loop with four settings.

One objective throughout: the cross-entropy of the next token, on picture tokens when drawing and on graded
text tokens otherwise. The two means are added, so that a short answer weighs as much as a picture.
Shares of understanding : text : drawing are Janus-Pro's.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from transformers import JanusForConditionalGeneration

from apart import Apart, hand_over
from art import Art
from chat import Row, Words
from codes import Codes
from grammar import LANGUAGES, description, prompt
from lora import is_adapter
from model import ASK_LENGTH, DRAW_LENGTH, Decoder
from muon import Optimiser, rate
from order import OrderLesson
from questions import exchanges, talk
from run import Run
from scene import paint, training_picture, training_pictures
from shape import TOKENS, Shape
from sight import shaken
from vq import pixels

DROPPED = 0.2  # share of prompts replaced by pad, for guidance, where no picture has a twin
GUIDED = 0.3  # weight of the loss under guidance
ASKED = 8  # beside pictures, a graded token of a conversation without an image weighs so many times less
FIRST_ANSWER, LATER_ANSWER = 3.0, 0.3  # how much each token of the answers of a conversation weighs
FIRST_KINDS = {"what": 3, "where": 3, "count": 2, "exists": 2}  # how often each kind of question comes first; others: 1
ASK_ROWS = 4  # rows of one pass about images


@dataclass(frozen=True)
class Stage:
    """What a stage trains, on what, and how fast."""

    name: str
    trained: tuple[str, ...]  # beginnings of weight names; all others stay as they are
    draws: int  # picture rows a step
    texts: int  # text samples a step, packed by threes
    asks: int  # rows about images a step, a multiple of ASK_ROWS
    hidden: float  # share of drawn rows some of whose picture tokens are not shown
    lr: float  # Muon's
    warm: int
    twins: int = 0  # of the picture rows, so many are drawn without their prompt too, and graded under guidance
    fall: float = 0.0  # share of the steps over which the rate falls
    last: float = 0.0  # to this share of itself
    needs: tuple[str, ...] = ("codes", "sight", "language")  # the runs it builds on
    asking: float = 1.0  # weight of the loss of answers
    shaken: bool = True  # whether images asked about are moved, brightened and made noisy


ADAPTORS = ("model.aligner", "model.generation_aligner", "model.generation_embeddings", "model.generation_head")
DECODER = ("model.language_model", "lm_head")
STAGES = (
    Stage("language", DECODER, draws=0, texts=36, asks=0, hidden=0.0, lr=0.02, warm=20, needs=()),
    Stage("stage1", ADAPTORS, draws=12, texts=0, asks=4, hidden=0.0, lr=0.02, warm=10),
    Stage("stage2", (*ADAPTORS, *DECODER), draws=24, texts=6, asks=8, hidden=0.3, lr=0.016, warm=20,
          needs=("codes", "sight", "stage1")),
    Stage("stage3", (*ADAPTORS, *DECODER, "model.vision_model"), draws=10, texts=3, asks=16, hidden=0.1, lr=0.012, warm=20,
          twins=4, fall=1.0, needs=("codes", "sight", "stage2")),
)
# Of an adapter: first what is new is learned, at a rate that shakes the rest a little; then all settles.
TOGETHER = Stage("together", (*ADAPTORS, *DECODER), draws=10, texts=3, asks=20, hidden=0.1, lr=0.005, warm=30, twins=4,
                 needs=("codes", "sight"))
SETTLING = Stage("settling", (*ADAPTORS, *DECODER), draws=10, texts=3, asks=16, hidden=0.1, lr=0.0025, warm=30, twins=4,
                 fall=1.0, asking=3.0, needs=("codes", "sight", "together"))


def train_stage(stage: Stage, work: Path, shape: Shape, art: Art, words: Words, codes: Codes | None,
                janus: JanusForConditionalGeneration, decoder: Decoder, apart: bool = False, lesson: OrderLesson | None = None) -> None:
    """Trains `janus` in place, or loads what the stage ended with.

    With `apart`, a second process answers as many questions again, and all of them where there is a `lesson`, whose rows
    this process learns instead.
    """
    run = Run(work, stage.name, stage.needs)
    names = [other.name for other in STAGES]
    before = STAGES[: names.index(stage.name)] if stage.name in names else ()
    so_far = tuple(name for other in (*before, stage) for name in other.trained)

    def trained() -> dict:
        """What this stage and those before it have trained; the encoders are kept by their own runs."""
        return {name: weight for name, weight in janus.state_dict().items() if name.startswith(so_far)}

    steps = shape.steps[stage.name]
    if done := run.finished(steps):
        janus.load_state_dict(done["janus"], strict=False)
        if lesson:
            lesson.heads.load_state_dict(done["heads"])
        return
    named = [(name, weight) for name, weight in janus.named_parameters() if name.startswith(stage.trained)]
    janus.model.vision_model.requires_grad_(any("vision" in name for name in stage.trained))
    janus.model.vqmodel.requires_grad_(False)
    if any(is_adapter(name) for name, _ in named):
        janus.requires_grad_(False)
        for name, weight in named:
            weight.requires_grad_(is_adapter(name))
    heads = list(lesson.heads.named_parameters()) if lesson else []
    optimiser = Optimiser([*named, *heads], lr=stage.lr, adam_lr=stage.lr / 10)  # takes what wants a gradient
    janus.train()
    if saved := run.resume():
        janus.load_state_dict(saved["janus"], strict=False)
        optimiser.load_state_dict(saved["optimiser"])
        if lesson:
            lesson.heads.load_state_dict(saved["heads"])

    def result() -> dict:
        return {"janus": trained(), "heads": lesson.heads.state_dict() if lesson else {}}

    def state() -> dict:
        return {**result(), "optimiser": optimiser.state_dict()}

    other = None
    if apart and stage.asks:
        janus.share_memory()
        asked = [(name, weight) for name, weight in named if weight.requires_grad]
        other = Apart(asked, _answer_apart, (stage, f"{stage.name} {run.first}", art, words, janus, decoder.compiled))
    for step in run.steps(steps, stage.fall, state):
        losses = _step(stage, f"{stage.name} {step}", art, words, codes, decoder, other, asks=not (other and lesson))
        if lesson:
            losses |= lesson.gather(step)
        optimiser.step(rate(step, steps, stage.warm, stage.fall, stage.last))
        janus.zero_grad(set_to_none=True)  # what is frozen gathers gradients too
        if step % 10 == 0 or step == steps - 1:
            run.log(step, **losses)
    run.finish(steps, result())
    if other:
        other.end()


def _step(stage: Stage, seed: str, art: Art, words: Words, codes: Codes | None, decoder: Decoder,
          other: Apart | None, asks: bool) -> dict[str, float]:
    """Gathers the gradients of one step; each pass is a fixed shape, so that it is compiled once."""
    torch.manual_seed(Random(f"{seed} hidden").getrandbits(32))  # the same after a pause
    losses = _draw_and_read(stage, Random(seed), words, codes, decoder) if stage.draws or stage.texts else {}
    if stage.asks and asks:
        losses["answer"] = _answer(stage, Random(f"{seed} asked"), art, words, decoder)
    if other and (answered := other.take()) is not None:
        losses["apart"] = answered
    return losses


def _draw_and_read(stage: Stage, rng: Random, words: Words, codes: Codes | None, decoder: Decoder) -> dict[str, float]:
    """Gathers the gradients of one step's pictures and texts."""
    draws = []
    for picture in training_pictures(rng, stage.draws):
        read = None
        while read is None or len(read) + TOKENS > DRAW_LENGTH:  # hardly ever is a prompt too long for its row
            read = words.draw(prompt(picture, rng, _language(rng, 7)))
        dropped = not stage.twins and rng.random() < DROPPED
        draws.append((words.unprompted(read) if dropped else read, codes.tokens(picture), codes.weights(picture)))
    texts = pack([text_row(stage, rng, words) for _ in range(stage.texts)], stage.texts // 3)
    with torch.autocast("cpu", torch.bfloat16):
        drawn, guided, read = decoder.draw_and_read(draws, texts, words, stage.hidden, stage.twins)
    losses = {"text": float(read.detach().mean())} if len(read) else {}
    loss = read.sum() / max(sum(sum(row.graded) for row in texts) * (ASKED if stage.draws or stage.asks else 1), 1)
    if draws:
        loss = loss + drawn.mean()
        losses["picture"] = float(drawn.detach().mean())
    if len(guided):
        loss = loss + GUIDED * guided.mean()
        losses["guided"] = float(guided.detach().mean())
    loss.backward()
    return losses


def _answer(stage: Stage, rng: Random, art: Art, words: Words, decoder: Decoder) -> float:
    """Gathers the gradients of one step's questions about images."""
    pictures = training_pictures(rng, stage.asks, memes=0.15)
    asks, weights = zip(*[ask_row(picture, rng, words) for picture in pictures])
    graded = sum(sum(row) for row in weights)
    seen = []
    for at in range(0, stage.asks, ASK_ROWS):
        painted = [paint(art, picture) for picture in pictures[at : at + ASK_ROWS]]
        images = pixels([shaken(picture, rng) for picture in painted] if stage.shaken else painted)
        with torch.autocast("cpu", torch.bfloat16):
            answered = decoder.ask(list(asks[at : at + ASK_ROWS]), images, words)
        answered = answered * torch.tensor([weight for row in weights[at : at + ASK_ROWS] for weight in row])
        (stage.asking * answered.sum() / graded).backward()
        seen.append(answered.detach().sum() / graded)
    return float(sum(seen))


def _answer_apart(stage: Stage, seed: str, art: Art, words: Words, janus: JanusForConditionalGeneration, compiled: bool, *hands) -> None:
    """What the process apart does, in a session of its own, so that other programs may come before it and not before the one that draws."""
    os.setsid()
    torch.set_num_threads(1)
    decoder = Decoder(janus, compiled)
    hand_over(janus, lambda number: _answer(stage, Random(f"{seed} {number}"), art, words, decoder), *hands)


def _language(rng: Random, english: int = 5) -> str:
    """English in so many cases of ten."""
    return rng.choices(LANGUAGES, (english, 10 - english))[0]


def ask_row(picture, rng: Random, words: Words) -> tuple[Row, list[float]]:
    """A conversation of several turns about a picture, as long as the row allows, and how much each graded token weighs.

    The first answer must be seen; those after it can mostly be told from what was said. So it weighs more, and what is
    learned last comes first most often.
    """
    language = _language(rng)
    asked = exchanges(picture, rng, language)
    kinds = sorted({one.kind for one in asked})
    kind = rng.choices(kinds, [FIRST_KINDS.get(kind, 1) for kind in kinds])[0]
    asked.sort(key=lambda one: one.kind != kind)  # keeps the order of the others
    while True:
        row = words.ask([(one.question, one.answer) for one in asked], image=True)
        if len(row.tokens) <= ASK_LENGTH:
            first = sum(words.ask([(asked[0].question, asked[0].answer)], image=True).graded)
            return row, [FIRST_ANSWER] * first + [LATER_ANSWER] * (sum(row.graded) - first)
        asked = asked[:-1] or exchanges(picture, rng, language)  # a single one may be too long: others are short


def text_row(stage: Stage, rng: Random, words: Words) -> Row:
    """Text without an image: a plain sentence of the grammar while language is learned, else a conversation."""
    language = _language(rng)
    if stage.name == "language" and rng.random() < 0.3:
        picture = training_picture(rng)
        return words.sentence(f"{prompt(picture, rng, language)}\n{description(picture, language)}")
    return words.ask([talk(rng, language) for _ in range(rng.choice((1, 1, 2)))], image=False)


def pack(samples: list[Row], rows: int) -> list[Row]:
    """Joins samples into exactly `rows` rows of at most 176 tokens; what fits nowhere is left out."""
    packed = [Row([], []) for _ in range(rows)]
    for sample in samples:
        roomiest = min(packed, key=lambda row: len(row.tokens))
        if len(roomiest.tokens) + len(sample.tokens) <= DRAW_LENGTH:
            roomiest.tokens.extend(sample.tokens)
            roomiest.graded.extend(sample.graded)
    return packed
