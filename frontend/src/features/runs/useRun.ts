import { onScopeDispose, type Ref, ref, shallowRef } from 'vue'
import { api, take } from '@/api/client'
import { ApiError, problemOf } from '@/api/problem'
import { whenWell } from '@/api/whenWell'
import { live } from '@/live'
import type { RunEvent } from '@/live/events'
import { hasGap, reduce } from './reduce'
import { emptyRun, type RunState } from './state'

export interface FollowedRun {
  state: Ref<RunState>
  error: Ref<ApiError | undefined>
  /** The stored events so far, in order: what a replay plays. */
  events: Ref<readonly RunEvent[]>
  /** Take in an event that came another way, such as the stream of a stage that was asked for. */
  heard: (event: RunEvent) => void
}

/** Follow a run from its first event on, live or long ended; survives lost connections and reloads. */
export function useRun(runId: string): FollowedRun {
  const state = shallowRef(emptyRun(runId))
  const events = shallowRef<readonly RunEvent[]>([])
  const error = ref<ApiError>()
  let reading: Promise<void> | null = null
  let held: RunEvent[] = []

  function put(...found: readonly RunEvent[]) {
    const stored: RunEvent[] = []
    let now = state.value
    for (const event of found) {
      if (typeof event.seq === 'number' && event.seq > now.seq) stored.push(event)
      now = reduce(now, event)
    }
    state.value = now
    if (stored.length) events.value = [...events.value, ...stored]
  }

  async function readAll() {
    try {
      for (;;) {
        const query = { after: state.value.seq }
        const page = await take(
          api.GET('/api/runs/{run_id}/events', { params: { path: { run_id: runId }, query } }),
        )
        if (typeof page === 'string') break
        const found = page.events as unknown as RunEvent[]
        put(...found)
        if (!page.more || found.length === 0) break
      }
      error.value = undefined
    } catch (thrown) {
      error.value = thrown instanceof ApiError ? thrown : new ApiError(problemOf(null, 0))
    }
    const waiting = held
    held = []
    reading = null
    for (const event of waiting) heard(event)
  }

  function catchUp() {
    reading ??= readAll()
  }

  function heard(event: RunEvent) {
    if (event.run_id !== runId) return
    if (reading) held.push(event)
    else if (hasGap(state.value, event)) catchUp()
    else put(event)
  }

  const stops = [live.follow(heard), live.whenOpen(catchUp)]
  onScopeDispose(() => {
    for (const stop of stops) stop()
  })
  whenWell(() => {
    if (error.value) catchUp()
  })
  catchUp()
  return { state, error, events, heard }
}
