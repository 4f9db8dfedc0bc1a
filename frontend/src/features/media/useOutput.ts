import { type ComputedRef, computed, watch } from 'vue'
import { api, take } from '@/api/client'
import type { ApiError } from '@/api/problem'
import { useAsked } from '@/api/useAsked'
import { findOutput, type MediaView, type Run } from './output'

export interface Output {
  output: ComputedRef<MediaView | undefined>
  run: ComputedRef<Run | undefined>
  error: ComputedRef<ApiError | undefined>
  loading: ComputedRef<boolean>
  again: () => Promise<void>
}

/** Ask for an output of a run, and, unless little is to be said of it, for how it was made. */
export function useOutput(
  which: () => {
    runId: string
    mediaType: string
    index?: number | undefined
    compact?: boolean | undefined
  },
): Output {
  const path = () => ({ params: { path: { run_id: which().runId } } })
  const info = useAsked(() => take(api.GET('/api/media/info/{run_id}', path())))
  const made = useAsked(async () =>
    which().compact ? undefined : take(api.GET('/api/runs/{run_id}', path())),
  )
  async function again() {
    await Promise.all([info.again(), made.again()])
  }
  watch(() => which().runId, again)
  return {
    output: computed(() => {
      const { runId, mediaType, index } = which()
      return info.data.value?.run_id === runId
        ? findOutput(info.data.value.media, mediaType, index)
        : undefined
    }),
    run: computed(() => made.data.value),
    error: computed(() => info.error.value),
    loading: computed(() => info.loading.value),
    again,
  }
}
