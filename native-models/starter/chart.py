"""A small chart of a stage's losses, drawn with Pillow."""

from pathlib import Path

from PIL import Image, ImageDraw

WIDTH, HEIGHT, MARGIN = 640, 280, 44
INKS = ("#b45309", "#4338ca", "#047857", "#be123c", "#475569", "#7e22ce")


def draw_chart(title: str, lines: list[dict], path: Path) -> None:
    """Every logged value over its step. Each curve is scaled to its own range, written in the legend."""
    chart = Image.new("RGB", (WIDTH, HEIGHT), "#fffdf8")
    pen = ImageDraw.Draw(chart)
    pen.rectangle((MARGIN, MARGIN, WIDTH - 12, HEIGHT - 24), outline="#d6d3d1")
    names = [name for name in dict.fromkeys(key for line in lines for key in line) if name not in ("step", "seconds")]
    last = max((line["step"] for line in lines), default=1) or 1
    pen.text((MARGIN, 6), f"{title}: {last} steps", fill="#1c1917")
    for index, name in enumerate(names[: len(INKS)]):
        points = [(line["step"], line[name]) for line in lines if name in line]
        low, high = min(value for _, value in points), max(value for _, value in points)
        span = (high - low) or 1.0
        curve = [
            (MARGIN + step / last * (WIDTH - 12 - MARGIN),
             HEIGHT - 24 - (value - low) / span * (HEIGHT - 24 - MARGIN))
            for step, value in points
        ]
        if len(curve) > 1:
            pen.line(curve, fill=INKS[index], width=2)
        column, row = index % 3, index // 3
        legend = f"{name} {points[0][1]:.3g} > {points[-1][1]:.3g}"
        pen.text((MARGIN + column * 195, 19 + row * 12), legend, fill=INKS[index])
    chart.quantize(32).save(path, optimize=True)
