import type { components } from '@/api/schema'
import type { RunEvent } from '@/live/events'

type Detail = components['schemas']['JobAnswer']

/** What a job that is at work does: how far it is, what it waits for, and how long it may still take, in seconds. */
export interface Doing {
  readonly fraction: number | null
  readonly before: number | null
  readonly wait: number | null
  readonly left: number | null
  /** Since when the present stage is at work, in milliseconds. */
  readonly since: number | null
}

export const IDLE: Doing = { fraction: null, before: null, wait: null, left: null, since: null }

/** Too early a guess would jump about. */
const LEAST = 0.05

/** Take in an event of a job; what says nothing about its work changes nothing. */
export function heard(doing: Doing, event: RunEvent): Doing {
  const at = Date.parse(event.at)
  if (event.type === 'queued') {
    const { position, estimated_seconds: wait = null } = event.data
    return { ...IDLE, before: position, wait }
  }
  if (event.type === 'generation_start') return { ...IDLE, since: at }
  if (event.type === 'pipeline_stage_update')
    return event.data.status === 'started' ? { ...IDLE, since: at } : IDLE
  if (event.type === 'generation_complete' || event.type === 'run_state_change') return IDLE
  if (event.type === 'progress_update') return progressed(doing, event.data.fraction, at)
  return doing
}

function progressed(doing: Doing, fraction: number, at: number): Doing {
  const since = doing.since ?? at
  const known = fraction >= LEAST && fraction <= 1 && at > since
  const left = known ? ((at - since) / 1000 / fraction) * (1 - fraction) : null
  return { fraction, before: null, wait: null, left, since }
}

/** What the details of a job tell of its work, for one whose events were missed. */
export function fromDetail(detail: Pick<Detail, 'progress' | 'queue' | 'stages' | 'updated_at'>): Doing {
  const { queue, progress } = detail
  if (queue) return { ...IDLE, before: queue.position, wait: queue.estimated_seconds }
  const stage = detail.stages.findLast((one) => one.status === 'started')
  const since = stage ? Date.parse(stage.started_at) : null
  if (!progress) return { ...IDLE, since }
  return progressed({ ...IDLE, since }, progress.fraction, Date.parse(detail.updated_at))
}
