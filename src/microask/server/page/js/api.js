/** Calls of the API on this server. */

/** An answer that is no result; its message is for people. */
export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

const RETRIES = 3;

/**
 * Post JSON and return the JSON that comes back. A busy server is asked again.
 * @param {string} path
 * @param {object} body
 * @param {AbortSignal} signal
 */
export async function post(path, body, signal) {
  for (let attempt = 0; ; attempt += 1) {
    const response = await send(path, body, signal);
    if (response.ok) return response.json();
    if (response.status !== 503 || attempt === RETRIES) {
      const problem = await response.json().catch(() => ({}));
      throw new ApiError(problem.detail ?? `the server answered ${response.status}`, response.status);
    }
    await new Promise((resolve) => setTimeout(resolve, 400 * 2 ** attempt));
    signal.throwIfAborted();
  }
}

async function send(path, body, signal) {
  try {
    const headers = { "Content-Type": "application/json" };
    return await fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError("The server does not answer, so what is shown is from before. Is microask serve still running? Your draft is safe here and is read again as you type.", 0);
  }
}
