import { beforeEach, describe, expect, it } from 'vitest'
import type { Problem } from '@/api/problem'
import { findConfigs, inCategories, mediaOf, sorted } from './catalogue'
import { keepDraft, readDraft } from './draft'
import { EMPTY, isStale } from './flow'
import { flowOf, isMaking } from './restore'
import { failed, faultOf, isAtFields, type RunAnswer } from './trouble'
import type { Config } from './useCatalogue'

/** What another tab keeps for itself. */
class Shelf extends Map<string, string> {
  getItem(key: string): string | null {
    return this.get(key) ?? null
  }
  setItem(key: string, text: string): void {
    this.set(key, text)
  }
}

describe('a draft', () => {
  beforeEach(() => {
    localStorage.clear()
    sessionStorage.clear()
  })
  const shelves = { tab: sessionStorage, browser: localStorage }
  const written = { ...EMPTY, input: 'A heron.' }

  it('is there again without a run, and goes over to its run when there is one', () => {
    keepDraft(shelves, written)
    expect(readDraft(shelves, null)).toEqual(written)
    keepDraft(shelves, { ...written, runId: 'run_1' })
    expect([readDraft(shelves, 'run_1')?.input, readDraft(shelves, null)?.runId]).toEqual([
      'A heron.',
      'run_1',
    ])
    expect(readDraft(shelves, 'run_2')).toBeNull()
  })

  it('the oldest goes when there are many', () => {
    for (let run = 0; run < 20; run++) keepDraft(shelves, { ...written, runId: `run_${run}` })
    expect([readDraft(shelves, 'run_0'), readDraft(shelves, 'run_19')?.runId]).toEqual([null, 'run_19'])
  })

  it('is that of its own tab, though another tab writes too; a new tab goes on with what was written last', () => {
    const other = { ...shelves, tab: new Shelf() as unknown as Storage }
    keepDraft(shelves, written)
    keepDraft(other, { ...written, input: 'A boat.' })
    const fresh = { ...shelves, tab: new Shelf() as unknown as Storage }
    expect([shelves, other, fresh].map((one) => readDraft(one, null)?.input)).toEqual([
      'A heron.',
      'A boat.',
      'A boat.',
    ])
  })

  it.each(['', '{', '{"drafts": 7}', 'null'])('what another version kept (%j) is no draft', (kept) => {
    localStorage.setItem('devserver.studio', kept)
    expect(readDraft(shelves, null)).toBeNull()
  })
})

describe('a run of the server', () => {
  const run = {
    run_id: 'run_1',
    action: 'optimization',
    config: 'plain',
    output_config: 'image',
    media: [],
    texts: { input: 'A heron.', interception: 'One heron.', optimization: 'heron', prompt: null },
  } as unknown as RunAnswer

  it('becomes a flow in which nothing is stale', () => {
    const flow = flowOf(run)
    expect(flow).toMatchObject({
      runId: 'run_1',
      input: 'A heron.',
      attitude: 'plain',
      output: 'image',
      works: [],
    })
    expect([isStale(flow, 'interception'), isStale(flow, 'optimization')]).toEqual([false, false])
    expect(isMaking(run)).toBe(false)
  })

  it('that makes its medium shows it', () => {
    const made = {
      ...run,
      action: 'generation',
      ended_at: null,
      created_at: 'x',
      media: [{ type: 'music', seed: 3 }],
    }
    expect(flowOf(made as unknown as RunAnswer)).toMatchObject({
      medium: 'music',
      works: [{ runId: 'run_1', medium: 'music', seed: 3, prompt: 'heron', ended: false, made: true }],
    })
  })
})

describe('what went wrong', () => {
  const problem = (...pointers: string[]) =>
    ({ faults: pointers.map((pointer) => ({ pointer, detail: pointer })) }) as unknown as Problem

  it.each([
    ['/input_text', 'text'],
    ['/changes/text', 'text'],
    ['/prompt', 'text'],
    ['/seed', 'seed'],
    ['/changes/seed', 'seed'],
    ['/output_config', 'model'],
    ['/context_prompt', 'ownWords'],
    ['/parameters/steps', 'parameters/steps'],
    ['/changes/parameters/steps', 'parameters/steps'],
  ])('%s stands at %s', (pointer, field) => {
    const trouble = failed('media', problem(pointer))
    expect([faultOf(trouble, 'media', field), isAtFields(trouble, [field])]).toEqual([pointer, true])
    expect([faultOf(trouble, 'optimization', field), isAtFields(trouble, ['other'])]).toEqual([
      undefined,
      false,
    ])
  })

  it('is told for the stage where it stands at no field', () => {
    expect(isAtFields(failed('media', problem('/seed', '/inputs/x')), ['seed'])).toBe(false)
    expect(isAtFields(failed('media', null), ['seed'])).toBe(false)
  })
})

describe('what can be picked', () => {
  const config = (id: string, more: object = {}) =>
    ({
      id,
      name: id,
      description: '',
      category: 'Look',
      tags: [],
      media_type: 'image',
      availability: { state: 'ready', reason: '' },
      ...more,
    }) as unknown as Config
  const off = { availability: { state: 'unavailable', reason: 'no key' } }
  const all = [
    config('one', { tags: ['Äpfel'] }),
    config('two', off),
    config('three', { media_type: 'music', category: 'Hear' }),
  ]

  it('is found by every word of what is sought, anywhere', () => {
    const ids = (sought: string) => findConfigs(all, sought, 'de').map((one) => one.id)
    expect([ids('äpfel LOOK'), ids('apple'), ids(' ')]).toEqual([['one'], [], ['one', 'two', 'three']])
  })

  it('stands under its category, its medium, and by whether it can run', () => {
    expect(inCategories(all).map(([name, members]) => [name, members.length])).toEqual([
      ['Look', 2],
      ['Hear', 1],
    ])
    expect(mediaOf(all)).toEqual(['image', 'music'])
    expect(sorted(all, 'image')).toMatchObject({ ready: [{ id: 'one' }], off: [[{ id: 'two' }]] })
  })
})
