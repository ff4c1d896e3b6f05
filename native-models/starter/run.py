"""One stage's run: its log, its resumable state and its chart."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch

from chart import draw_chart

SAVE_EVERY_S = 120


class Run:
    """A stage under `work/runs/<name>`.

    `log.jsonl` has its losses, `state.pt` where it is, `done.pt` what it ended with. `plateau.pt` is the state
    before the learning rate began to fall: asked for more steps later, a finished stage goes on from there.
    As with make, files older than what they were made from (`needs`, other stages) are as good as none.
    """

    def __init__(self, work: Path, name: str, needs: tuple[str, ...] = ()):
        self.name = name
        self.needs = [work / "runs" / need / "done.pt" for need in needs]
        self.folder = work / "runs" / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.started = self.saved = time.time()
        self.before = 0.0  # seconds trained in earlier sittings
        self.first = 0  # the step to go on from

    def finished(self, steps: int) -> dict | None:
        """What the stage ended with, or none while it has not taken `steps` steps."""
        done = self._load("done.pt")
        return done if done and done["step"] >= steps else None

    def resume(self) -> dict | None:
        """The last state of an unfinished stage, or the plateau of one that was finished with fewer steps."""
        state = self._load("state.pt") or self._load("plateau.pt")
        if state:
            self.before, self.first = state["seconds"], state["step"]
        return state

    def steps(self, steps: int, fall: float, state: Callable[[], dict]) -> Iterator[int]:
        """Counts the steps that are left, saving `state()` every two minutes, at the plateau's end and at the end."""
        plateau = int((1 - fall) * steps)
        for step in range(self.first, steps):
            if step == plateau:
                self._save("plateau.pt", {**state(), "step": step})
            yield step
            if time.time() - self.saved > SAVE_EVERY_S:
                self._save("state.pt", {**state(), "step": step + 1})
        if plateau == steps:
            self._save("plateau.pt", {**state(), "step": steps})

    def finish(self, steps: int, result: dict) -> None:
        """Keeps what the stage ended with, and draws its chart."""
        self._save("done.pt", {**result, "step": steps})
        (self.folder / "state.pt").unlink(missing_ok=True)
        log = self.folder / "log.jsonl"
        lines = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
        latest = {line["step"]: line for line in lines}  # a step taken again counts as it was last
        draw_chart(self.name, [latest[step] for step in sorted(latest)], self.folder / "chart.png")

    @property
    def seconds(self) -> float:
        return self.before + time.time() - self.started

    def log(self, step: int, **values: float) -> None:
        """Appends a line to the log and shows it."""
        line = {"step": step, "seconds": round(self.seconds, 1), **{k: round(float(torch.as_tensor(v).detach()), 5) for k, v in values.items()}}
        with (self.folder / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
        print(self.name, *(f"{key} {value}" for key, value in line.items()), flush=True)

    def _save(self, name: str, state: dict) -> None:
        """Writes beside the name and renames, so that a crash leaves a whole file."""
        path = self.folder / name
        torch.save({**state, "seconds": self.seconds}, path.with_suffix(".new"))
        path.with_suffix(".new").rename(path)
        self.saved = time.time()

    def _load(self, name: str) -> dict | None:
        path = self.folder / name
        return torch.load(path, map_location="cpu", weights_only=False) if fresh(path, self.needs) else None


def fresh(path: Path, needs: list[Path]) -> bool:
    """Whether a file exists and is newer than those it was made from."""
    return path.exists() and all(need.exists() and need.stat().st_mtime <= path.stat().st_mtime for need in needs)
