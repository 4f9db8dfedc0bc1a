import { ref, shallowRef } from 'vue'
import { api, take } from '@/api/client'
import { ApiError, problemOf } from '@/api/problem'
import { type Told, toldIn } from './prompts'

/** What each call of a run was told, to the letter; fetched when somebody asks for it, for it can be long. */
export function usePrompts(runId: string) {
  const told = shallowRef<ReadonlyMap<string, Told>>(new Map())
  const error = shallowRef<ApiError>()
  const loading = ref(false)

  async function ask() {
    if (loading.value) return
    loading.value = true
    const params = { path: { run_id: runId }, query: { format: 'json' as const } }
    try {
      told.value = toldIn(await take(api.GET('/api/v2/jobs/{run_id}/export', { params, parseAs: 'json' })))
      error.value = undefined
    } catch (thrown) {
      error.value = thrown instanceof ApiError ? thrown : new ApiError(problemOf(null, 0))
    }
    loading.value = false
  }
  return { told, error, loading, ask }
}

export type Prompts = ReturnType<typeof usePrompts>
