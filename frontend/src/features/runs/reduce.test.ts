import { describe, expect, it } from 'vitest'
import { KINDS, type RunEvent } from '@/live/events'
import { hasGap, reduce } from './reduce'
import { emptyRun, latest, type RunState, remarkOf } from './state'

const files = import.meta.glob<{ default: RunEvent[] }>('./recorded/*.json', { eager: true })
const recorded = Object.fromEntries(
  Object.entries(files).map(([path, file]) => [path.replace(/^.*\/|\.json$/g, ''), file.default]),
)
const of = (name: string): RunEvent[] => recorded[name] ?? []

function play(events: readonly RunEvent[], id = events[0]?.run_id ?? 'run_1'): RunState {
  return events.reduce(reduce, emptyRun(id))
}

const stored = (events: readonly RunEvent[]) => events.filter((event) => typeof event.seq === 'number')

function made(type: RunEvent['type'], data: object, seq?: number): RunEvent {
  return { run_id: 'run_1', at: '2026-11-20T10:00:00Z', type, data, ...(seq ? { seq } : {}) } as RunEvent
}

const MEDIA = ['image', 'audio', 'music', 'midi', 'video', 'p5', 'tonejs', 'sonicpi', 'text']

describe('runs as they were recorded', () => {
  it.each(MEDIA)('%s ends with its medium, every stage done', (name) => {
    const state = play(of(name))
    expect(state.status).toBe('completed')
    expect(state.endedAt).not.toBeNull()
    expect(state.media.map((medium) => medium.url)).toEqual([expect.stringContaining(`/${state.runId}/0`)])
    expect(state.stages.map((stage) => stage.name)).toEqual([
      'input_check',
      'interception',
      'optimization',
      'output_check',
      'media',
    ])
    const statuses = state.stages.map((stage) => latest(state, stage.name)?.status)
    expect(statuses.filter((status) => status !== 'done' && status !== 'passed')).toEqual([])
    expect(latest(state, 'interception')).toMatchObject({ complete: true, text: expect.stringMatching(/\w/) })
  })

  it('a refusal names the stage and the place in the text', () => {
    const state = play(of('refused'))
    expect(state.status).toBe('refused')
    expect(state.refusal?.stage).toBe('input_check')
    expect(latest(state, 'input_check')?.status).toBe('refused')
    expect(state.media).toEqual([])
  })

  it('a failure keeps what was made before it', () => {
    const state = play(of('failed'))
    expect(state.status).toBe('failed')
    expect(state.failure?.problem.type).toBe('unavailable')
    expect(latest(state, 'optimization')?.status).toBe('done')
    expect(latest(state, state.failure?.stage ?? '')?.status).toBe('failed')
  })

  it('a cancelled run leaves nothing active', () => {
    const state = play(of('cancelled'))
    expect(state.status).toBe('cancelled')
    expect(latest(state, 'media')?.status).toBe('cancelled')
  })

  it.each(Object.keys(recorded))('%s: hearing it twice, or from any place again, changes nothing', (name) => {
    const events = stored(of(name))
    const once = play(events)
    expect(play([...events, ...events])).toEqual(once)
    expect(events.slice(3).reduce(reduce, once)).toEqual(once)
  })

  it.each(Object.keys(recorded))('%s: what is not stored changes texts and pictures only', (name) => {
    const live = play(of(name))
    const later = play(stored(of(name)))
    const bare = (state: RunState) => ({
      ...state,
      stages: state.stages.map((stage) => ({
        ...stage,
        attempts: stage.attempts.map((one) => ({ ...one, text: '', characters: 0, preview: null })),
      })),
    })
    expect(bare(live)).toEqual(bare(later))
  })

  it('no state is changed in place', () => {
    const freeze = (value: unknown): void => {
      if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
      Object.freeze(value)
      Object.values(value).forEach(freeze)
    }
    let state = emptyRun(of('image')[0]?.run_id ?? '')
    for (const event of of('image')) {
      freeze(state)
      state = reduce(state, event)
    }
    expect(state.status).toBe('completed')
  })
})

describe('single events', () => {
  const at = { stage: 'interception', attempt: 1 }
  const begun = reduce(emptyRun('run_1'), made('pipeline_stage_update', { ...at, status: 'started' }, 1))

  it('counts characters as the server does, and starts anew where a text is written again', () => {
    const state = [
      made('text_delta', { ...at, offset: 0, text: '🦩 a' }),
      made('text_delta', { ...at, offset: 3, text: 'b' }),
      made('text_delta', { ...at, offset: 1, text: '!' }),
    ].reduce(reduce, begun)
    expect(latest(state, 'interception')).toMatchObject({ text: '🦩!', characters: 2, complete: true })
  })

  it('a piece that comes again over another connection takes nothing away', () => {
    const pieces = [
      made('text_delta', { ...at, offset: 0, text: '🦩 a' }),
      made('text_delta', { ...at, offset: 3, text: ' heron' }),
      made('text_delta', { ...at, offset: 0, text: '🦩 a' }),
    ]
    const state = pieces.reduce(reduce, begun)
    expect(latest(state, 'interception')).toMatchObject({ text: '🦩 a heron', characters: 9, complete: true })
  })

  it('counts an event of a type that it does not know as heard', () => {
    const unknown = made('something_new' as RunEvent['type'], {}, 2)
    expect(reduce(begun, unknown)).toEqual({ ...begun, seq: 2 })
  })

  it('says that a piece of a text was missed', () => {
    const state = reduce(begun, made('text_delta', { ...at, offset: 9, text: 'b' }))
    expect(latest(state, 'interception')).toMatchObject({ text: 'b', complete: false })
  })

  it('keeps the first attempt beside the second', () => {
    const again = made('pipeline_stage_update', { ...at, attempt: 2, status: 'started' }, 2)
    const state = reduce(begun, again)
    expect(state.stages[0]?.attempts.map((one) => one.attempt)).toEqual([1, 2])
  })

  it('a place in the queue goes when the work begins', () => {
    const queued = made(
      'queued',
      { stage: 'media', attempt: 1, backend: 'x', position: 2, estimated_seconds: 40 },
      2,
    )
    const waiting = reduce(begun, queued)
    expect(latest(waiting, 'media')?.queue?.position).toBe(2)
    const started = made(
      'generation_start',
      { attempt: 1, config: 'a', media_type: 'image', backend: 'x', model: 'm' },
      3,
    )
    expect(latest(reduce(waiting, started), 'media')).toMatchObject({ queue: null, status: 'active' })
  })

  it('a call to OpenRouter is one call, from its sending to its cost', () => {
    const call = { ...at, model: 'm' }
    const state = [
      made('openrouter_api_call', { ...call, estimate_usd: 0.02 }, 2),
      made(
        'openrouter_cost',
        {
          ...call,
          outcome: 'ok',
          cost_usd: 0.01,
          cost_source: 'reported',
          prompt_tokens: 5,
          completion_tokens: 7,
          seconds: 1,
        },
        3,
      ),
      made(
        'cost_update',
        { ...call, provider: 'openrouter', cost_usd: 0.01, cost_source: 'reported', run_usd: 0.01 },
        4,
      ),
    ].reduce(reduce, begun)
    expect(state.calls).toHaveLength(1)
    expect(state.calls[0]).toMatchObject({ usd: 0.01, source: 'reported', promptTokens: 5, estimate: 0.02 })
    expect([state.costUsd, state.costUnknown]).toEqual([0.01, 0])
  })

  it('a waiting run holds what was at work, and going on takes the failure away', () => {
    const held = reduce(begun, made('run_state_change', { state: 'waiting', attempt: 1 }, 2))
    expect(latest(held, 'interception')?.status).toBe('held')
    const failed = reduce(
      held,
      made('error', { stage: null, attempt: 1, problem: { type: 'x', status: 500, message: 'm' } }, 3),
    )
    expect(failed.failure).not.toBeNull()
    expect(reduce(failed, made('run_state_change', { state: 'running', attempt: 1 }, 4)).failure).toBeNull()
  })

  it('an event of another run changes nothing, one of a gap is noticed', () => {
    expect(reduce(emptyRun('run_2'), made('run_deleted', {}))).toEqual(emptyRun('run_2'))
    expect([hasGap(begun, made('error', {}, 2)), hasGap(begun, made('error', {}, 3))]).toEqual([false, true])
  })

  it.each(Object.keys(KINDS))('%s is taken in from any state', (type) => {
    const problem = { type: 'x', status: 500, message: 'm' }
    const data = {
      ...at,
      state: 'running',
      status: 'started',
      text: '',
      offset: 0,
      count: 1,
      model: 'm',
      problem,
    }
    expect(reduce(begun, made(type as RunEvent['type'], data, 2)).seq).toBe(2)
  })
})

it('holds a stage at a gate until somebody decides', () => {
  const asks = { call_key: 'k', provider: 'p', model: 'm', estimate_usd: 0.05, estimate_source: 'listed' }
  const at = '2026-01-01T00:00:00Z'
  const opened = {
    run_id: 'r',
    seq: 1,
    at,
    v: 1,
    type: 'gate_opened',
    data: { gate_id: 'g', kind: 'unknown_payment', stage: 'media', attempt: 1, asks, deadline_at: at },
  } as unknown as RunEvent
  const decided = {
    ...opened,
    seq: 2,
    type: 'gate_decided',
    data: { gate_id: 'g', stage: 'media', attempt: 1, decision: 'retry' },
  } as unknown as RunEvent
  const waiting = reduce(emptyRun('r'), opened)
  expect([waiting.gate?.gate_id, waiting.stages[0]?.attempts[0]?.status]).toEqual(['g', 'held'])
  const going = reduce(waiting, decided)
  expect([going.gate, going.stages[0]?.attempts[0]?.status]).toEqual([null, 'active'])
})

it.each([
  ['nothing', 'completed', null, null],
  ['an answer that was cut', 'completed', 'cut_short', 'cut_short'],
  ['another model', 'completed', 'fallback_model', 'fallback_model'],
  ['nothing yet while it is written', 'started', 'fallback_model', null],
  ['nothing of a text that passed through', 'passed_through', 'empty_context', null],
])('says %s of an answer', (_what, status, reason, said) => {
  const data = { stage: 'interception', attempt: 1, status, reason }
  const state = reduce(emptyRun('run_1'), made('pipeline_stage_update', data, 1))
  expect(remarkOf(latest(state, 'interception'))).toBe(said)
})
