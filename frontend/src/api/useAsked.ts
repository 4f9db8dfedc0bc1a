import { onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { ApiError, problemOf } from './problem'
import { whenWell } from './whenWell'

export interface Asked<T> {
  data: Ref<T | undefined>
  error: Ref<ApiError | undefined>
  loading: Ref<boolean>
  again: () => Promise<void>
}

/** Ask the server for something; again when the language changes or the server is back. Old answers are dropped. */
export function useAsked<T>(ask: () => Promise<T>): Asked<T> {
  const { locale } = useI18n()
  const data = shallowRef<T>()
  const error = shallowRef<ApiError>()
  const loading = ref(false)
  let turn = 0
  async function again() {
    const mine = ++turn
    loading.value = true
    try {
      const found = await ask()
      if (mine !== turn) return
      data.value = found
      error.value = undefined
    } catch (thrown) {
      if (mine !== turn) return
      error.value = thrown instanceof ApiError ? thrown : new ApiError(problemOf(null, 0))
      if (!(thrown instanceof ApiError)) console.error(thrown)
    }
    loading.value = false
  }
  watch(locale, again)
  whenWell(() => {
    if (error.value) void again()
  })
  onScopeDispose(() => {
    turn = -1
  })
  void again()
  return { data, error, loading, again }
}
