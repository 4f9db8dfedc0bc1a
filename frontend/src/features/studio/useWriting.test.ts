import { expect, it } from 'vitest'
import { ApiError, problemOf } from '@/api/problem'
import { EMPTY } from './flow'
import { withoutGone } from './useWriting'

function asked(runId: string | null, status: number) {
  const runs: (string | null)[] = []
  const answer = withoutGone({ ...EMPTY, runId }, async (flow) => {
    runs.push(flow.runId)
    if (flow.runId === runId) throw new ApiError(problemOf(null, status))
    return runs
  })
  return answer.catch((error: ApiError) => error.problem?.status)
}

it.each<[string, string | null, number, unknown]>([
  ['a run that is gone is done without', 'run_1', 404, ['run_1', null]],
  ['a run that is still at work is left to itself', 'run_1', 409, ['run_1', null]],
  ['what is wrong otherwise is told', 'run_1', 422, 422],
  ['without a run there is nothing to do without', null, 409, 409],
])('%s', async (_what, runId, status, found) => {
  expect(await asked(runId, status)).toEqual(found)
})
