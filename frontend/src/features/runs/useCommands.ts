import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { api, take } from '@/api/client'
import { ApiError } from '@/api/problem'
import { say } from '@/components/ui/toast'

/** What a person can do with a run; what fails is said in the words of the server. */
export function useCommands(runId: string, changed: () => void) {
  const { t } = useI18n()
  const router = useRouter()
  const busy = ref(false)
  const params = { path: { run_id: runId } }

  async function attempt(action: () => Promise<unknown>, said = ''): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    try {
      await action()
      if (said) say(said)
      changed()
      return true
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown
      say(thrown.away ? t('ui.away') : (thrown.problem?.detail ?? ''), 'fail')
      return false
    } finally {
      busy.value = false
    }
  }

  return {
    busy,
    cancel: () => attempt(() => take(api.POST('/api/v2/jobs/{run_id}/cancel', { params }))),
    describe: (body: { title?: string | null; pinned?: boolean; shared?: boolean }, said = '') =>
      attempt(() => take(api.PATCH('/api/runs/{run_id}', { params, body: body as never })), said),
    retry: () =>
      attempt(async () => {
        const begun = await take(api.POST('/api/v2/jobs/{run_id}/retry', { params }))
        await router.push(`/runs/${begun.run_id}`)
      }, t('runs.retried')),
    remove: () =>
      attempt(async () => {
        await take(api.DELETE('/api/v2/jobs/{run_id}', { params }))
        await router.push('/jobs')
      }, t('runs.removed')),
  }
}
