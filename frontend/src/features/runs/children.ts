import { api, take } from '@/api/client'

const LOOKED_AT = 200

/** The runs that were begun from this one, of the first ones that were made after it. */
export async function childrenOf(runId: string) {
  const run = await take(api.GET('/api/runs/{run_id}', { params: { path: { run_id: runId } } }))
  const query = { created_after: run.created_at, sort: 'created', order: 'asc', limit: LOOKED_AT } as const
  const page = await take(api.GET('/api/v2/jobs', { params: { query } }))
  return page.jobs.filter((job) => job.parent_run_id === runId)
}
