import { type Ref, watch } from 'vue'
import { api, take } from '@/api/client'
import type { components } from '@/api/schema'
import { useAsked } from '@/api/useAsked'

export type Detail = components['schemas']['ConfigDetail']

/**
 * A config in full: what the machine is told, and which parameters there are; undefined while none is chosen. While it
 * is `loading`, the detail is still that of the one before.
 */
export function useDetail(id: () => string | null): {
  detail: Ref<Detail | undefined>
  loading: Ref<boolean>
} {
  const { data, loading, again } = useAsked(async () => {
    const chosen = id()
    return chosen ? await take(api.GET('/api/configs/{id}', { params: { path: { id: chosen } } })) : undefined
  })
  watch(id, again)
  return { detail: data, loading }
}
