import { type EffectScope, effectScope, onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { RunEvent } from '@/live/events'
import { type FollowedRun, useRun } from '../runs/useRun'
import { keepDraft, readDraft } from './draft'
import { EMPTY, type Flow } from './flow'

const KEPT_AFTER = 300
const SHELVES = { tab: sessionStorage, browser: localStorage }

export interface Sitting {
  flow: ShallowRef<Flow>
  /** The run that texts are written in, as its events tell it. */
  followed: ShallowRef<FollowedRun | null>
  /** Change the flow by a pure function. */
  change: (next: (flow: Flow) => Flow) => void
  /** Follow a run from now on, and name it in the address. */
  follow: (runId: string | null) => void
  heard: (event: RunEvent) => void
  /** The run that the address names, and of which nothing is kept here. */
  unknown: string | null
}

/** A sitting: the flow, kept in the browser, the run that it is written in, and the address that names it. */
export function useSitting(): Sitting {
  const route = useRoute()
  const router = useRouter()
  const asked = typeof route.query.run === 'string' ? route.query.run : null
  const draft = readDraft(SHELVES, asked)
  const flow = shallowRef<Flow>(draft ?? EMPTY)
  const followed = shallowRef<FollowedRun | null>(null)
  let scope: EffectScope | undefined
  let following: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function change(next: (flow: Flow) => Flow) {
    flow.value = next(flow.value)
  }

  function follow(runId: string | null) {
    if (runId === following) return
    following = runId
    scope?.stop()
    scope = effectScope(true)
    followed.value = runId ? (scope.run(() => useRun(runId)) ?? null) : null
    if (flow.value.runId !== runId) change((before) => ({ ...before, runId }))
    if (route.query.run !== (runId ?? undefined))
      void router.replace({ path: '/', query: runId ? { run: runId } : {} })
  }

  function heard(event: RunEvent) {
    if (typeof event.run_id === 'string') follow(event.run_id)
    followed.value?.heard(event)
  }

  function keep() {
    clearTimeout(timer)
    timer = undefined
    keepDraft(SHELVES, flow.value)
  }

  watch(flow, () => {
    timer ??= setTimeout(keep, KEPT_AFTER)
  })
  window.addEventListener('pagehide', keep)
  onScopeDispose(() => {
    window.removeEventListener('pagehide', keep)
    keep()
    scope?.stop()
  })
  if (flow.value.runId) follow(flow.value.runId)
  return { flow, followed, change, follow, heard, unknown: asked && !draft ? asked : null }
}
