import { describe, expect, it } from 'vitest'
import { isFiltered, moment, NONE, readFilters, toQuery, writeFilters } from './filters'

describe('an address', () => {
  it('says nothing where nothing is filtered', () => {
    expect([writeFilters(NONE), isFiltered(NONE), readFilters({})]).toEqual([{}, false, NONE])
  })

  it('gives back what was written into it', () => {
    const filters = { ...NONE, state: 'failed', medium: '3d', text: 'a & b=c', from: '2026-02-28' } as const
    const more = {
      ...filters,
      max: '0.05',
      pinned: true,
      parent: `run_${'0'.repeat(26)}`,
      sort: 'cost',
      order: 'asc',
    } as const
    expect(readFilters(writeFilters(more))).toEqual(more)
  })

  it('that makes no sense is as if it were not there', () => {
    const odd = {
      state: 'done',
      medium: 'poem',
      from: '1.1.2026',
      min: '-1',
      max: 'x',
      parent: 'run_1',
      sort: ['cost'],
      order: 'up',
    }
    expect(readFilters(odd)).toEqual(NONE)
  })

  it('with an order alone filters nothing', () => {
    expect(isFiltered({ ...NONE, sort: 'cost', order: 'asc' })).toBe(false)
  })
})

describe('a question to the server', () => {
  it('holds what matters and no more', () => {
    expect(toQuery({ ...NONE, state: 'open', text: ' rain ' })).toEqual({
      status: 'open',
      text: 'rain',
      sort: 'created',
      order: 'desc',
    })
  })

  it('means the whole last day', () => {
    const { created_after, created_before } = toQuery({ ...NONE, from: '2026-03-01', to: '2026-03-01' })
    expect([created_after, created_before]).toEqual([moment('2026-03-01'), moment('2026-03-02')])
  })

  it('has no moment for a day that is none', () => {
    expect(moment('')).toBeUndefined()
  })
})
