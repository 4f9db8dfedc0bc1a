import { describe, expect, it } from 'vitest'
import type { Job } from './job'
import { Rows } from './rows'

const job = (n: number, more: Partial<Job> = {}) =>
  ({ job_id: `run_${String(n).padStart(26, '0')}`, status: 'completed', ...more }) as Job
const ids = (rows: Rows) => rows.all.map((one) => Number(one.job_id.slice(4)))

function rowsOf(...numbers: number[]): Rows {
  const rows = new Rows()
  rows.append(numbers.map((n) => job(n)))
  return rows
}

describe('rows', () => {
  it('keep the order of their pages, and hold a job once', () => {
    const rows = rowsOf(9, 8)
    rows.append([job(8, { status: 'failed' }), job(7)])
    expect([ids(rows), rows.get(job(8).job_id)?.status]).toEqual([[9, 8, 7], 'failed'])
  })

  it('take newer ones in front, the newest first', () => {
    const rows = rowsOf(5, 4)
    rows.prepend([job(6), job(8), job(4)])
    rows.prepend([job(7)])
    expect([ids(rows), rows.placeOf(job(5).job_id)]).toEqual([[8, 7, 6, 5, 4], 3])
  })

  it('change and lose one without moving the others', () => {
    const rows = rowsOf(3, 2, 1)
    expect([
      rows.change(job(2).job_id, { stage: 'media' }),
      rows.change('run_x', {}),
      rows.remove('run_x'),
    ]).toEqual([true, false, false])
    rows.remove(job(2).job_id)
    expect([ids(rows), rows.placeOf(job(1).job_id), rows.get(job(2).job_id)]).toEqual([[3, 1], 1, undefined])
  })
})
