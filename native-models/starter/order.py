"""Who stands where: the decoder's lesson in order, on the picture tokens that tell it.

Where two things stand in each other's place, the first token in which the two pictures differ decides which is drawn
first, and little after it is hard to tell. So a row here is a prompt and a picture as far as the grid row of that token: a
quarter of a picture. Nearly all rows are about pairs, each beside the same pair the other way round.

The decoder is also asked, by heads that are thrown away after, what the prompt says: at each thing's name whether it is
named first, and at begin-of-image how the one named first stands to the other, and which thing comes first and second.
"""

import re
from random import Random
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import JanusForConditionalGeneration

from chat import ASSISTANT, BEGIN, USER, Words
from codes import BARE, Codes, part_of
from grammar import LANGUAGES, prompt
from scene import CELL, Scene, is_taught, boxes, compositions, held_out, random_scene, training_scene
from shape import GRID
from things import PAINTED, THING

EXAM = 192  # held-out rows
PROMPT = 33  # tokens of a prompt; longer ones do not fit before a picture either
KEPT = 5  # grid rows of a row, at most
LENGTH = PROMPT + KEPT * GRID
HARD = 12.0  # weight of a token that only the prompt tells
ASKED = 0.3  # weight of what the heads are asked
PAIRS = (0, 0, 0, 1, 0, 0, 0, 0)
OTHERS = (40, 0, 60, 0, 0, 0, 0, 0)
THING_AT = {thing.en: index for index, thing in enumerate(PAINTED)}
NOT_ASKED = -100


class Lesson(NamedTuple):
    """One row: a prompt, a picture's tokens, how much each of those that are drawn weighs, and what the heads are asked."""

    prompt: list[int]
    tokens: Tensor
    weight: list[float]
    first: tuple[int, int, int] | None  # a place in the picture, the token that is right there, that of the other order
    names: list[tuple[int, int]]  # where a thing's name ends in the prompt, and whether it is the first that is named
    relation: int  # 0..3: beside or stacked, said forwards or backwards
    things: tuple[int, int]


class Heads(nn.Module):
    def __init__(self, hidden: int):
        super().__init__()
        self.ordinal = nn.Linear(hidden, 2)
        self.relation = nn.Linear(hidden, 4)
        self.things = nn.Linear(hidden, 2 * len(THING_AT))


class OrderLesson:
    """Gathers the gradients of a step's `rows`, and examines on pairs that are held out. `weight` is its loss's beside others."""

    def __init__(self, heads: Heads, words: Words, codes: Codes, janus: JanusForConditionalGeneration, rows: int, weight: float):
        self.heads, self.words, self.codes, self.janus, self.rows, self.weight = heads, words, codes, janus, rows, weight
        model = janus.model.language_model

        def hidden_states(embeds: Tensor) -> tuple[Tensor, ...]:
            out = model(inputs_embeds=embeds, use_cache=False, output_hidden_states=True)
            return out.hidden_states[3], out.hidden_states[4], out.last_hidden_state

        self.hidden_states = torch.compile(hidden_states, dynamic=False)
        rng = Random("held-out pairs")
        self.exam = [_lessons(rng, rows, words, codes, taught=False) for _ in range(EXAM // rows)]

    def gather(self, step: int) -> dict[str, float]:
        """Adds the gradients of step number `step`; its loss, and every hundred steps the share of held-out pairs rightly begun."""
        lessons = _lessons(Random(f"order {step}"), self.rows, self.words, self.codes, taught=True)
        loss, values = _loss(lessons, self.words, self.janus, self.heads, self.hidden_states)
        (self.weight * loss).backward()
        if step % 100 == 0:
            with torch.no_grad():
                seen = [_loss(exam, self.words, self.janus, self.heads, self.hidden_states, hidden=0)[1]["order"] for exam in self.exam]
            values["unseen"] = sum(seen) / len(seen)
        return values


def _lessons(rng: Random, count: int, words: Words, codes: Codes, taught: bool) -> list[Lesson]:
    """Pairs in twos, one in eight of another kind."""
    made: list[Lesson] = []
    while len(made) < count:
        if taught and rng.random() < 0.08:
            one = _lesson(training_scene(rng, OTHERS), None, rng, words, codes)
            made += [one] if one else []
            continue
        scene = training_scene(rng, PAIRS) if taught else _unseen(rng)
        other = scene._replace(groups=scene.groups[::-1])
        if taught and not is_taught(other):
            continue
        for one, swapped in ((scene, other), (other, scene)):
            lesson = _lesson(one, swapped, rng, words, codes)
            made += [lesson] if lesson else []
    return made[:count]


def _unseen(rng: Random) -> Scene:
    while True:
        scene = random_scene(rng, PAIRS)
        if any(held_out(key) for key in compositions(scene) if key.startswith("two")):
            return scene


def _lesson(scene: Scene, swapped: Scene | None, rng: Random, words: Words, codes: Codes) -> Lesson | None:
    language = rng.choices(LANGUAGES, (7, 3))[0]
    said = prompt(scene, rng, language).strip()
    text = f"{USER}: {said}\n\n{ASSISTANT}:{BEGIN}"
    coded = words.tokenizer.encode(text, add_special_tokens=False)
    ids = [words.bos, *coded.ids]
    if len(ids) > PROMPT:
        return None
    tokens = codes.tokens(scene)
    weight = {at: HARD for at in _firsts(scene, codes)}
    end = KEPT * GRID
    first, names, relation, things = None, [], NOT_ASKED, (NOT_ASKED, NOT_ASKED)
    if swapped:
        turned = codes.tokens(swapped)
        differ = (tokens != turned).nonzero().view(-1)
        if not len(differ) or differ[0] >= end:
            return None
        at = int(differ[0])
        first = (at, int(tokens[at]), int(turned[at]))
        weight |= {one: HARD for one in (at, *_firsts(swapped, codes))}
        end = (at // GRID + 1) * GRID
        spans = [_span(text, THING[group.thing].en if language == "en" else THING[group.thing].ko) for group in scene.groups]
        if all(spans):
            forwards = spans[0] < spans[1]
            for (_, after), ahead in zip(spans, (forwards, not forwards), strict=True):
                last = max(i for i, (start, _) in enumerate(coded.offsets) if start < after)
                names.append((1 + last, 0 if ahead else 1))
            relation = (0 if scene.layout == "beside" else 2) + (0 if forwards else 1)
        things = tuple(THING_AT[group.thing] for group in scene.groups)
    return Lesson(ids, tokens, [weight.get(at, 1.0) for at in range(end)], first, names, relation, things)


def _span(text: str, name: str) -> tuple[int, int] | None:
    found = [one.span() for one in re.finditer(re.escape(name), text)]
    return found[0] if len(found) == 1 else None


def _firsts(scene: Scene, codes: Codes) -> list[int]:
    """Where the first cell of every thing is."""
    found = []
    for group, (left, top, side) in boxes(scene):
        part = codes.parts[part_of(group, side)] != BARE
        row = int(part.any(1).float().argmax())
        found.append((top // CELL + row) * GRID + left // CELL + int(part[row].float().argmax()))
    return found


def _loss(lessons: list[Lesson], words: Words, janus: JanusForConditionalGeneration, heads: Heads, hidden_states,
          hidden: float = 0.3) -> tuple[Tensor, dict[str, float]]:
    """The loss of the lessons, and what of them is right: `order` is the share whose right beginning is the likelier of two."""
    model, count = janus.model, len(lessons)
    ids = torch.full((count, LENGTH), words.pad)
    read = torch.zeros(count, LENGTH, dtype=torch.long)  # picture tokens, where one is read
    pictured = torch.zeros(count, LENGTH, dtype=torch.bool)
    target = torch.full((count, LENGTH), NOT_ASKED)
    weight = torch.zeros(count, LENGTH)
    place, right, wrong, asked = [], [], [], []
    for row, one in enumerate(lessons):
        start = len(one.prompt)
        ids[row, :start] = torch.tensor(one.prompt)
        at = start
        for index, heavy in enumerate(one.weight):
            if index:
                read[row, at], pictured[row, at] = one.tokens[index - 1], True
                at += 1
            target[row, at - 1], weight[row, at - 1] = one.tokens[index], heavy
            if one.first and one.first[0] == index:
                place.append((row, at - 1)), right.append(one.first[1]), wrong.append(one.first[2])
        asked += [(row, slot, ordinal) for slot, ordinal in one.names]
    embeds = model.language_model.embed_tokens(ids)
    pieces = model.generation_aligner(model.generation_embeddings(read)).to(embeds.dtype)
    blank = pictured & (torch.rand(count, 1) < hidden) & (torch.rand(count, LENGTH) < torch.rand(count, 1))
    embeds = torch.where((pictured & ~blank)[..., None], pieces, embeds)
    with torch.autocast("cpu", torch.bfloat16):
        early, middle, last = hidden_states(embeds)
        graded = target != NOT_ASKED
        logits = model.generation_head(last[graded]).float()
        loss = F.cross_entropy(logits, target[graded], reduction="none")
        loss = (loss * weight[graded]).sum() / weight.sum()
        where = torch.tensor([len(one.prompt) - 1 for one in lessons])
        begun = torch.arange(count), where
        rows, slots, ordinals = (torch.tensor(part) for part in zip(*asked))
        ordinal = heads.ordinal(early[rows, slots]).float()
        relations = torch.tensor([one.relation for one in lessons])
        relation = heads.relation(middle[begun]).float()
        things = torch.tensor([one.things for one in lessons])
        thing = heads.things(last[begun]).float().view(count, 2, -1)
    told = F.cross_entropy(ordinal, ordinals) + F.cross_entropy(relation, relations) + F.cross_entropy(thing.flatten(0, 1), things.view(-1))
    with torch.no_grad():
        spots = torch.tensor(place)
        odds = model.generation_head(last[spots[:, 0], spots[:, 1]]).float()
        better = odds.gather(1, torch.tensor(right)[:, None]) > odds.gather(1, torch.tensor(wrong)[:, None])
        known = relations >= 0
        paired = things[:, 0] >= 0
        values = {
            "loss": float(loss), "order": float(better.float().mean()), "ordinal": float((ordinal.argmax(1) == ordinals).float().mean()),
            "relation": float((relation.argmax(1) == relations)[known].float().mean()),
            "thing": float((thing.argmax(-1) == things)[paired].float().mean()),
        }
    return loss + ASKED * told, values
