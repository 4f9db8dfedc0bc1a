import type { Catalogue, Kind, RunEvent } from '@/live/events'
import { answered, asked, paid } from './calls'
import {
  type Attempt,
  emptyAttempt,
  hasEnded,
  type Progress,
  type RunState,
  type RunStatus,
  type StageStatus,
} from './state'

/** The stage under which the making of the medium is told. */
export const MEDIA = 'media'

/**
 * Take in one event. Pure; an event that was taken in before, or is of another run, changes nothing. One of a type that
 * this page does not know yet counts as heard.
 */
export function reduce(state: RunState, event: RunEvent): RunState {
  if (event.run_id !== state.runId) return state
  const stored = typeof event.seq === 'number'
  if (stored && (event.seq as number) <= state.seq) return state
  const step = STEPS[event.type] as ((state: RunState, data: unknown, at: string) => RunState) | undefined
  const next = step ? step(state, event.data, event.at) : state
  return stored ? { ...next, seq: event.seq as number } : next
}

/** Tell whether events are missing between what was taken in and this one. */
export function hasGap(state: RunState, event: RunEvent): boolean {
  return typeof event.seq === 'number' && event.seq > state.seq + 1
}

const STEPS: { [K in Kind]: (state: RunState, data: Catalogue[K], at: string) => RunState } = {
  run_state_change: changed,
  pipeline_stage_update: stageUpdated,
  generation_start: (state, data, at) =>
    change(state, MEDIA, data.attempt, {
      status: 'active',
      startedAt: at,
      endedAt: null,
      config: data.config,
      generation: data,
      queue: null,
    }),
  generation_complete: (state, data, at) => ({
    ...change(state, MEDIA, data.attempt, {
      status: 'done',
      endedAt: at,
      seconds: data.seconds,
      queue: null,
      preview: null,
      progress: null,
    }),
    media: [...state.media, { ...data, at }],
  }),
  progress_update: (state, data) =>
    change(state, data.stage, data.attempt, { progress: progressOf(data), queue: null }),
  preview: (state, data) =>
    change(state, data.stage, data.attempt, {
      preview: { mime: data.mime, base64: data.base64 },
      queue: null,
    }),
  text_delta: written,
  cost_update: (state, data, at) => ({
    ...state,
    calls: paid(state.calls, data, at),
    costUsd: data.run_usd ?? null,
    costUnknown: data.run_unknown ?? 0,
  }),
  openrouter_api_call: (state, data, at) => ({ ...state, calls: asked(state.calls, data, at) }),
  openrouter_cost: (state, data, at) => ({ ...state, calls: answered(state.calls, data, at) }),
  blocked: (state, data, at) => ({
    ...change(state, data.stage, data.attempt, {
      status: 'refused',
      endedAt: at,
      reason: data.reason ?? null,
    }),
    refusal: { ...data, at },
  }),
  error: (state, data, at) => ({
    ...(data.stage ? change(state, data.stage, data.attempt, { status: 'failed', endedAt: at }) : state),
    failure: { ...data, at },
  }),
  queued: (state, data, at) => {
    const before = attemptOf(state, data.stage, data.attempt)
    return change(state, data.stage, data.attempt, {
      status: 'active',
      startedAt: before?.startedAt ?? at,
      queue: data,
    })
  },
  gate_opened: (state, data, at) => ({
    ...change(state, data.stage, data.attempt, { status: 'held', queue: null, progress: null }),
    gate: { ...data, at },
  }),
  gate_decided: (state, data, at) => ({
    ...change(
      state,
      data.stage,
      data.attempt,
      data.decision === 'retry' ? { status: 'active' } : { status: 'failed', endedAt: at },
    ),
    gate: null,
  }),
  run_resumed: (state) => ({ ...state, resumed: state.resumed + 1 }),
  run_deleted: (state) => ({ ...state, deleted: true }),
  dropped: (state, data) => ({ ...state, missed: state.missed + data.count }),
  command_error: (state) => state,
}

function progressOf({ fraction, note = '', part = '', step, steps }: Catalogue['progress_update']): Progress {
  return { fraction, note, part, step: step ?? null, steps: steps ?? null }
}

const STATUS: Record<Catalogue['pipeline_stage_update']['status'], StageStatus> = {
  started: 'active',
  completed: 'done',
  passed_through: 'passed',
  reused: 'reused',
}

function stageUpdated(state: RunState, data: Catalogue['pipeline_stage_update'], at: string): RunState {
  const begins = data.status === 'started'
  const beginning = {
    text: '',
    characters: 0,
    complete: true,
    startedAt: at,
    endedAt: null,
    entity: null,
    seconds: null,
  }
  const ending = { endedAt: at, entity: data.entity ?? null, seconds: data.seconds ?? null }
  return change({ ...state, stage: data.stage }, data.stage, data.attempt, {
    status: STATUS[data.status],
    config: data.config ?? attemptOf(state, data.stage, data.attempt)?.config ?? null,
    reason: data.reason ?? null,
    queue: null,
    ...(begins ? beginning : ending),
  })
}

/** `offset` counts characters (code points) as the server does. */
function written(state: RunState, data: Catalogue['text_delta']): RunState {
  const before = attemptOf(state, data.stage, data.attempt) ?? emptyAttempt(data.attempt)
  const behind = data.offset < before.characters
  if (behind && isHeld(before, data)) return state
  const kept = behind ? Array.from(before.text).slice(0, data.offset).join('') : before.text
  return change(state, data.stage, data.attempt, {
    status: 'active',
    text: kept + data.text,
    characters: data.offset + Array.from(data.text).length,
    complete: before.complete && data.offset <= before.characters,
    queue: null,
  })
}

/** A piece that came twice, over two connections, takes nothing away of what followed it. */
function isHeld(before: Attempt, data: Catalogue['text_delta']): boolean {
  const piece = Array.from(data.text)
  return (
    Array.from(before.text)
      .slice(data.offset, data.offset + piece.length)
      .join('') === data.text
  )
}

const LEFT: Partial<Record<RunStatus, StageStatus>> = {
  completed: 'done',
  open: 'done',
  waiting: 'held',
  failed: 'failed',
  refused: 'refused',
  cancelled: 'cancelled',
  interrupted: 'cancelled',
}

function changed(state: RunState, data: Catalogue['run_state_change'], at: string): RunState {
  const goesOn = !hasEnded(data.state)
  const left = LEFT[data.state]
  return {
    ...state,
    status: data.state,
    attempt: data.attempt,
    action: data.action ?? state.action,
    stage: data.stage ?? state.stage,
    parentRunId: data.parent_run_id ?? state.parentRunId,
    fromStage: data.from_stage ?? state.fromStage,
    startedAt: state.startedAt ?? at,
    endedAt: goesOn ? null : at,
    stages: left
      ? state.stages.map((stage) => ({
          ...stage,
          attempts: stage.attempts.map((one) => settled(one, left, at)),
        }))
      : state.stages,
    refusal: data.state === 'running' ? null : state.refusal,
    failure: data.state === 'running' ? null : state.failure,
  }
}

function settled(attempt: Attempt, status: StageStatus, at: string): Attempt {
  if (attempt.status !== 'active' && attempt.status !== 'waiting') return attempt
  return { ...attempt, status, endedAt: status === 'held' ? null : at, queue: null }
}

function attemptOf(state: RunState, stage: string, attempt: number): Attempt | undefined {
  return state.stages.find((one) => one.name === stage)?.attempts.find((one) => one.attempt === attempt)
}

/** Change one attempt at a stage, which begins here where there was none. */
function change(state: RunState, name: string, attempt: number, changes: Partial<Attempt>): RunState {
  const stage = state.stages.find((one) => one.name === name)
  if (!stage) {
    const first = { name, attempts: [{ ...emptyAttempt(attempt), ...changes }] }
    return { ...state, stages: [...state.stages, first] }
  }
  const known = stage.attempts.some((one) => one.attempt === attempt)
  const attempts = known
    ? stage.attempts.map((one) => (one.attempt === attempt ? { ...one, ...changes } : one))
    : [...stage.attempts, { ...emptyAttempt(attempt), ...changes }]
  return { ...state, stages: state.stages.map((one) => (one === stage ? { name, attempts } : one)) }
}
