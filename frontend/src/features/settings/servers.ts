/** A server as the settings hold it; a single one has no name of its own. */
export interface Server {
  name?: string
  url: string
  limit?: number
  free?: boolean
  headers?: Record<string, string>
  [other: string]: unknown
}

/** The servers of a setting that holds a list, one, or none. */
export function serversOf(value: unknown): Server[] {
  if (Array.isArray(value)) return value as Server[]
  return value && typeof value === 'object' ? [value as Server] : []
}

/** The provider that is asked when a server of a setting is tested. */
export function providerOf(setting: string, server: Server): string {
  return setting === 'openai_servers' ? (server.name ?? '') : setting
}

/** Put a server in the place of one, or at the end; the list goes to the API as a whole. */
export function withServer(list: readonly Server[], server: Server, place: number | null): Server[] {
  if (place === null) return [...list, server]
  return list.map((one, index) => (index === place ? server : one))
}

/** A name that no other server has: `comfyui`, `comfyui-2`, and so on. */
export function freeName(base: string, taken: readonly (string | undefined)[]): string {
  if (!taken.includes(base)) return base
  let count = 2
  while (taken.includes(`${base}-${count}`)) count += 1
  return `${base}-${count}`
}

/** Complete an address that was typed without the protocol. */
export function addressOf(text: string): string {
  const trimmed = text.trim()
  return /^[\w.-]+(:\d+)?(\/.*)?$/.test(trimmed) ? `http://${trimmed}` : trimmed
}
