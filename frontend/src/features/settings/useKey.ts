import { ref } from 'vue'
import { api, take } from '@/api/client'
import { ApiError } from '@/api/problem'
import { useTest } from './useTest'

/** Store, test and delete the key of a provider; the key itself is kept nowhere on the page. */
export function useKey(provider: string, changed: () => Promise<void>) {
  const busy = ref(false)
  const wrong = ref('')
  const tested = useTest()

  async function during(work: () => Promise<unknown>): Promise<boolean> {
    busy.value = true
    wrong.value = ''
    tested.test.value = null
    try {
      await work()
      await changed()
    } catch (thrown) {
      const problem = thrown instanceof ApiError ? thrown.problem : null
      wrong.value = problem?.faults?.[0]?.detail ?? problem?.detail ?? String(thrown)
    }
    busy.value = false
    return !wrong.value
  }

  async function store(value: string): Promise<boolean> {
    const params = { path: { name: provider } }
    const stored = await during(() => take(api.PUT('/api/settings/keys/{name}', { params, body: { value } })))
    if (stored) void tested.ask(provider)
    return stored
  }

  function remove() {
    return during(() =>
      take(api.DELETE('/api/settings/keys/{name}', { params: { path: { name: provider } } })),
    )
  }
  return { busy, wrong, tested, store, remove }
}
