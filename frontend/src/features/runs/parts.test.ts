import { describe, expect, it } from 'vitest'
import type { RunEvent } from '@/live/events'
import { callsAgain, changesOf, textBefore } from './fork'
import { filtered, happened, notes } from './notes'
import { type CallView, callsOf, type Entity, forkStage, type Part, parts, sum } from './parts'
import { callName, toldIn } from './prompts'
import { reduce } from './reduce'
import { beginning, clipped } from './shown'
import { emptyRun } from './state'
import { thinned } from './useFrames'

const START = Date.UTC(2026, 10, 20, 10)
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString()

function events(...all: [number, string, object][]): RunEvent[] {
  return all.map(
    ([seconds, type, data], index) =>
      ({ run_id: 'run_1', seq: index + 1, at: at(seconds), type, data }) as unknown as RunEvent,
  )
}

function entity(n: number, type: string, seconds: number, more: Partial<Entity> = {}): Entity {
  const stage = type.replace('_edit', '')
  return {
    n,
    type,
    stage,
    attempt: 1,
    created_at: at(seconds),
    text: `text ${n}`,
    sha256: `sha${n}`,
    meta: {},
    ...more,
  } as Entity
}

const call = (stage: string, more: Partial<CallView> = {}): CallView =>
  ({
    stage,
    attempt: 1,
    provider: 'openai',
    model: 'm',
    state: 'answered',
    sent_at: at(1),
    seconds: 2,
    cost_usd: 0.01,
    cost_source: 'listed',
    ...more,
  }) as CallView

const SITTING = events(
  [0, 'run_state_change', { state: 'running', attempt: 1, action: 'interception' }],
  [1, 'pipeline_stage_update', { stage: 'input_check', status: 'completed', attempt: 1, entity: 2 }],
  [1, 'pipeline_stage_update', { stage: 'interception', status: 'started', attempt: 1, config: 'a' }],
  [3, 'pipeline_stage_update', { stage: 'interception', status: 'completed', attempt: 1, entity: 3 }],
  [3, 'run_state_change', { state: 'open', attempt: 1 }],
  [60, 'run_state_change', { state: 'running', attempt: 2, action: 'optimization' }],
  [60, 'pipeline_stage_update', { stage: 'optimization', status: 'started', attempt: 2 }],
  [61, 'pipeline_stage_update', { stage: 'optimization', status: 'completed', attempt: 2, entity: 5 }],
)
const ENTITIES = [
  entity(1, 'input', 0),
  entity(2, 'input_check', 1, { text: '{}', meta: { text_sha256: 'sha1' } }),
  entity(3, 'interception', 3),
  entity(4, 'interception_edit', 59, { attempt: 2 }),
  entity(5, 'optimization', 61, { attempt: 2 }),
]
const state = SITTING.reduce(reduce, emptyRun('run_1'))
const found = parts(state, ENTITIES)
const one = (key: string) => found.find((part) => part.key === key) as Part

describe('the line of time', () => {
  it('holds stages and edits in the order in which they happened', () => {
    expect(found.map((part) => part.key)).toEqual([
      'input_check.1',
      'interception.1',
      'edit.4',
      'optimization.2',
    ])
  })

  it('shows for a check the text that was checked', () => {
    expect(one('input_check.1').entity?.n).toBe(1)
  })

  it.each([
    ['interception.1', 1],
    ['edit.4', 3],
    ['optimization.2', 4],
  ])('%s was made of text %i', (key, n) => {
    expect(one(key).before?.n).toBe(n)
  })

  it('begins with the text where nothing was checked', () => {
    const reused = events([
      0,
      'pipeline_stage_update',
      { stage: 'optimization', status: 'reused', attempt: 1, entity: 2 },
    ])
    const all = parts(reused.reduce(reduce, emptyRun('run_1')), [
      entity(1, 'input', 0),
      entity(2, 'optimization', 0),
    ])
    expect(all.map((part) => [part.kind, part.entity?.n])).toEqual([
      ['input', 1],
      ['stage', 2],
    ])
  })

  it('shows the text of a check that stopped the run, though its event names none', () => {
    const refused = events([
      1,
      'blocked',
      { stage: 'input_check', attempt: 1, level: 'kids', source: 'word_list' },
    ])
    expect(parts(refused.reduce(reduce, emptyRun('run_1')), ENTITIES)[0]?.entity?.n).toBe(1)
  })
})

describe('attempts at the same stage', () => {
  const update = (second: number, stage: string, attempt: number, n: number): [number, string, object] => [
    second,
    'pipeline_stage_update',
    { stage, status: 'completed', attempt, entity: n },
  ]
  it('are counted at their stage, not over all', () => {
    const all = [
      update(1, 'interception', 1, 2),
      update(9, 'optimization', 2, 3),
      update(12, 'optimization', 3, 4),
    ]
    expect(
      parts(events(...all).reduce(reduce, emptyRun('run_1')), []).map((part) => [
        part.stage,
        part.attempt,
        part.nth,
      ]),
    ).toEqual([
      ['interception', 1, 1],
      ['optimization', 2, 1],
      ['optimization', 3, 2],
    ])
  })
  const three = [1, 2, 3].flatMap((attempt) => [
    update(attempt * 10, 'input_check', attempt, attempt * 10 + 1),
    update(attempt * 10 + 1, 'interception', attempt, attempt * 10 + 2),
  ])
  const state = events(...three).reduce(reduce, emptyRun('run_1'))
  const written = [
    entity(10, 'input', 9, { text: 'A grey heron.' }),
    entity(11, 'input_check', 10),
    entity(12, 'interception', 11, { text: 'It stands.' }),
    entity(21, 'input_check', 20, { attempt: 2 }),
    entity(22, 'interception', 21, { attempt: 2, text: 'It waits.' }),
    entity(30, 'input', 29, { attempt: 3, text: 'A white heron.' }),
    entity(31, 'input_check', 30, { attempt: 3 }),
    entity(32, 'interception', 31, { attempt: 3, text: 'It waits.' }),
  ]
  const found = new Map(parts(state, written).map((part) => [part.key, part]))

  it.each([
    ['input_check.1', null, undefined],
    ['input_check.2', 1, undefined],
    ['input_check.3', null, 'A grey heron.'],
    ['interception.2', null, 'A grey heron.'],
    ['interception.3', 2, 'A white heron.'],
  ])('%s repeats the text of attempt %s, or was made of another: %s', (key, repeats, before) => {
    const part = found.get(key)
    expect([part?.repeats, part?.before?.text]).toEqual([repeats, before])
  })
})

describe('calls', () => {
  const part = { kind: 'stage', stage: 'media', attempt: 1 } as Part

  it.each([
    [0, []],
    [2, ['sent']],
    [3.1, ['answered']],
  ] as const)('at second %f are %j', (seconds, states) => {
    expect(callsOf([call('media')], part, START + seconds * 1000).map((made) => made.state)).toEqual(states)
  })

  it('say of a sum that part of it is not known, and its least certain source', () => {
    expect(sum([call('a'), call('a', { cost_source: 'estimated' }), call('a', { cost_usd: null })])).toEqual({
      usd: 0.02,
      source: 'estimated',
      partly: true,
    })
    expect(sum([call('a', { cost_usd: null })]).usd).toBeNull()
    expect(sum([]).usd).toBe(0)
  })

  it('are told what the export says, to the letter', () => {
    const sent = {
      stage: 'media',
      attempt: 1,
      sent_at: at(1),
      request: { type: 'image', prompt: ' a\n b ', negative_prompt: 'c', steps: 4, images: [] },
    }
    const read = toldIn({ calls: [sent] }).get(callName(call('media')))
    expect(read).toEqual({ text: ' a\n b ', negative: 'c', rest: '{\n  "steps": 4\n}' })
    expect(
      toldIn({ calls: [{ ...sent, request: { prompt: { text: 'x', task: 'y' } } }] }).get(callName(sent))
        ?.text,
    ).toBe('x')
    expect(toldIn(null).size).toBe(0)
  })
})

describe('the list of events', () => {
  const all = notes(SITTING, ENTITIES)

  it('tells what a person wrote between them', () => {
    expect(all.map((note) => note.key)).toEqual([
      'started',
      'passed',
      'asked',
      'wrote',
      'became.open',
      'edited',
      'action.optimization',
      'asked',
      'wrote',
    ])
  })

  it('can be looked through', () => {
    expect(filtered(all, 'checks').map((note) => note.stage)).toEqual(['input_check'])
    expect(filtered(all, 'yours').map((note) => note.key)).toEqual([
      'started',
      'became.open',
      'edited',
      'action.optimization',
    ])
    expect(filtered(all, 'all')).toBe(all)
  })

  it('knows how many lines had happened', () => {
    expect([0, 1, 58, 59, 100].map((second) => happened(all, second))).toEqual([1, 3, 5, 6, 9])
  })

  it('tells of an interruption, and of what it does not know', () => {
    const again = events(
      [0, 'run_state_change', { state: 'running', attempt: 1 }],
      [9, 'run_state_change', { state: 'running', attempt: 1 }],
      [9, 'gate_opened', { stage: 'media', attempt: 1 }],
      [9, 'gate_decided', { stage: 'media', attempt: 1, decision: 'retry' }],
      [9, 'something_new', {}],
    )
    expect(notes(again, []).map((note) => note.key)).toEqual([
      'started',
      'resumed',
      'gateOpened',
      'gate_retry',
      'other',
    ])
  })
})

describe('a fork', () => {
  const before = { text: 'a', config: 'c', ownWords: false, attitude: '', output: 'o', newSeed: false }

  it.each([
    [{}, {}],
    [
      { text: 'b', newSeed: true },
      { text: 'b', seed: -1 },
    ],
    [
      { config: 'd', output: 'p' },
      { config: 'd', output_config: 'p' },
    ],
    [{ config: 'd', ownWords: true, attitude: 'mine' }, { context_prompt: 'mine' }],
  ])('with %j sends %j', (more, sent) => {
    expect(changesOf('interception', before, { ...before, ...more })).toEqual(sent)
  })

  it('sends no attitude where it has no effect any more', () => {
    expect(changesOf('media', before, { ...before, config: 'd' })).toEqual({})
  })

  it.each([
    ['input', 1],
    ['interception', 1],
    ['optimization', 4],
    ['media', 5],
  ] as const)('from %s begins with text %i', (stage, n) => {
    expect(textBefore(ENTITIES, stage)?.n).toBe(n)
  })

  it('takes the text of an earlier stage where one was left out', () => {
    expect(textBefore(ENTITIES.slice(0, 4), 'media')?.n).toBe(4)
  })

  it.each([
    ['media', false, ['media']],
    ['optimization', false, ['optimization', 'media']],
    ['interception', false, ['interception', 'optimization', 'media']],
    ['interception', true, ['input_check', 'interception', 'optimization', 'media']],
  ] as const)('from %s, with another text %s, makes %j again', (stage, other, made) => {
    const calls = ['input_check', 'interception', 'optimization', 'media'].map((name) => call(name))
    expect(callsAgain(calls, stage, other).again.map((again) => again.stage)).toEqual(made)
  })

  it.each([
    ['input_check', 'input'],
    ['translation', 'input'],
    ['output_translation', 'media'],
    ['output_check', 'media'],
    ['media', 'media'],
  ])('at %s begins at %s', (stage, from) => {
    expect(forkStage(stage)).toBe(from)
  })
})

it.each([
  ['a  short\ntext', 'a short text'],
  [`${'word '.repeat(20)}`, `${'word '.repeat(13)}word…`],
  ['🦩'.repeat(80), `${'🦩'.repeat(70)}…`],
])('the title of %j is %j', (text, title) => {
  expect(beginning(text)).toBe(title)
})

it('a few of many previews are shown, the first and the last among them', () => {
  expect(thinned([1, 2, 3, 4, 5, 6, 7, 8, 9])).toEqual([1, 3, 5, 7, 9])
})

it.each([
  [20, ['one ', 'two ', 'three']],
  [9, ['one ', 'two ', 't…']],
  [6, ['one ', 'tw…']],
])('of a text in pieces %i characters are shown', (most, texts) => {
  const pieces = ['one ', 'two ', 'three'].map((text) => ({ text }))
  expect(clipped(pieces, most).map((piece) => piece.text)).toEqual(texts)
})
