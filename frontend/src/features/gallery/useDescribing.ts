import { useI18n } from 'vue-i18n'
import { api, take } from '@/api/client'
import { ApiError } from '@/api/problem'
import { say } from '@/components/ui/toast'
import type { Job } from '@/features/jobs/job'
import type { Jobs } from '@/features/jobs/useJobs'

/** Change what people say of a run: its title, whether it is pinned or shared. */
export function useDescribing(jobs: Pick<Jobs, 'change'>) {
  const { t } = useI18n()

  async function describe(job: Job, changes: { title?: string | null; pinned?: boolean; shared?: boolean }) {
    try {
      const path = { run_id: job.job_id }
      await take(api.PATCH('/api/runs/{run_id}', { params: { path }, body: changes as never }))
      const { shared: _shared, ...shown } = changes
      jobs.change(job.job_id, shown)
      return true
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown
      say(thrown.problem?.detail ?? t('ui.away'), 'fail')
      return false
    }
  }
  return { describe }
}
