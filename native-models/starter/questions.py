"""Questions about a picture with their right answers, in English and Korean."""

from random import Random
from typing import NamedTuple

from grammar import LANGUAGES, NUMBERS, PLACE_EN, PLACE_KO, article, description, listed, phrase, prompt, seen
from korean import subject, to_be, topic
from scene import Group, Meme, Scene, compositions, held_out, near_miss, training_picture
from things import COLOURS, GROUNDS, THING, THINGS


class Exchange(NamedTuple):
    """A question, its answer, what kind it is, and the words the answer must hold to be right."""

    question: str
    answer: str
    kind: str  # "what" | "count" | "colour" | "where" | "exists" | "ground" | "size" | "prompt" | "meme" | "fits"
    slots: tuple[str, ...]


ASK_WHAT = {
    "en": ("What is in this picture?", "What do you see?", "What is this?", "What is in the image?", "Describe this picture.",
           "What can you see here?", "Tell me what is in the picture."),
    "ko": ("이 그림에 무엇이 있어?", "뭐가 보여?", "이건 뭐야?", "그림에 뭐가 있나요?", "이 그림을 설명해 줘.", "무엇이 보이나요?"),
}
ASK_PROMPT = {
    "en": ("Turn this into a prompt.", "Write a prompt for this picture.", "Describe the image in detail.", "What prompt would draw this?"),
    "ko": ("이 그림의 프롬프트를 써 줘.", "이 그림을 자세히 설명해 줘.", "프롬프트로 바꿔 줘."),
}
ASK_MEME = {
    "en": ("Explain this meme.", "What is the joke here?", "Explain this meme, from the top panel to the bottom.", "Why is this funny?"),
    "ko": ("이 밈을 설명해 줘.", "뭐가 웃긴 거야?", "위 칸부터 아래 칸까지 밈을 설명해 줘.", "이 밈은 왜 웃겨?"),
}
# Word for word what the studio asks when it scores pictures against their prompt (main/jobs/phrasings.ts).
ASK_FITS = {
    "en": ("Does this picture show {}?", "Is this a picture of {}?", "Does the picture match this prompt: {}?"),
    "ko": ("이 그림에 다음이 보이나요? {}", "다음 프롬프트에 맞는 그림인가요? {}", "다음 설명이 이 그림과 맞나요? {}"),
}
JOKES = {
    "more": ("suddenly there are more", "갑자기 많아졌어요"),
    "fewer": ("suddenly there are fewer", "갑자기 줄었어요"),
    "shrank": ("it shrank", "작아졌어요"),
    "grew": ("it got bigger", "커졌어요"),
    "colour": ("it changed colour", "색이 바뀌었어요"),
    "swap": ("it became something else", "다른 것이 되었어요"),
    "grow": ("it grew up", "자랐어요"),
    "mood": ("the mood changed", "기분이 바뀌었어요"),
}


def exchanges(picture: Scene | Meme, rng: Random, language: str) -> list[Exchange]:
    """Every question that makes sense of this picture, in no particular order."""
    asked = [_exists(picture, rng, language, present) for present in (True, False)]
    asked += [_fits(picture, rng, language, right) for right in (True, False)]
    if isinstance(picture, Meme):
        asked += [_meme(picture, rng, language)] * 2
    else:
        asked += [_what(picture, rng, language), _prompt(picture, rng, language), _ground(picture, rng, language)]
        asked += [_count(group, rng, language) for group in picture.groups]
        asked += [_colour(group, rng, language) for group in picture.groups if group.colour or THING[group.thing].natural]
        asked += _where(picture, rng, language) + _size(picture, rng, language)
        if rng.random() < 0.3:
            asked.append(_count(Group(_absent(picture, rng)), rng, language, count=0))
    rng.shuffle(asked)
    return asked


def _what(scene: Scene, rng: Random, language: str) -> Exchange:
    things = listed([phrase(seen(group), language) for group in scene.groups], language)
    slots = tuple(phrase(seen(group), language) for group in scene.groups)
    if language == "en":
        answer = f"There {'is' if scene.groups[0].count == 1 else 'are'} {things}."
    else:
        answer = f"{subject(things)} 있어요."
    return Exchange(rng.choice(ASK_WHAT[language]), answer, "what", slots)


def _prompt(scene: Scene, rng: Random, language: str) -> Exchange:
    answer = description(scene, language)
    return Exchange(rng.choice(ASK_PROMPT[language]), answer[0].upper() + answer[1:] + ".", "prompt", (answer,))


def _ground(scene: Scene, rng: Random, language: str) -> Exchange:
    ground = GROUNDS[scene.ground]
    if language == "en":
        answer = f"It is {ground.en_phrase}." if ground.place else f"The background is {ground.en}."
        asked = ("What is the background?", "What is behind it?", "What colour is the background?")
    else:
        answer = f"{ground.ko}이에요." if ground.place else f"배경은 {to_be(COLOURS[ground.en].ko_name)}."
        asked = ("배경은 뭐야?", "배경이 무슨 색이야?", "뒤에 뭐가 있어?")
    return Exchange(rng.choice(asked[: 2 if ground.place else 3]), answer, "ground", (ground.en if language == "en" else ground.ko,))


def _count(group: Group, rng: Random, language: str, count: int | None = None) -> Exchange:
    count = group.count if count is None else count
    thing = THING[group.thing]
    if language == "en":
        asked = (f"How many {thing.plural} are there?", f"How many {thing.plural} do you see?", f"Count the {thing.plural}.")
        said = NUMBERS["en"].get(count, "no")
        answer = f"There is one {thing.en}." if count == 1 else f"There are {said} {thing.plural}."
        return Exchange(rng.choice(asked), answer, "count", (said,))
    asked = (f"{subject(thing.ko)} 몇 {thing.counter} 있어?", f"{topic(thing.ko)} 몇 {thing.counter}야?", f"{thing.ko} 수를 세어 줘.")
    if count == 0:
        return Exchange(rng.choice(asked), f"{topic(thing.ko)} 없어요.", "count", ("없어요",))
    said = f"{NUMBERS['ko'][count]} {thing.counter}"
    return Exchange(rng.choice(asked), f"{subject(thing.ko)} {said} 있어요.", "count", (said,))


def _colour(group: Group, rng: Random, language: str) -> Exchange:
    thing = THING[group.thing]
    colour = COLOURS[group.colour or thing.natural]
    if language == "en":
        many = group.count > 1
        noun = thing.plural if many else thing.en
        asked = (f"What colour {'are' if many else 'is'} the {noun}?", f"What color {'are' if many else 'is'} the {noun}?",
                 f"Which colour {'do' if many else 'does'} the {noun} have?")
        return Exchange(rng.choice(asked), f"The {noun} {'are' if many else 'is'} {colour.en}.", "colour", (colour.en,))
    asked = (f"{topic(thing.ko)} 무슨 색이야?", f"{thing.ko} 색깔이 뭐야?", f"{topic(thing.ko)} 어떤 색인가요?")
    return Exchange(rng.choice(asked), f"{topic(thing.ko)} {to_be(colour.ko_name)}.", "colour", (colour.ko_name,))


def _where(scene: Scene, rng: Random, language: str) -> list[Exchange]:
    if len(scene.groups) == 1 and scene.groups[0].count == 1:
        thing = THING[scene.groups[0].thing]
        place_en = PLACE_EN.get(scene.layout, "in the middle")
        place_ko = PLACE_KO.get(scene.layout, "가운데에")
        if language == "en":
            return [Exchange(f"Where is the {thing.en}?", f"The {thing.en} is {place_en}.", "where", (place_en,))]
        return [Exchange(f"{topic(thing.ko)} 어디에 있어?", f"{topic(thing.ko)} {place_ko} 있어요.", "where", (place_ko,))]
    if len(scene.groups) != 2 or scene.layout in ("row", "triangle", "square"):
        return []
    here, there = ("above", "below") if scene.layout == "stacked" else ("to the left of", "to the right of")
    here_ko, there_ko = ("위에", "아래에") if scene.layout == "stacked" else ("왼쪽에", "오른쪽에")
    a, b = (THING[group.thing] for group in scene.groups)
    if language == "en":
        return [Exchange(f"Where is the {x.en}?", f"The {x.en} is {side} the {y.en}.", "where", (side, y.en))
                for x, side, y in ((a, here, b), (b, there, a))]
    return [Exchange(f"{topic(x.ko)} 어디에 있어?", f"{topic(x.ko)} {y.ko} {side} 있어요.", "where", (f"{y.ko} {side}",))
            for x, side, y in ((a, here_ko, b), (b, there_ko, a))]


def _size(scene: Scene, rng: Random, language: str) -> list[Exchange]:
    if scene.layout not in ("big and small", "small and big"):
        return []
    big = next(group for group in scene.groups if group.size == "big")
    thing = THING[big.thing]
    if language == "en":
        return [Exchange("Which one is bigger?", f"The {thing.en} is bigger.", "size", (thing.en,))]
    return [Exchange("어느 것이 더 커?", f"{subject(thing.ko)} 더 커요.", "size", (thing.ko,))]


def _exists(picture: Scene | Meme, rng: Random, language: str, present: bool) -> Exchange:
    thing = THING[rng.choice(_shown(picture)) if present else _absent(picture, rng)]
    if language == "en":
        asked = (f"Is there {article(thing.en)} in the image?", f"Is there {article(thing.en)}?", f"Do you see {article(thing.en)}?")
        answer = f"Yes, there is {article(thing.en)}." if present else f"No, there is no {thing.en}."
        return Exchange(rng.choice(asked), answer, "exists", ("Yes" if present else "No",))
    asked = (f"{subject(thing.ko)} 있어?", f"이 그림에 {subject(thing.ko)} 있나요?", f"{subject(thing.ko)} 보여?")
    answer = f"네, {subject(thing.ko)} 있어요." if present else f"아니요, {topic(thing.ko)} 없어요."
    return Exchange(rng.choice(asked), answer, "exists", ("네" if present else "아니요",))


def _fits(picture: Scene | Meme, rng: Random, language: str, right: bool) -> Exchange:
    """Whether a whole prompt says what the picture shows: its own does, a near miss or any other picture's does not."""
    asked = rng.choice(ASK_FITS[language]).format((_said(picture, rng, language) if right else _wrong(picture, rng, language)).rstrip("."))
    said = ("Yes" if right else "No") if language == "en" else ("네" if right else "아니요")
    return Exchange(asked, f"{said}.", "fits", (said,))


def _said(picture: Scene | Meme, rng: Random, language: str) -> str:
    return prompt(picture, rng, language) if rng.random() < 0.6 else description(picture, language)


def _wrong(picture: Scene | Meme, rng: Random, language: str) -> str:
    """A prompt that the picture does not fit. It shows nothing held out: else a rare composition would mean no."""
    while True:
        near = rng.random() < 0.7
        other = near_miss(picture, rng) if near else training_picture(rng, memes=float(isinstance(picture, Meme)))
        if any(held_out(key) for key in compositions(other)):
            continue
        if description(other, language) == description(picture, language) or (not near and _members(other) == _members(picture)):
            continue
        # Told in full where the things are the same: a prompt may leave out the ground or the order, and be right again.
        return description(other, language) if _members(other) == _members(picture) else _said(other, rng, language)


def _members(picture: Scene | Meme) -> list[tuple[str, int, str]]:
    groups = (picture.top, picture.bottom) if isinstance(picture, Meme) else picture.groups
    return sorted((group.thing, group.count, seen(group).colour or "") for group in groups)


def _meme(meme: Meme, rng: Random, language: str) -> Exchange:
    top, bottom = phrase(seen(meme.top), language), phrase(seen(meme.bottom), language)
    turn = {"big": "shrank", "small": "grew"}[meme.top.size] if meme.turn == "size" else meme.turn
    joke = JOKES[turn][0 if language == "en" else 1]
    asked = rng.choice(ASK_MEME[language])
    if language == "en":
        return Exchange(asked, f"Top: {top}. Bottom: {bottom}. The joke: {joke}.", "meme", (top, bottom, joke))
    return Exchange(asked, f"위: {top}. 아래: {bottom}. 농담: {joke}.", "meme", (top, bottom, joke))


def _shown(picture: Scene | Meme) -> list[str]:
    groups = (picture.top, picture.bottom) if isinstance(picture, Meme) else picture.groups
    return [group.thing for group in groups]


def _absent(picture: Scene | Meme, rng: Random) -> str:
    shown = _shown(picture)
    return rng.choice([thing.en for thing in THINGS if thing.en not in shown])


# Talk without a picture

SMALL_TALK = {
    "en": (
        ("Hello", "Hello! Ask me for a picture, or show me one."),
        ("Hi there", "Hello! Ask me for a picture, or show me one."),
        ("Who are you?", "I am the starter, a very small Janus. I draw and name emoji scenes."),
        ("What can you do?", "I draw small scenes of emoji things and answer questions about them."),
        ("What can you draw?", "Animals, food, things, faces and weather: one to four of them on a coloured ground."),
        ("Thank you", "You are welcome!"),
        ("Good bye", "Good bye!"),
        ("How are you?", "I am fine, thank you."),
    ),
    "ko": (
        ("안녕", "안녕하세요! 그림을 부탁하거나 보여 주세요."),
        ("안녕하세요", "안녕하세요! 그림을 부탁하거나 보여 주세요."),
        ("너는 누구야?", "저는 스타터예요. 아주 작은 야누스예요. 이모지 그림을 그리고 설명해요."),
        ("뭘 할 수 있어?", "작은 이모지 그림을 그리고 질문에 답해요."),
        ("뭘 그릴 수 있어?", "동물, 음식, 물건, 얼굴, 날씨를 하나에서 네 개까지 그려요."),
        ("고마워", "천만에요!"),
        ("잘 가", "안녕히 가세요!"),
        ("잘 지내?", "네, 잘 지내요. 고마워요."),
    ),
}
KINDS = {"animal": ("an animal", "동물"), "food": ("food", "음식"), "vehicle": ("a vehicle", "탈것"),
         "object": ("an object", "물건"), "nature": ("a part of nature", "자연"), "face": ("a face", "얼굴")}


def talk(rng: Random, language: str) -> tuple[str, str]:
    """A question that needs no picture, and its answer: small talk, or a fact about a thing."""
    thing = rng.choice(THINGS)
    sort = rng.choices(("small", "kind", "colour", "word", "told"), (3, 2, 2, 2, 4))[0]
    if sort == "small":
        return rng.choice(SMALL_TALK[language])
    if sort == "kind":
        said = KINDS[thing.kind][LANGUAGES.index(language)]
        if language == "en":
            return f"What is {article(thing.en)}?", f"{article(thing.en).capitalize()} is {said}."
        return f"{topic(thing.ko)} 뭐야?", f"{topic(thing.ko)} {to_be(said)}."
    if sort == "colour" and thing.natural:
        colour = COLOURS[thing.natural]
        if language == "en":
            return f"What colour is {article(thing.en)}?", f"{article(thing.en).capitalize()} is {colour.en}."
        return f"{topic(thing.ko)} 보통 무슨 색이야?", f"{topic(thing.ko)} {to_be(colour.ko_name)}."
    if sort == "told":
        return _told(rng, language)
    if language == "en":
        return f"How do you say {thing.en} in Korean?", f"{thing.ko}"
    return f"{topic(thing.ko)} 영어로 뭐야?", f"{thing.en}"


def _told(rng: Random, language: str) -> tuple[str, str]:
    """A picture told in words, and a question about it: the answers' grammar without the seeing."""
    picture = training_picture(rng)
    asked = rng.choice(exchanges(picture, rng, language))
    return f"{description(picture, language)}. {asked.question}", asked.answer
