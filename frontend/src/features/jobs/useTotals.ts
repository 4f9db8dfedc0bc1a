import { onScopeDispose, type Ref, watch } from 'vue'
import { api, take } from '@/api/client'
import { useAsked } from '@/api/useAsked'
import { type Filters, toQuery } from './filters'

const AT_MOST_EVERY = 2000

/** How many jobs of some filters are in each state; asked again, not too often, when `changes` counts on. */
export function useTotals(filters: () => Filters, changes: Ref<number>) {
  const asked = useAsked(() => {
    const { sort: _sort, order: _order, ...query } = toQuery({ ...filters(), state: '' })
    return take(api.GET('/api/v2/jobs/totals', { params: { query } }))
  })
  watch(() => JSON.stringify({ ...filters(), state: '', sort: '', order: '' }), asked.again)
  useNow(changes, asked.again)
  return asked.data
}

/** What all jobs of today (of the person's day) have cost; asked again, not too often, when `changes` counts on. */
export function useDayCosts(changes: Ref<number>) {
  const asked = useAsked(() => {
    const since = new Date(new Date().setHours(0, 0, 0, 0)).toISOString()
    return take(api.GET('/api/costs', { params: { query: { since } } }))
  })
  useNow(changes, asked.again)
  return asked.data
}

function useNow(changes: Ref<number>, again: () => unknown) {
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(changes, () => {
    timer ??= setTimeout(() => {
      timer = undefined
      void again()
    }, AT_MOST_EVERY)
  })
  onScopeDispose(() => clearTimeout(timer))
}
