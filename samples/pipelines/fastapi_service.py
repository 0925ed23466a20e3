"""Clean pages over HTTP.

uvicorn fastapi_service:app --app-dir samples/pipelines --limit-concurrency 64
curl --data-binary @page.html 'localhost:8000/clean?url=https://post.example/ferry'
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, HTTPException, Request

import cleaner
from cleaner.integrations.rows import row_of

LARGEST = 5_000_000  # bytes
cleaning = cleaner.AsyncCleaner(cleaner.Cleaner(max_bytes=LARGEST), timeout=5, waiting=32)
app = FastAPI()


@app.post("/clean")
async def clean(request: Request, url: str | None = None) -> dict[str, Any]:
    """Return the text of the page in the body of the request."""
    page = bytearray()
    async for chunk in request.stream():
        page += chunk
        if len(page) > LARGEST:
            raise HTTPException(413, f"the page has more than {LARGEST:,} bytes")
    try:
        return await cleaning.clean(bytes(page), url, then=row_of)
    except cleaner.TimedOut as error:
        raise HTTPException(504, str(error)) from error
    except (cleaner.ModelError, cleaner.WorkersFail) as error:  # no fault of the page
        raise HTTPException(503, str(error)) from error
    except cleaner.CleanerError as error:
        raise HTTPException(422, str(error)) from error
