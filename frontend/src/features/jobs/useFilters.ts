import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { type Filters, NONE, readFilters, writeFilters } from './filters'

/** The filters of a list, which live in the address: a link shows the same list, and Back goes to the one before. */
export function useFilters(path: string) {
  const route = useRoute()
  const router = useRouter()
  let last = readFilters(route.query)

  const filters = computed<Filters>(() => {
    if (route.path !== path) return last
    const found = readFilters(route.query)
    if (JSON.stringify(found) !== JSON.stringify(last)) last = found
    return last
  })

  /** Change some of them; while a text is typed the address is replaced, so that Back need not undo each letter. */
  function change(changes: Partial<Filters>) {
    const query = writeFilters({ ...filters.value, ...changes })
    const typed = 'text' in changes || 'min' in changes || 'max' in changes
    void router[typed ? 'replace' : 'push']({ path, query })
  }

  function clear() {
    change({ ...NONE, sort: filters.value.sort, order: filters.value.order })
  }
  return { filters, change, clear }
}
