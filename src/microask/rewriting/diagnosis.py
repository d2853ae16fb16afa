"""What holds an ask back, in plain words."""

from __future__ import annotations

from ..results import Score

#: Effects on the value that are worth a line.
MIN_EFFECT = 0.02
MAX_LINES = 5


def diagnose(score: Score) -> tuple[str, ...]:
    """Return what takes most away from the value, the strongest first.

    Parameters
    ----------
    score : Score

    Returns
    -------
    tuple of str
        At most ``MAX_LINES``, each with its effect, such as ``"no concrete thing to deal with: -0.31"``. Of what is
        merely absent only the things that the method asks for are named.
    """
    lines = [f"{effect.words}: {effect.effect:+.2f}" for effect in score.effects if effect.effect <= -MIN_EFFECT and effect.words]
    return tuple(lines[:MAX_LINES])
