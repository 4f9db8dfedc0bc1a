import { describe, expect, it } from 'vitest'
import {
  askedFor,
  begin,
  chooseMedium,
  chooseOutput,
  countWords,
  dropped,
  EMPTY,
  edit,
  emptied,
  ended,
  type Flow,
  isCurrent,
  isStale,
  leave,
  OWN,
  setParameter,
  shownWork,
  titleOf,
  undo,
  type Work,
  wordsFor,
  workBefore,
  wrote,
} from './flow'

const begun: Flow = { ...EMPTY, input: 'A heron.', attitude: 'plain' }
const rewritten = wrote(begun, 'interception', 'One grey heron.')
const work = (runId: string, made = true): Work => ({
  runId,
  output: 'image',
  medium: 'image',
  prompt: 'p',
  seed: 1,
  at: '2026-11-20T10:00:00Z',
  ended: true,
  made,
})

describe('a text that a machine wrote', () => {
  it('is what the next stage is made of; before it is there, the person’s own is', () => {
    expect([wordsFor(begun), wordsFor(rewritten)]).toEqual(['A heron.', 'One grey heron.'])
  })

  it.each([
    ['the text', { input: 'A frog.' }, true],
    ['the attitude', { attitude: 'other' }, true],
    ['own words that are not used', { ownWords: 'x' }, false],
    ['own words that are', { attitude: OWN, ownWords: 'x' }, true],
    ['the model', { output: 'image' }, false],
  ])('changing %s makes the interception stale: %j %s', (_what, change, stale) => {
    expect(isStale({ ...rewritten, ...change }, 'interception')).toBe(stale)
  })

  it('makes the prompt stale when it is changed, and keeps it', () => {
    const prompted = wrote(chooseOutput(rewritten, 'image', 'image'), 'optimization', 'heron, grey')
    const edited = edit(prompted, 'interception', 'Two herons.')
    expect([isStale(prompted, 'optimization'), isStale(edited, 'optimization')]).toEqual([false, true])
    expect(edited.optimization?.text).toBe('heron, grey')
  })

  it('is stale where what it was made of was changed while it was written', () => {
    const late = wrote({ ...begun, input: 'A frog.' }, 'interception', 'x', rewritten.interception?.made)
    expect(isStale(late, 'interception')).toBe(true)
  })

  it('comes back by undo: one piece of writing at a time, then what the machine wrote before', () => {
    const again = wrote(rewritten, 'interception', 'A second one.')
    const typed = [edit(again, 'interception', 'A second on'), 'A second o'].reduce<Flow>(
      (flow, text) => (typeof text === 'string' ? edit(flow, 'interception', text) : text),
      again,
    )
    const twice = edit(leave(edit(typed, 'interception', 'One'), 'interception'), 'interception', 'Two')
    const texts = [twice, undo(twice, 'interception')]
    for (let step = 0; step < 4; step++) texts.push(undo(texts.at(-1) ?? twice, 'interception'))
    expect(texts.map((flow) => flow.interception?.text)).toEqual([
      'Two',
      'One',
      'A second one.',
      'One grey heron.',
      'One grey heron.',
      'One grey heron.',
    ])
  })

  it('keeps no more than twenty texts to go back to', () => {
    let flow = rewritten
    for (let time = 0; time < 50; time++) flow = wrote(flow, 'interception', `text ${time}`)
    expect(flow.interception?.earlier).toHaveLength(20)
  })

  it('is not changed where nothing was written', () => {
    expect([
      edit(begun, 'interception', 'x'),
      undo(begun, 'interception'),
      leave(begun, 'interception'),
    ]).toEqual([begun, begun, begun])
  })
})

describe('choices', () => {
  it('another medium needs another model, the same one does not', () => {
    const chosen = chooseOutput(rewritten, 'image', 'image')
    expect(chooseMedium(chosen, 'music')).toMatchObject({ medium: 'music', output: null })
    expect(chooseMedium(chosen, 'image')).toBe(chosen)
  })

  it('settings are kept for each model, and go when they are as usual again', () => {
    const set = setParameter(setParameter(begun, 'a', 'steps', 4), 'b', 'steps', 9)
    expect(set.parameters).toEqual({ a: { steps: 4 }, b: { steps: 9 } })
    expect(setParameter(set, 'a', 'steps', undefined).parameters).toEqual({ a: {}, b: { steps: 9 } })
  })

  it('an empty sheet keeps the attitude and the medium', () => {
    expect(emptied(chooseMedium({ ...rewritten, runId: 'run_1' }, 'music'))).toEqual({
      ...EMPTY,
      attitude: 'plain',
      medium: 'music',
    })
  })
})

describe('outputs', () => {
  const three = [work('a'), work('b', false), work('c')].reduce(begin, { ...EMPTY, shown: 'a' })

  it('the newest is shown, or the one that was chosen', () => {
    expect(shownWork(three)?.runId).toBe('c')
    expect(shownWork({ ...three, shown: 'a' })?.runId).toBe('a')
    expect(shownWork({ ...three, shown: 'gone' })?.runId).toBe('c')
    expect(shownWork(EMPTY)).toBeUndefined()
  })

  it('is compared with the one before it that was made', () => {
    expect(workBefore(three, 'c')?.runId).toBe('a')
    expect([workBefore(three, 'a'), workBefore(three, 'gone')]).toEqual([undefined, undefined])
  })

  it('is forgotten when its run is gone', () => {
    expect(dropped(three, 'b').works.map((one) => one.runId)).toEqual(['a', 'c'])
  })

  it('tells how it ended', () => {
    const over = ended(begin(EMPTY, { ...work('a', false), ended: false, seed: null }), 'a', true, 7)
    expect(over.works).toEqual([work('a')].map((one) => ({ ...one, seed: 7 })))
  })
})

it.each([
  ['', 0],
  ['one', 1],
  ["There's a heron — 2 frogs, don’t they?", 7],
  ['Ein Fuß-Ball', 2],
  ['🦩 …', 0],
])('%j has %i words', (text, count) => {
  expect(countWords(text)).toBe(count)
})

it.each([
  ['', ''],
  ['  A red\nhouse ', 'A red house'],
  ['A red house by the sea', 'A red house by the sea'],
  ['A red house by the sea at night', 'A red house by the sea …'],
])('names the sitting of %j %j', (text, name) => {
  expect(titleOf(text)).toBe(name)
})

describe('an output', () => {
  const prompted = wrote(chooseOutput(rewritten, 'image', 'image'), 'optimization', 'heron, grey')
  const made = begin(prompted, { ...work('r'), asked: askedFor(prompted) })

  it.each([
    ['nothing was changed since', {}, true],
    [
      'the prompt was',
      { optimization: { text: 'frog', machine: '', made: '', earlier: [], open: false } },
      false,
    ],
    ['a setting was', setParameter(made, 'image', 'width', 64), false],
    ['a setting of another model was', setParameter(made, 'other', 'width', 64), true],
    ['the seed was locked', { seed: 4 }, false],
    ['another picture goes in', { upload: { id: 'u', name: 'n' } }, false],
    ['it failed', { works: [{ ...work('r', false), asked: askedFor(prompted) }] }, false],
    ['it is being made', { works: [{ ...work('r', false), ended: false, asked: askedFor(prompted) }] }, true],
    ['nobody knows what it was asked for with', { works: [work('r')] }, false],
  ])('where %s, it is of what stands above it: %j %s', (_what, change, current) => {
    expect(isCurrent({ ...made, ...change })).toBe(current)
  })

  it('is not there before it is begun', () => {
    expect(isCurrent(prompted)).toBe(false)
  })
})
