"""The API: JSON in, what the results' ``to_dict`` gives out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from .. import __version__
from ..results import Stage
from .description import answers
from .schemas import (
    BatchRequest,
    Draft,
    HealthResponse,
    Problem,
    ScoreRequest,
    SuggestRequest,
)
from .worker import Worker

if TYPE_CHECKING:
    from ..analyzer import Analyzer

#: Drafts of a batch that are scored between two looks at the clock.
STRIDE = 8

#: The refusals that every request may meet, and those of requests with a body.
REFUSED: dict[int | str, dict[str, Any]] = {
    403: {"model": Problem, "description": "Host or Origin is not allowed"},
}
REFUSED_BODY = REFUSED | {
    400: {"model": Problem, "description": "The body is no JSON"},
    408: {"model": Problem, "description": "The body did not arrive in time"},
    413: {"model": Problem, "description": "The body is too large"},
    415: {"model": Problem, "description": "The body is not declared as application/json"},
    422: {"model": Problem, "description": "A field is missing, unknown, of the wrong type or out of its range"},
    503: {"model": Problem, "description": "Too many requests are waiting; try again in a moment"},
    504: {"model": Problem, "description": "Scoring took too long"},
}


class ResultResponse(JSONResponse):
    """Plain results as ASCII JSON: a lone surrogate has no UTF-8, escaped it comes back as it was sent."""

    def render(self, content: Any) -> bytes:
        """Return the body."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


def create_router(worker: Worker) -> APIRouter:
    """Return the routes below ``/v1`` over one worker."""
    router = APIRouter(prefix="/v1", tags=["microask"])

    async def answer(request: Request, work: Callable[[Analyzer], dict[str, Any]]) -> ResultResponse:
        # The whole body was read, so the next message can only be that the client has gone.
        return ResultResponse(await worker.run(work, request.receive))

    @router.post("/score", responses=REFUSED_BODY | answers("Score", "The score"))
    async def score(body: ScoreRequest, request: Request) -> ResultResponse:
        """Score one draft: macro or micro, with the evidence."""
        return await answer(request, lambda analyzer: analyzer.score(body.text, body.subject, body.stage).to_dict())

    @router.post("/score/batch", responses=REFUSED_BODY | answers("Scores", "One score for each draft, in order"))
    async def score_batch(body: BatchRequest, request: Request) -> ResultResponse:
        """Score several drafts, in order."""
        return await answer(request, lambda analyzer: {"scores": list(_scores(analyzer, body.drafts, body.stage))})

    @router.post("/suggest", responses=REFUSED_BODY | answers("Suggestions", "What would make the ask more micro"))
    async def suggest(body: SuggestRequest, request: Request) -> ResultResponse:
        """Propose edits and whole rewrites, with nothing invented."""
        return await answer(request, lambda analyzer: analyzer.suggest(body.text, body.subject, body.n).to_dict())

    @router.get("/health", response_model=HealthResponse, responses=REFUSED)
    async def health() -> dict[str, str]:
        """Say that the server is up and which version it is."""
        return {"status": "ok", "version": __version__}

    return router


def _scores(analyzer: Analyzer, drafts: list[Draft], stage: Stage) -> Iterator[dict[str, Any]]:
    pairs = iter([(draft.text, draft.subject) for draft in drafts])
    while stride := list(islice(pairs, STRIDE)):
        yield from (score.to_dict() for score in analyzer.score_pairs(stride, stage=stage))
