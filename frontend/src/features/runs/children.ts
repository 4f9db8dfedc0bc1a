import { api, take } from '@/api/client'

const MOST = 8

/** The first runs that were begun from this one, and how many there are. */
export async function childrenOf(runId: string) {
  const query = { parent: runId, sort: 'created', order: 'asc', limit: MOST } as const
  return await take(api.GET('/api/v2/jobs', { params: { query } }))
}
