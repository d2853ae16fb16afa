"""microask in scikit-learn: `AskFeatures` turns texts into a matrix, `AskScorer` into scores."""

from .features import AskFeatures
from .scorer import AskScorer

__all__ = ["AskFeatures", "AskScorer"]
