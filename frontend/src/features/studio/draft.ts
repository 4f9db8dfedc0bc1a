import { EMPTY, type Flow } from './flow'

const KEPT = 'devserver.studio'
const MOST = 12
const UNSENT = 'unsent'

interface Shelf {
  last: string
  drafts: Record<string, Flow>
}

/** Return what was kept under a run; without one, what was written last. Null where nothing is. */
export function readDraft(storage: Storage, runId: string | null): Flow | null {
  const shelf = read(storage)
  const found = shelf.drafts[runId ?? shelf.last]
  return found ? { ...EMPTY, ...found } : null
}

/** Keep a flow under its run, as the last one; the oldest go when there are many. */
export function keepDraft(storage: Storage, flow: Flow): void {
  const shelf = read(storage)
  const key = flow.runId ?? UNSENT
  const { [key]: _before, [UNSENT]: _unsent, ...others } = shelf.drafts
  const drafts = Object.fromEntries([...Object.entries(others).slice(-MOST + 1), [key, flow]])
  try {
    storage.setItem(KEPT, JSON.stringify({ last: key, drafts }))
  } catch {
    // The browser keeps nothing (private window, full): the page goes on without drafts.
  }
}

function read(storage: Storage): Shelf {
  try {
    const shelf = JSON.parse(storage.getItem(KEPT) ?? '') as Shelf
    if (shelf && typeof shelf.drafts === 'object' && shelf.drafts) return shelf
  } catch {
    // Nothing is kept, or another version kept it.
  }
  return { last: UNSENT, drafts: {} }
}
