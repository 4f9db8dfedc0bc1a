import type { components } from './schema'

/** What the server says went wrong, already in the person's language. */
export type Problem = components['schemas']['ProblemAnswer']
export type Fault = components['schemas']['FaultAnswer']

/** A request that failed: `problem` is what the server said, `away` that it could not be reached. */
export class ApiError extends Error {
  constructor(readonly problem: Problem | null) {
    super(problem?.detail ?? 'server away')
  }
  get away(): boolean {
    return this.problem === null
  }
}

/** Read any answer as a problem; one that is not from this server (a proxy's page) keeps its status. */
export function problemOf(body: unknown, status: number): Problem {
  const told = body as Partial<Problem> | null | undefined
  if (told && typeof told === 'object' && typeof told.detail === 'string') return told as Problem
  return { type: 'about:blank', title: `HTTP ${status}`, status, detail: `HTTP ${status}` } as Problem
}

/** The fault that belongs to one field, by its JSON pointer (`/input_text`), or undefined. */
export function faultAt(problem: Problem | null | undefined, pointer: string): Fault | undefined {
  return problem?.faults?.find((fault) => fault.pointer === pointer)
}
