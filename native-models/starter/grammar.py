"""What people say about scenes, in English and Korean: prompts that ask for a picture and plain descriptions.

Unless a phrase says where things are, they are named in the order of their boxes (left to right, top to
bottom), so a prompt's first thing is the picture's first thing.
"""

from random import Random

from korean import along, subject, target
from scene import Group, Meme, PLACES, Scene
from things import COLOURS, GROUNDS, THING

LANGUAGES = ("en", "ko")
NUMBERS = {"en": {1: "one", 2: "two", 3: "three", 4: "four"}, "ko": {1: "한", 2: "두", 3: "세", 4: "네"}}
SIZES = {"big": ("big", "큰"), "small": ("small", "작은")}
PLACE_EN = {
    "left": "on the left", "right": "on the right", "top": "at the top", "bottom": "at the bottom",
    "top left": "in the top left", "top right": "in the top right",
    "bottom left": "in the bottom left", "bottom right": "in the bottom right",
}
PLACE_KO = {
    "left": "왼쪽에", "right": "오른쪽에", "top": "위쪽에", "bottom": "아래쪽에", "top left": "왼쪽 위에",
    "top right": "오른쪽 위에", "bottom left": "왼쪽 아래에", "bottom right": "오른쪽 아래에",
}
OPENERS_EN = ("", "", "", "", "a picture of ", "a photo of ", "an image of ", "draw ", "please draw ", "a drawing of ",
              "show me ", "I want ", "make ", "can you draw ", "an emoji scene with ")
CLOSERS_EN = ("", "", "", "", ".", ", cute and simple", ", flat emoji style", ", please")
CLOSERS_KO = ("", "", "", " 그림", " 그려 줘", " 보여 줘", " 사진", " 그려 주세요", " 만들어 줘")


def article(words: str) -> str:
    """`a cat`, `an orange cat`."""
    return f"{'an' if words[0] in 'aeiou' and not words.startswith('uni') else 'a'} {words}"


def name(group: Group, language: str) -> str:
    """The bare name with its adjectives, singular: `big blue cat`, `큰 파란 고양이`."""
    index = LANGUAGES.index(language)
    words = [SIZES[group.size][index]] if group.size else []
    if group.colour:
        words.append(group.colour if language == "en" else COLOURS[group.colour].ko)
    words.append(THING[group.thing].en if language == "en" else THING[group.thing].ko)
    return " ".join(words)


def names(group: Group) -> str:
    """The English plural with its adjectives: `blue cats`."""
    return name(group, "en").removesuffix(group.thing) + THING[group.thing].plural


def phrase(group: Group, language: str) -> str:
    """The group with its number: `a blue cat`, `three apples`, `사과 세 개`."""
    if language == "en":
        return article(name(group, "en")) if group.count == 1 else f"{NUMBERS['en'][group.count]} {names(group)}"
    if group.count == 1:
        return name(group, "ko")
    return f"{name(group, 'ko')} {NUMBERS['ko'][group.count]} {THING[group.thing].counter}"


def seen(group: Group) -> Group:
    """The group as one says it who only sees it: a colour that the thing has anyway goes without saying."""
    return group._replace(colour=None) if group.colour == THING[group.thing].natural else group


def listed(phrases: list[str], language: str) -> str:
    """`a cat, a dog and a pizza`; `고양이, 개와 피자`."""
    if len(phrases) == 1:
        return phrases[0]
    last = f" and {phrases[-1]}" if language == "en" else f" {phrases[-1]}"
    head = phrases[:-1]
    if language == "ko":
        head[-1] = along(head[-1])
    return ", ".join(head) + last


def prompt(picture: Scene | Meme, rng: Random, language: str) -> str:
    """One of the many ways to ask for the picture."""
    if isinstance(picture, Meme):
        return _meme_prompt(picture, rng, language)
    return _prompt_en(picture, rng) if language == "en" else _prompt_ko(picture, rng)


def description(picture: Scene | Meme, language: str) -> str:
    """The one full and plain description: things, where they are, and the ground."""
    if isinstance(picture, Meme):
        top, bottom = phrase(seen(picture.top), language), phrase(seen(picture.bottom), language)
        return f"a meme: {top} above, {bottom} below" if language == "en" else f"밈: 위에는 {top}, 아래에는 {bottom}"
    ground = GROUNDS[picture.ground]
    phrases = [phrase(seen(group), language) for group in picture.groups]
    if language == "en":
        return f"{_arranged_en(picture, phrases)} {ground.en_phrase}"
    return f"{ground.ko_phrase} {_arranged_ko(picture, phrases)}"


def _arranged_en(scene: Scene, phrases: list[str]) -> str:
    """The things with their places, said in the standard way."""
    if scene.layout in PLACES:
        return f"{phrases[0]} {PLACE_EN[scene.layout]}"
    if len(phrases) == 2 and scene.layout in ("beside", "big and small", "small and big"):
        return f"{phrases[0]} to the left of {phrases[1]}"
    if len(phrases) == 2 and scene.layout == "stacked":
        return f"{phrases[0]} above {phrases[1]}"
    return listed(phrases, "en")


def _arranged_ko(scene: Scene, phrases: list[str]) -> str:
    if scene.layout in PLACES:
        return f"{PLACE_KO[scene.layout]} 있는 {phrases[0]}"
    if len(phrases) == 2 and scene.layout in ("beside", "big and small", "small and big"):
        return f"{phrases[1]} 왼쪽에 있는 {phrases[0]}"
    if len(phrases) == 2 and scene.layout == "stacked":
        return f"{phrases[1]} 위에 있는 {phrases[0]}"
    return listed(phrases, "ko")


def _prompt_en(scene: Scene, rng: Random) -> str:
    phrases = [phrase(group, "en") for group in scene.groups]
    first, second = phrases[0], phrases[-1]
    ways = [listed(phrases, "en")]
    if scene.layout in PLACES:
        ways = [_arranged_en(scene, phrases), f"{first} {PLACE_EN[scene.layout].replace('top left', 'top left corner')}"]
    elif scene.layout == "centre":
        ways += [listed(phrases, "en")] * 3 + [f"{first} in the middle"]
    elif len(phrases) == 1 and scene.layout in ("beside", "row"):
        ways += [f"{first} side by side", f"{first} in a row"]
    elif len(phrases) == 2 and scene.layout in ("beside", "big and small", "small and big"):
        ways += [f"{first} to the left of {second}", f"{second} to the right of {first}", f"{first} next to {second}",
                 f"{first} on the left and {second} on the right", f"{first} left of {second}", f"{second} right of {first}"]
    elif len(phrases) == 2 and scene.layout == "stacked":
        ways += [f"{first} above {second}", f"{second} below {first}", f"{second} under {first}", f"{first} on top of {second}",
                 f"{first} at the top and {second} at the bottom"]
    said = rng.choice(ways)
    ground = GROUNDS[scene.ground]
    if rng.random() < 0.6:
        plain = (f"{said}, {ground.en} background", f"{said} with {article(ground.en)} background", f"{said} on {ground.en}")
        ending = f"{said} {ground.en_phrase}"
        said = ending if ground.place or rng.random() < 0.6 else rng.choice(plain)
    return rng.choice(OPENERS_EN) + said + rng.choice(CLOSERS_EN)


def _prompt_ko(scene: Scene, rng: Random) -> str:
    phrases = [phrase(group, "ko") for group in scene.groups]
    first, second = phrases[0], phrases[-1]
    ways = [listed(phrases, "ko")]
    if scene.layout in PLACES:
        ways = [_arranged_ko(scene, phrases)]
    elif len(phrases) == 2 and scene.layout in ("beside", "big and small", "small and big"):
        ways += [f"{second} 왼쪽에 있는 {first}", f"{first} 오른쪽에 있는 {second}", f"{first} 옆에 있는 {second}",
                 f"왼쪽에 {first}, 오른쪽에 {second}"]
    elif len(phrases) == 2 and scene.layout == "stacked":
        ways += [f"{second} 위에 있는 {first}", f"{first} 아래에 있는 {second}", f"위에 {first}, 아래에 {second}"]
    said = rng.choice(ways)
    if rng.random() < 0.6:
        ground = GROUNDS[scene.ground]
        said = f"{ground.ko_phrase} {said}" if ground.place or rng.random() < 0.6 else f"{ground.ko} 배경에 {said}"
    closer = rng.choice(CLOSERS_KO)
    if closer.endswith(("줘", "주세요")) and rng.random() < 0.6:
        return target(said) + closer
    return said + closer


def _meme_prompt(meme: Meme, rng: Random, language: str) -> str:
    top, bottom = phrase(meme.top, language), phrase(meme.bottom, language)
    if language == "en":
        return rng.choice((
            f"a meme: {top} above, {bottom} below", f"a two-panel meme, first {top}, then {bottom}",
            f"a meme with {top} at the top and {bottom} at the bottom", f"meme: {top}, then {bottom}",
            f"draw a meme: top {top}, bottom {bottom}",
        ))
    return rng.choice((
        f"밈: 위에는 {top}, 아래에는 {bottom}", f"두 칸 밈, 먼저 {top}, 그다음 {bottom}",
        f"위 칸에 {top}, 아래 칸에 {bottom} 밈", f"밈 그려 줘: 위에 {top}, 아래에 {bottom}",
        f"위에는 {subject(top)} 있고 아래에는 {subject(bottom)} 있는 밈",
    ))
