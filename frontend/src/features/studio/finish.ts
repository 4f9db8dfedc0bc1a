import { ApiError } from '@/api/problem'
import type { RunAnswer } from './trouble'

type Call = RunAnswer['calls'][number]

/** What it took to come from a text to an output; seconds. `whole` is null where a long pause lies between. */
export interface Finish {
  readonly whole: number | null
  readonly machines: number
  readonly calls: number
  readonly usd: number | null
  readonly partly: boolean
  /** Where the cost is known from: one source, or several. */
  readonly source: Call['cost_source'] | 'several' | null
}

const LONGEST = 6 * 3600
const MOST_PARENTS = 8

/** Add up an output's run, which comes first, and the runs that it came of; of each stage, the nearest that called for it. */
export function finish(runs: readonly RunAnswer[]): Finish {
  const calls = nearest(runs)
  const known = calls.filter((call) => call.cost_usd !== null)
  const sources = new Set(known.map((call) => call.cost_source))
  return {
    whole: lasted(runs),
    machines: calls.reduce((sum, call) => sum + (call.seconds ?? 0), 0),
    calls: calls.length,
    usd: known.length ? known.reduce((sum, call) => sum + (call.cost_usd ?? 0), 0) : null,
    partly: known.length < calls.length,
    source: sources.size > 1 ? 'several' : ([...sources][0] ?? null),
  }
}

function nearest(runs: readonly RunAnswer[]): Call[] {
  const told = new Set<string>()
  return runs.flatMap((run) => {
    const fresh = run.calls.filter((call) => !told.has(call.stage))
    for (const call of fresh) told.add(call.stage)
    return fresh
  })
}

function lasted(runs: readonly RunAnswer[]): number | null {
  const ended = runs[0]?.ended_at
  if (!ended) return null
  const seconds = (Date.parse(ended) - Math.min(...runs.map((run) => Date.parse(run.created_at)))) / 1000
  return seconds >= 0 && seconds <= LONGEST ? seconds : null
}

/** Read an output's run and those that it came of, up to the one that rewrote its text; what is gone is left out. */
export async function lineage(
  workId: string,
  textsId: string | null,
  read: (runId: string) => Promise<RunAnswer>,
): Promise<RunAnswer[]> {
  const found = [await read(workId)]
  let next = found[0]?.parent_run_id ?? (textsId === workId ? null : textsId)
  while (next && found.length <= MOST_PARENTS && !found.some(rewrites)) {
    const run = await read(next).catch(orNull)
    if (!run) break
    found.push(run)
    next = run.parent_run_id
  }
  return found
}

function orNull(error: unknown): null {
  if (error instanceof ApiError && error.problem?.status === 404) return null
  throw error
}

function rewrites(run: RunAnswer): boolean {
  return run.calls.some((call) => call.stage === 'interception')
}
