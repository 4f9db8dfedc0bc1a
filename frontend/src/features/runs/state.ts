import type { Catalogue } from '@/live/events'

export type RunStatus = Catalogue['run_state_change']['state']
export type CostSource = Catalogue['cost_update']['cost_source']

/** How one attempt at a stage stands. */
export type StageStatus =
  | 'waiting'
  | 'active'
  | 'done'
  | 'passed'
  | 'reused'
  | 'held'
  | 'refused'
  | 'failed'
  | 'cancelled'

/** How far an attempt is and what it does; `note` is what the backend itself calls that, such as the name of a node. */
export interface Progress extends Readonly<Pick<Catalogue['progress_update'], 'fraction'>> {
  readonly note: string
  readonly part: NonNullable<Catalogue['progress_update']['part']>
  readonly step: number | null
  readonly steps: number | null
}

/** One attempt at a stage. `text` grows while a model writes; `complete` says that none of it was missed. */
export interface Attempt {
  readonly attempt: number
  readonly status: StageStatus
  readonly startedAt: string | null
  readonly endedAt: string | null
  readonly seconds: number | null
  readonly config: string | null
  readonly entity: number | null
  readonly reason: string | null
  readonly text: string
  readonly characters: number
  readonly complete: boolean
  readonly queue: Catalogue['queued'] | null
  readonly progress: Progress | null
  readonly preview: { readonly mime: string; readonly base64: string } | null
  readonly generation: Catalogue['generation_start'] | null
}

export interface Stage {
  readonly name: string
  readonly attempts: readonly Attempt[]
}

/** A call to a provider; `usd` null with `unknown` where nobody knows the cost. */
export interface Call {
  readonly stage: string
  readonly attempt: number
  readonly provider: string
  readonly model: string
  readonly at: string
  readonly usd: number | null
  readonly source: CostSource | null
  readonly estimate: number | null
  readonly promptTokens: number | null
  readonly completionTokens: number | null
  readonly seconds: number | null
}

export interface Medium extends Readonly<Catalogue['generation_complete']> {
  readonly at: string
}

export interface Refusal extends Readonly<Catalogue['blocked']> {
  readonly at: string
}

export interface Failure extends Readonly<Catalogue['error']> {
  readonly at: string
}

/** A gate at which the run waits for a person. */
export interface OpenGate extends Readonly<Catalogue['gate_opened']> {
  readonly at: string
}

/** Everything that the events of a run tell, live or recorded. `seq` is the last one taken in. */
export interface RunState {
  readonly runId: string
  readonly seq: number
  readonly status: RunStatus
  readonly action: string | null
  readonly stage: string | null
  readonly attempt: number
  readonly parentRunId: string | null
  readonly fromStage: string | null
  readonly startedAt: string | null
  readonly endedAt: string | null
  readonly stages: readonly Stage[]
  readonly calls: readonly Call[]
  readonly costUsd: number | null
  readonly costUnknown: number
  readonly media: readonly Medium[]
  readonly refusal: Refusal | null
  readonly failure: Failure | null
  readonly gate: OpenGate | null
  readonly resumed: number
  readonly missed: number
  readonly deleted: boolean
}

export function emptyRun(runId: string): RunState {
  return {
    runId,
    seq: 0,
    status: 'pending',
    action: null,
    stage: null,
    attempt: 1,
    parentRunId: null,
    fromStage: null,
    startedAt: null,
    endedAt: null,
    stages: [],
    calls: [],
    costUsd: null,
    costUnknown: 0,
    media: [],
    refusal: null,
    failure: null,
    gate: null,
    resumed: 0,
    missed: 0,
    deleted: false,
  }
}

const REMARKS = ['cut_short', 'fallback_model'] as const

/** What is to be said of how an answer came about; null where all went as it should. */
export function remarkOf(attempt: Attempt | undefined): (typeof REMARKS)[number] | null {
  const done = attempt?.status === 'done'
  return (done && REMARKS.find((one) => one === attempt.reason)) || null
}

export function emptyAttempt(attempt: number): Attempt {
  return {
    attempt,
    status: 'waiting',
    startedAt: null,
    endedAt: null,
    seconds: null,
    config: null,
    entity: null,
    reason: null,
    text: '',
    characters: 0,
    complete: true,
    queue: null,
    progress: null,
    preview: null,
    generation: null,
  }
}

const ENDS: ReadonlySet<RunStatus> = new Set(['completed', 'failed', 'refused', 'cancelled', 'interrupted'])

/** Tell whether nothing works on a run in this state any more and nothing will by itself. */
export function hasEnded(status: RunStatus): boolean {
  return ENDS.has(status)
}

/** The latest attempt at a stage, or undefined where it has not been reached. */
export function latest(state: RunState, stage: string): Attempt | undefined {
  return state.stages.find((one) => one.name === stage)?.attempts.at(-1)
}
