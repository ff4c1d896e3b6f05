"""Makes tokenizer.golden.json.gz: what Hugging Face's Rust `tokenizers` does with the vocabulary here.

    python test/expected/make_tokenizer.py

Encoding, one row each: [text, ids, plain]
    ids    with the library's defaults: special tokens recognised, BOS in front
    plain  special tokens are text and no BOS (encode_special_tokens=True); null where that is ids[1:]
Decoding, one row each: [ids, text, skipped]
    text     every token
    skipped  special tokens left out; null where that is the same
Splitting as GPT-2 does after single digits, as our own small models are made: [text, ids].
"""

import gzip
import json
import random
import subprocess
import unicodedata
from pathlib import Path

from tokenizers import Tokenizer

HERE = Path(__file__).parent
BROTLI = "process.stdout.write(require('zlib').brotliDecompressSync(require('fs').readFileSync(process.argv[1])))"
vocabulary = subprocess.run(
    ["node", "-e", BROTLI, HERE / "tokenizer.vocabulary.json.br"], check=True, capture_output=True
).stdout.decode()
tokenizer = Tokenizer.from_str(vocabulary)
config = json.loads(vocabulary)

characters = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
by_category: dict[str, list[int]] = {}
for c in characters:
    by_category.setdefault(unicodedata.category(chr(c)), []).append(c)
assigned = [c for k, cs in by_category.items() if k not in ("Cn", "Co") for c in cs]
numbers = by_category["Nd"] + by_category["Nl"] + by_category["No"]
spaces = [c for c in characters if chr(c).isspace()]
spaces += [0x180E, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF]
controls = by_category["Cc"] + by_category["Cf"]
added = [token["content"] for token in config["added_tokens"]]

# Where the published split patterns begin and end, and their neighbours.
edges = set()
for step in config["pre_tokenizer"]["pretokenizers"]:
    if step["type"] == "Split":
        for c in map(ord, step["pattern"]["Regex"]):
            edges |= {c - 1, c, c + 1}
edges = sorted(c for c in edges if 0 <= c < 0x110000 and not 0xD800 <= c < 0xE000)

WRITTEN = [
    "",
    " ",
    "a",
    "A portrait of a young girl. masterpiece, film grained, best quality.",
    "The quick brown fox jumps over 12 lazy dogs; it's 3.14159 o'clock, isn't it?",
    "日本語のテキストとカタカナ、ひらがな。「引用」",
    "汉字与拼音 hànzì，简体与繁體：龥龦㐀𠀀",
    "한국어 조합형 문장입니다. 봄이 오면 산에 들에",
    unicodedata.normalize("NFD", "한국어 분해형 문장입니다."),
    "ภาษาไทยไม่มีช่องว่าง น้ำ",
    "مرحبا بالعالم، كَيْفَ حَالُكَ؟ ١٢٣٤",
    "שָׁלוֹם עוֹלָם 1234",
    "Привет, мир! Ελληνικά, Հայերեն, ქართული, ᏣᎳᎩ, हिन्दी १२३",
    "Zażółć gęślą jaźń, naïve café, Ångström, ﬁnd ﬂow",
    "e\u0301 a\u0308 o\u0302\u0323 \u0301 lone, Z\u0351\u036f\u0321a\u0300\u0301\u0302\u0303\u0304lgo",
    "😀 👍🏽 👨‍👩‍👧‍👦 🇰🇷🇨🇳 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣ 🤷🏿‍♀️ 😀😀😀",
    "two  spaces   three    four\t\ttabs \t mixed",
    "trailing   ",
    "   leading",
    "line\nline\r\nline\rline\n\n\n  indented\n \n\r\r\n",
    "sep\u2028par\u2029nel\u0085vt\x0bff\x0cend\u2028",
    "no\u00a0break\u202fspace\u3000ideographic\u2003em\u200bzero\ufeffbom\u2060",
    "½ ¼ ② ㊿ Ⅷ ⅻ ³ ₇ ٣ ७ 四 〇 𝟗 𐄇 1½2 a²b 3,000.5",
    "<|User|>: a cat\n\n<|Assistant|>:",
    "<|User|>: hi\n\n<|Assistant|>:",
    "draw <｜end▁of▁sentence｜> and <image_placeholder> then <begin_of_image><end_of_image>",
    "<|User|><|User|> <|Assistant|> <|User|", "<|user|>", "< |User|>", "<|Us<|User|>er|>",
    "<image_token_7><image_token_77><image_token_777>",
    "ø ö ú ÿ õ ÷ û ý À ù Á þ ü — über, Ångström, smörgåsbord, Ÿ",
    "\x00\x01\x1f\x7f\x80\x9f\u00ad\u200e\u202e\ufffe\uffff\U0010ffff\ufffd",
    "def f(x):\n    return {'a': [1, 2], \"b\": x**2}  # $%^&*()_+~`|\\",
    "https://example.org/~user?q=1&r=%20#frag",
    "a" * 1000,
    "antidisestablishmentarianism" * 40,
    "한" * 300,
    "z" + " " * 300 + "中",
    "0123456789" * 30,
    "!" * 200 + "?!" * 100,
    "\n" * 50 + "\r\n" * 50,
]

R = random.Random(20250127)


def piece() -> str:
    match R.randrange(13):
        case 0:
            return chr(R.choice(characters))
        case 1:
            return chr(R.choice(assigned))
        case 2:
            return chr(R.choice(spaces)) * R.choice([1, 1, 1, 2, 5])
        case 3:
            return chr(R.choice(numbers))
        case 4:
            return chr(R.choice(edges))
        case 5:
            return tokenizer.decode([R.randrange(100000)]).replace("\ufffd", "")
        case 6:
            return R.choice(added)
        case 7:
            token = R.choice(added)
            start = R.randrange(len(token))
            return token[start : start + R.randrange(1, len(token) + 1)]
        case 8:
            return R.choice(["😀", "👍🏽", "👨‍👩‍👧‍👦", "🇰🇷", "❤️", "1️⃣", "🤷🏿‍♀️"])
        case 9:
            return R.choice(["\n", "\r", "\r\n", "\u2028", "\u2029", "\x85", " \n", " ", "  ", "\t"])
        case 10:
            return chr(R.randrange(0x20, 0x7F)) * R.choice([1, 1, 2, 9])
        case 11:
            return chr(R.choice(controls + by_category["Mn"]))
        case _:
            low = R.choice([0x41, 0x370, 0x400, 0x5D0, 0x627, 0x900, 0xE01, 0x1100, 0x3041, 0x4E00, 0xAC00])
            return "".join(chr(low + R.randrange(60)) for _ in range(R.randrange(1, 9)))


texts = list(WRITTEN)
texts += ["a".join(chr(c) for c in numbers[i : i + 64]) for i in range(0, len(numbers), 64)]
texts += [" ".join(f"{chr(c)}{chr(c)}x" for c in numbers[i : i + 32]) for i in range(0, len(numbers), 32)]
texts += [f"a{chr(c)}b {chr(c)}{chr(c)}c {chr(c)}\n{chr(c)}" for c in spaces]
texts += ["".join(piece() for _ in range(R.choice([1, 2, 3, 5, 8, 13, 20]))) for _ in range(3000)]

tokenizer.encode_special_tokens = False
encoded = [e.ids for e in tokenizer.encode_batch(texts)]
tokenizer.encode_special_tokens = True
plain = [e.ids for e in tokenizer.encode_batch(texts, add_special_tokens=False)]

# Random ids: halves of characters, the added byte tokens, special tokens, and ids that do not exist.
count = tokenizer.get_vocab_size()
pools = [range(count), range(256), range(99990, 100020), range(count - 8, count + 8), range(100000)]
ids = [[]] + [[R.choice(R.choice(pools)) for _ in range(R.choice([1, 2, 3, 8, 20]))] for _ in range(1500)]
ids += encoded[: len(WRITTEN)]
decoded = tokenizer.decode_batch(ids, skip_special_tokens=False)
skipped = tokenizer.decode_batch(ids, skip_special_tokens=True)

config["pre_tokenizer"] = {
    "type": "Sequence",
    "pretokenizers": [
        {"type": "Digits", "individual_digits": True},
        {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
    ],
}
gpt2 = Tokenizer.from_str(json.dumps(config))
few = WRITTEN + texts[len(WRITTEN) :: 8]

golden = {
    "encode": [[t, e, None if p == e[1:] else p] for t, e, p in zip(texts, encoded, plain)],
    "gpt2": [[t, e.ids] for t, e in zip(few, gpt2.encode_batch(few))],
    "decode": [[i, d, None if s == d else s] for i, d, s in zip(ids, decoded, skipped)],
}
packed = gzip.compress(json.dumps(golden, separators=(",", ":")).encode(), 9, mtime=0)
(HERE / "tokenizer.golden.json.gz").write_bytes(packed)
print(len(golden["encode"]), "texts,", len(golden["decode"]), "id sequences,", len(packed), "bytes")
