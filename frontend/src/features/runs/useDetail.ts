import { computed, onScopeDispose, type Ref, watch } from 'vue'
import { api, take } from '@/api/client'
import type { components } from '@/api/schema'
import { useAsked } from '@/api/useAsked'
import type { RunState } from './state'

export type Detail = components['schemas']['RunAnswer']
type Config = components['schemas']['ConfigView'] & {
  cost?: { usd: number | null; source: 'listed' | 'unknown' }
}

const SOON = 250

/** What the events do not say of a run: asked for again when it has come further. */
export function useDetail(runId: string, state: Ref<RunState>) {
  const path = { run_id: runId }
  const detail = useAsked<Detail>(() => take(api.GET('/api/runs/{run_id}', { params: { path } })))
  const entities = useAsked(
    async () => (await take(api.GET('/api/runs/{run_id}/entities', { params: { path } }))).entities,
  )
  let later: ReturnType<typeof setTimeout> | undefined

  const further = computed(() => {
    const { status, attempt, stages, calls, media } = state.value
    const made = stages.flatMap((stage) => stage.attempts.map((one) => `${one.status}${one.entity}`))
    return [status, attempt, calls.length, media.length, ...made].join()
  })
  function refresh() {
    void detail.again()
    void entities.again()
  }
  watch(further, () => {
    clearTimeout(later)
    if (!state.value.deleted) later = setTimeout(refresh, SOON)
  })
  onScopeDispose(() => clearTimeout(later))
  return { detail, entities: computed(() => entities.data.value ?? []), refresh }
}

/** The configs that there are, by their names in the person's language. */
export function useConfigs() {
  const { data } = useAsked(async () => (await take(api.GET('/api/configs'))).configs as Config[])
  const byId = computed(() => new Map(data.value?.map((one) => [one.id, one])))
  const name = (id: string | null | undefined) => (id ? (byId.value.get(id)?.name ?? id) : '')
  return { configs: computed(() => data.value ?? []), name }
}

export type Configs = ReturnType<typeof useConfigs>
