import { connection } from './connection'

const EVERY = 2000

interface Surroundings {
  /** What the server says of itself; raises where nobody answers. */
  ask: () => Promise<Response>
  later: (milliseconds: number) => Promise<void>
}

/**
 * Look how the server is after it could not be reached or could not do something, and again until it is well: it may
 * run, and what it keeps everything in be gone. `connection.ill` holds what it says of that meanwhile.
 */
export function watcher({ ask, later }: Surroundings): () => Promise<void> {
  let looking = false
  async function look(): Promise<boolean> {
    try {
      connection.ill = await illness(await ask())
      connection.reached()
    } catch {
      connection.ill = null
      connection.lost()
    }
    return connection.ill === null && connection.state !== 'away'
  }
  return async () => {
    if (looking) return
    looking = true
    while (!(await look())) await later(EVERY)
    looking = false
  }
}

async function illness(answer: Response): Promise<string | null> {
  if (answer.status !== 503) return null
  const body = (await answer.json().catch(() => null)) as { detail?: unknown } | null
  return typeof body?.detail === 'string' ? body.detail : ''
}
