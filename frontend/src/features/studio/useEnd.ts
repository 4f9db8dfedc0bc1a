import { type Ref, shallowRef, watch } from 'vue'
import { api, take } from '@/api/client'
import { useAsked } from '@/api/useAsked'
import type { RunAnswer } from './trouble'

/** Ask for a run as it stands once it has ended, and again in another language: events hold no sentences. */
export function useEnd(runId: string, isOver: () => boolean): { end: Ref<RunAnswer | undefined> } {
  const end = shallowRef<RunAnswer>()
  const { data, again } = useAsked(async () =>
    isOver() ? await take(api.GET('/api/runs/{run_id}', { params: { path: { run_id: runId } } })) : undefined,
  )
  watch(isOver, (over) => over && again())
  watch(data, (found) => {
    end.value = found
  })
  return { end }
}
