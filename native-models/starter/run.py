"""One stage's run: its log, its resumable state and its chart."""

import json
import time
from pathlib import Path

import torch

from chart import draw_chart

SAVE_EVERY_S = 120


class Run:
    """A stage under `work/runs/<name>`: `log.jsonl`, `state.pt` while it trains, `done.pt` when it has."""

    def __init__(self, work: Path, name: str):
        self.name = name
        self.folder = work / "runs" / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.started = self.saved = time.time()
        self.before = 0.0  # seconds trained in earlier sittings

    def finished(self) -> dict | None:
        """What the stage ended with, or none while it has not ended."""
        path = self.folder / "done.pt"
        return torch.load(path, map_location="cpu", weights_only=False) if path.exists() else None

    def resume(self) -> dict | None:
        """The last saved state of an unfinished stage."""
        path = self.folder / "state.pt"
        if not path.exists():
            return None
        state = torch.load(path, map_location="cpu", weights_only=False)
        self.before = state["seconds"]
        return state

    @property
    def seconds(self) -> float:
        return self.before + time.time() - self.started

    def log(self, step: int, **values: float) -> None:
        """Appends a line to the log and shows it."""
        line = {"step": step, "seconds": round(self.seconds, 1), **{k: round(float(torch.as_tensor(v).detach()), 5) for k, v in values.items()}}
        with (self.folder / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
        print(self.name, *(f"{key} {value}" for key, value in line.items()), flush=True)

    def save(self, state: dict, last: bool = False) -> None:
        """Writes the state beside its name and renames it, so that a crash leaves a whole file."""
        path = self.folder / ("done.pt" if last else "state.pt")
        torch.save({**state, "seconds": self.seconds}, path.with_suffix(".new"))
        path.with_suffix(".new").rename(path)
        self.saved = time.time()
        if last:
            (self.folder / "state.pt").unlink(missing_ok=True)
            self.chart()

    def due(self) -> bool:
        """Whether it is time to save again."""
        return time.time() - self.saved > SAVE_EVERY_S

    def chart(self) -> None:
        """Draws the log to `chart.png`."""
        lines = [json.loads(line) for line in (self.folder / "log.jsonl").read_text().splitlines()]
        draw_chart(self.name, lines, self.folder / "chart.png")
