import { EMPTY, type Flow } from './flow'

const KEPT = 'devserver.studio'
const MOST = 12
const UNSENT = 'unsent'

interface Shelf {
  last: string
  drafts: Record<string, Flow>
}

/** Where drafts are kept: by the tab for itself, and by the browser for the next one. */
export interface Shelves {
  readonly tab: Storage
  readonly browser: Storage
}

/**
 * Return what was kept under a run; without one, what was written last. What this tab kept comes before what another
 * one did: two tabs may hold different texts of one run, or of none. Null where nothing is.
 */
export function readDraft({ tab, browser }: Shelves, runId: string | null): Flow | null {
  return find(tab, runId) ?? find(browser, runId)
}

function find(storage: Storage, runId: string | null): Flow | null {
  const shelf = read(storage)
  const found = shelf.drafts[runId ?? shelf.last]
  return found ? { ...EMPTY, ...found } : null
}

/** Keep a flow under its run, as the last one. */
export function keepDraft({ tab, browser }: Shelves, flow: Flow): void {
  keep(tab, flow)
  keep(browser, flow)
}

/** The oldest go when there are many. */
function keep(storage: Storage, flow: Flow): void {
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
