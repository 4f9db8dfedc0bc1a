import { api, take } from '@/api/client'
import { ApiError, problemOf } from '@/api/problem'
import type { Deed } from './job'

const at = (id: string) => ({ params: { path: { run_id: id } } })

export const EXPORTS = ['json', 'yaml', 'csv'] as const

export function exportAddress(id: string, format: (typeof EXPORTS)[number]): string {
  return `/api/v2/jobs/${id}/export?format=${format}`
}

/** Do one thing with one job; raises ApiError with what the server says. */
export const DEEDS: Record<Deed, (id: string) => Promise<unknown>> = {
  cancel: (id) => take(api.POST('/api/v2/jobs/{run_id}/cancel', at(id))),
  retry: (id) => take(api.POST('/api/v2/jobs/{run_id}/retry', at(id))),
  delete: (id) => take(api.DELETE('/api/v2/jobs/{run_id}', at(id))),
  download: (id) => fetchFile(`/api/v2/jobs/${id}/download/zip`, `${id}.zip`),
}

/** Keep a file; it is fetched whole first, so that several come one after another and a failure can be told. */
export async function fetchFile(address: string, name: string): Promise<void> {
  const answer = await fetch(address).catch(() => {
    throw new ApiError(null)
  })
  if (!answer.ok) throw new ApiError(problemOf(await answer.json().catch(() => null), answer.status))
  const url = URL.createObjectURL(await answer.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** What came of doing one thing with several jobs: with how many it worked, and what was said of the others. */
export interface Done {
  worked: string[]
  failed: { id: string; text: string }[]
}

/** Do one thing with several jobs, one after another; `told` hears how many are through. */
export async function doWithEach(
  deed: (id: string) => Promise<unknown>,
  ids: readonly string[],
  told: (through: number) => void,
): Promise<Done> {
  const done: Done = { worked: [], failed: [] }
  for (const [index, id] of ids.entries()) {
    told(index)
    try {
      await deed(id)
      done.worked.push(id)
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown
      done.failed.push({ id, text: thrown.problem?.detail ?? '' })
      if (thrown.away) break
    }
  }
  return done
}
