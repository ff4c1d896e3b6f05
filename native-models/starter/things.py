"""The world of the starter: its things, its colours and its grounds, each named in English and Korean.

Everything a prompt, a question or an answer may say is in these tables; the grammar only joins them.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Thing:
    """One thing that can be drawn and named."""

    en: str  # "cat"; also the key of the thing everywhere
    ko: str  # "고양이"
    icon: str  # its name in the icon set, "cat-face"
    kind: str  # "animal" | "food" | "vehicle" | "object" | "nature" | "face"
    natural: str | None = None  # the colour its art has, where one word is enough
    dyed: bool = False  # may be drawn in any colour of COLOURS

    @property
    def plural(self) -> str:
        """`cats`, `cherries`, `fish`."""
        if self.en in ("fish",):
            return self.en
        if self.en.endswith("man"):
            return self.en[:-3] + "men"
        if self.en.endswith(("s", "x", "ch", "sh", "o")):
            return self.en + "es"
        if self.en.endswith("y") and self.en[-2] not in "aeiou":
            return self.en[:-1] + "ies"
        return self.en + "s"

    @property
    def counter(self) -> str:
        """The Korean word that counts it: 고양이 두 마리, 사과 두 개, 차 두 대."""
        return {"animal": "마리", "vehicle": "대"}.get(self.kind, "개")


def _things(kind: str, rows: str) -> list[Thing]:
    """Reads rows of `en | ko | icon | natural colour | dyed`; a dash means none."""
    things = []
    for row in rows.strip().splitlines():
        en, ko, icon, natural, dyed = (cell.strip() for cell in row.split("|"))
        things.append(Thing(en, ko, icon, kind, None if natural == "-" else natural, dyed == "dyed"))
    return things


ART: list[Thing] = [
    *_things("animal", """
        cat | 고양이 | cat-face | orange | dyed
        dog | 개 | dog-face | - | dyed
        rabbit | 토끼 | rabbit-face | gray | dyed
        bear | 곰 | bear | brown | dyed
        panda | 판다 | panda | - | -
        fox | 여우 | fox | orange | dyed
        lion | 사자 | lion | - | -
        pig | 돼지 | pig-face | pink | dyed
        cow | 소 | cow-face | - | -
        monkey | 원숭이 | monkey-face | brown | -
        frog | 개구리 | frog | green | dyed
        chicken | 닭 | chicken | white | -
        penguin | 펭귄 | penguin | - | -
        owl | 부엉이 | owl | brown | dyed
        fish | 물고기 | fish | blue | dyed
        whale | 고래 | whale | blue | dyed
        octopus | 문어 | octopus | orange | dyed
        crab | 게 | crab | red | dyed
        turtle | 거북이 | turtle | green | dyed
        butterfly | 나비 | butterfly | orange | -
        bee | 벌 | honeybee | - | -
        elephant | 코끼리 | elephant | gray | dyed
        unicorn | 유니콘 | unicorn | - | -
        duck | 오리 | duck | - | -
        chick | 병아리 | baby-chick | yellow | dyed
        dinosaur | 공룡 | t-rex | green | dyed
    """),
    *_things("food", """
        apple | 사과 | red-apple | red | dyed
        banana | 바나나 | banana | yellow | dyed
        lemon | 레몬 | lemon | yellow | dyed
        strawberry | 딸기 | strawberry | red | dyed
        watermelon | 수박 | watermelon | red | -
        pineapple | 파인애플 | pineapple | - | -
        peach | 복숭아 | peach | orange | dyed
        pear | 배 | pear | green | dyed
        tomato | 토마토 | tomato | red | dyed
        carrot | 당근 | carrot | orange | dyed
        mushroom | 버섯 | mushroom | red | dyed
        pizza | 피자 | pizza | - | -
        burger | 햄버거 | hamburger | - | -
        taco | 타코 | taco | yellow | dyed
        donut | 도넛 | doughnut | brown | dyed
        cookie | 쿠키 | cookie | - | -
        cake | 케이크 | birthday-cake | - | -
        cupcake | 컵케이크 | cupcake | - | -
        egg | 달걀 | egg | - | dyed
    """),
    *_things("vehicle", """
        car | 자동차 | automobile | red | dyed
        bus | 버스 | bus | yellow | -
        airplane | 비행기 | airplane | - | -
        rocket | 로켓 | rocket | - | -
        boat | 돛단배 | sailboat | - | -
        train | 기차 | locomotive | - | -
    """),
    *_things("object", """
        balloon | 풍선 | balloon | red | dyed
        umbrella | 우산 | umbrella | purple | dyed
        book | 책 | closed-book | red | dyed
        key | 열쇠 | key | yellow | dyed
        bell | 종 | bell | yellow | dyed
        gift | 선물 | wrapped-gift | yellow | dyed
        ball | 공 | soccer-ball | - | -
        crown | 왕관 | crown | yellow | dyed
        hat | 모자 | top-hat | - | dyed
        clock | 시계 | alarm-clock | red | -
        camera | 카메라 | camera | - | -
        heart | 하트 | red-heart | red | dyed
        house | 집 | house | - | -
        tent | 텐트 | tent | green | dyed
        robot | 로봇 | robot | - | -
        ghost | 유령 | ghost | white | -
        shirt | 티셔츠 | t-shirt | green | dyed
        chair | 의자 | chair | brown | dyed
    """),
    *_things("nature", """
        star | 별 | star | yellow | dyed
        tree | 나무 | deciduous-tree | green | dyed
        cactus | 선인장 | cactus | green | -
        sunflower | 해바라기 | sunflower | yellow | -
        tulip | 튤립 | tulip | pink | dyed
        moon | 달 | crescent-moon | yellow | dyed
        sun | 해 | sun | orange | -
        cloud | 구름 | cloud | white | dyed
        snowman | 눈사람 | snowman-without-snow | white | -
    """),
    *_things("face", """
        happy face | 웃는 얼굴 | grinning-face | yellow | -
        sad face | 슬픈 얼굴 | crying-face | yellow | -
        angry face | 화난 얼굴 | pouting-face | red | -
        sleepy face | 졸린 얼굴 | sleeping-face | yellow | -
    """),
]
# What a model learns now. The rest of `ART` waits until the recipe has the hours to go on from a checkpoint.
WORLD = {
    "cat", "dog", "panda", "pig", "frog", "penguin", "fish", "chick", "apple", "banana", "strawberry", "pizza", "burger",
    "cake", "car", "bus", "rocket", "balloon", "umbrella", "book", "heart", "house", "star", "tree", "sun",
}
DYED = {"cat", "dog", "fish", "apple", "car", "balloon", "umbrella", "book", "heart", "star"}
LATER = {"octopus", "butterfly", "chicken", "mushroom", "donut", "egg", "boat", "gift", "ball", "crown", "robot", "cactus",
         "cloud", "snowman", "happy face", "sad face", "angry face"}  # have codes already
LATER_DYED = {"pig", "frog", "octopus", "mushroom", "tree"}
THINGS = [replace(thing, dyed=thing.en in DYED) for thing in ART if thing.en in WORLD]
PAINTED = [replace(thing, dyed=thing.en in DYED | LATER_DYED) for thing in ART if thing.en in WORLD | LATER]
THING: dict[str, Thing] = {thing.en: thing for thing in PAINTED}
ICON_SET = "@iconify-json/fluent-emoji-flat"


@dataclass(frozen=True)
class Colour:
    """A colour that a dyed thing may have. `oklch` is the middle of its tones."""

    en: str
    ko: str  # before a noun: "빨간 사과"
    ko_name: str  # alone: "빨간색"
    oklch: tuple[float, float, float]  # lightness 0..1, chroma, hue in degrees


COLOURS: dict[str, Colour] = {
    colour.en: colour
    for colour in [
        Colour("red", "빨간", "빨간색", (0.62, 0.22, 27)),
        Colour("orange", "주황색", "주황색", (0.75, 0.17, 58)),
        Colour("yellow", "노란", "노란색", (0.87, 0.17, 95)),
        Colour("green", "초록색", "초록색", (0.68, 0.18, 148)),
        Colour("blue", "파란", "파란색", (0.60, 0.18, 255)),
        Colour("purple", "보라색", "보라색", (0.53, 0.19, 305)),
        Colour("pink", "분홍색", "분홍색", (0.79, 0.14, 355)),
        Colour("brown", "갈색", "갈색", (0.46, 0.09, 50)),
        Colour("black", "검은", "검은색", (0.29, 0.01, 285)),
        Colour("white", "흰", "흰색", (0.95, 0.005, 285)),
        Colour("gray", "회색", "회색", (0.70, 0.01, 285)),
    ]
}
DYES = ("red", "yellow", "green", "blue", "purple")  # the colours a dyed thing is given
ALL_DYES = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "black")  # those that have codes


@dataclass(frozen=True)
class Ground:
    """What a scene stands on: a plain colour, or a place of flat bands."""

    en: str  # "blue", or "snow"
    ko: str  # "파란", or "눈밭"
    en_phrase: str  # "on a blue background", "in the snow"
    ko_phrase: str  # goes before the noun: "파란 배경의", "눈밭의"
    bands: tuple[tuple[int, tuple[int, int, int]], ...]  # (first row of 96, RGB), top to bottom
    place: bool = False


def _plain(en: str, rgb: tuple[int, int, int]) -> Ground:
    ko = COLOURS[en].ko
    return Ground(en, ko, f"on {'an' if en[0] in 'aeiou' else 'a'} {en} background", f"{ko} 배경의", ((0, rgb),))


GROUNDS: dict[str, Ground] = {
    ground.en: ground
    for ground in [
        _plain("white", (255, 255, 255)),
        _plain("yellow", (255, 240, 168)),
        _plain("green", (188, 232, 188)),
        _plain("blue", (174, 214, 250)),
        _plain("purple", (214, 196, 246)),
        _plain("pink", (255, 204, 222)),
    ]
}
