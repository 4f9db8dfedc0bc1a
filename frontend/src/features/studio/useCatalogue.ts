import { type ComputedRef, computed, onScopeDispose, type Ref } from 'vue'
import { api, take } from '@/api/client'
import type { ApiError } from '@/api/problem'
import type { components } from '@/api/schema'
import { useAsked } from '@/api/useAsked'

export type Config = components['schemas']['ConfigView']

export interface Catalogue {
  attitudes: ComputedRef<readonly Config[]>
  outputs: ComputedRef<readonly Config[]>
  loaded: ComputedRef<boolean>
  error: Ref<ApiError | undefined>
  again: () => Promise<void>
}

/** What can be picked, in the person's language; asked for again when the page is looked at again. */
export function useCatalogue(): Catalogue {
  const { data, error, again } = useAsked(async () => {
    const [attitudes, outputs] = await Promise.all([
      take(api.GET('/api/configs/interceptions')),
      take(api.GET('/api/configs/outputs')),
    ])
    return { attitudes: attitudes.configs, outputs: outputs.configs }
  })
  function looked() {
    if (document.visibilityState === 'visible') void again()
  }
  document.addEventListener('visibilitychange', looked)
  onScopeDispose(() => document.removeEventListener('visibilitychange', looked))
  return {
    attitudes: computed(() => data.value?.attitudes ?? []),
    outputs: computed(() => data.value?.outputs ?? []),
    loaded: computed(() => data.value !== undefined),
    error,
    again,
  }
}
