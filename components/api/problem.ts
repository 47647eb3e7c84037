/** What the portal's API says when it refuses: RFC 9457 problem+json, read leniently, since a proxy may answer too. */
export class ApiProblem extends Error {
  constructor(
    /** Last part of the problem's `type`; `unreachable` when nothing answered, `unexpected-answer` when it made no sense. */
    readonly slug: string,
    /** HTTP status; 0 when nothing answered. */
    readonly status: number,
    readonly title: string,
    readonly detail: string | null,
    readonly requestId: string | null,
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail ?? title);
    this.name = "ApiProblem";
  }
}

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/** Makes the error of an answer that is not 2xx. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null);
  const members = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const slug = text(members.type)?.split(/[/:#]/).at(-1);
  return new ApiProblem(
    slug ?? `http-${response.status}`,
    response.status,
    text(members.title) ?? `The portal answered with status ${response.status}`,
    text(members.detail),
    text(members.requestId) ?? response.headers.get("x-request-id"),
    members,
  );
}

/** Any failure, as a problem: what a component can show. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem("page-error", 0, "This part of the page stopped working", error instanceof Error ? error.message : null, null);
}

/**
 * What the user can do next where the problem does not say it: the details of our own API end with the next step, what
 * a network or a proxy says does not.
 */
export function nextStepOf(problem: ApiProblem): string | null {
  const given = text(problem.members.nextStep);
  if (given) return given;
  if (problem.slug === "unreachable") return "Check your network, then try again. Nothing you chose is lost.";
  if (problem.slug === "unexpected-answer") return "Reload the page: the portal may have been updated meanwhile.";
  if (problem.status === 401) return "Sign in again. Your basket is kept.";
  if (problem.detail) return null;
  return problem.status >= 500 ? "Try again in a moment." : "Change what you asked for, or try again.";
}

/** Which parts of a request the API refused, `path: message` each. */
export function refusedParts(problem: ApiProblem): string[] {
  const errors = Array.isArray(problem.members.errors) ? (problem.members.errors as unknown[]) : [];
  return errors.flatMap((error) => {
    const { path, message } = (error ?? {}) as { path?: unknown; message?: unknown };
    return typeof message === "string" ? [typeof path === "string" && path ? `${path}: ${message}` : message] : [];
  });
}
