"""Note how many seconds each stage of a run takes, in build/stage_seconds.json."""

import json

from orchestration.settings import Settings


def clear_stage_seconds(settings: Settings) -> None:
    """Forget the times of the former run."""
    settings.stage_seconds.unlink(missing_ok=True)


def add_stage_seconds(settings: Settings, stage: str, seconds: float) -> None:
    """Note how long a stage of the run took. Losing this is no reason to fail a run, so errors are ignored."""
    try:
        settings.stage_seconds.parent.mkdir(parents=True, exist_ok=True)
        times = {**read_stage_seconds(settings), stage: round(seconds, 1)}
        settings.stage_seconds.write_text(json.dumps(times) + "\n", encoding="utf-8")
    except OSError:
        return


def read_stage_seconds(settings: Settings) -> dict[str, float]:
    """Return the seconds of each stage of the newest run; {} if there are none that can be read."""
    try:
        times = json.loads(settings.stage_seconds.read_bytes())
    except (OSError, ValueError):
        return {}
    return times if isinstance(times, dict) else {}
