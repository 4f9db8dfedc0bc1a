import { expect, it } from 'vitest'
import { ApiError, problemOf } from '@/api/problem'
import { type Place, placeOf, withoutGone } from './useWriting'

const IN = { run_id: 'run_1' }
const BESIDE = { parent_run_id: 'run_1' }

it.each([
  ['without a run something is asked for by itself', null, false, {}],
  ['a run is gone on with', 'run_1', false, IN],
  ['what is asked for while a run is at work begins beside it', 'run_1', true, BESIDE],
] as const)('%s', (_what, runId, busy, place) => {
  expect(placeOf(runId, busy)).toEqual(place)
})

function asked(first: Place, status: number) {
  const places: Place[] = []
  const answer = withoutGone(first, async (place) => {
    places.push(place)
    if (place === first) throw new ApiError(problemOf(null, status))
    return places
  })
  return answer.catch((error: ApiError) => error.problem?.status)
}

it.each<[string, Place, number, unknown]>([
  ['a run that is gone is done without', IN, 404, [IN, {}]],
  ['so is one beside which something was to begin', BESIDE, 404, [BESIDE, {}]],
  ['a run that is still at work is left to itself', IN, 409, [IN, BESIDE]],
  ['what is wrong otherwise is told', IN, 422, 422],
  ['without a run there is nothing to do without', {}, 409, 409],
])('%s', async (_what, first, status, found) => {
  expect(await asked(first, status)).toEqual(found)
})
