import type { Backend } from './catalogue'

/** One of several servers of a backend, as it tells of itself. */
export interface Machine {
  name: string
  url: string
  state: string
  reason: string
}

/** The servers of a backend that has several lines; empty for one that is a single address. */
export function machinesOf(backend: Pick<Backend, 'details'>): Machine[] {
  const { servers } = backend.details
  if (!Array.isArray(servers)) return []
  return servers.map((one: Record<string, unknown>) => ({
    name: String(one.name ?? ''),
    url: String(one.url ?? ''),
    state: String(one.state ?? ''),
    reason: one.reason ? String(one.reason) : '',
  }))
}
